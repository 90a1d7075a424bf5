import { formatBytes } from '../report/sizes';
import { formatCount } from '../report/terminal/numbers';
import { type RunPosition, stepOf } from '../workflow/deployed-stack/run-position';

/** What a run is doing, as one line. */
export function renderPosition(position: RunPosition): string {
  const { state } = position;
  const step = stepOf(position);
  switch (step) {
    case 'planning':
      return state.objects ? `${step}: ${formatCount(state.objects, 'log object')} so far` : step;
    case 'sending the start mail':
      return `${step}: ${foundIn(position)}`;
    case 'copying':
      return `${step} ${foundIn(position)}`;
    case 'querying':
      return `${step}${progressOf(position)}`;
    default:
      return step;
  }
}

function foundIn({ state }: RunPosition): string {
  return `${formatCount(state.objects ?? 0, 'log object')}, ${formatBytes(state.bytes ?? 0)}`;
}

function progressOf({ state }: RunPosition): string {
  const { runs = [] } = state.queries ?? {};
  if (runs.length === 0) return '';
  const ended = runs.filter((run) => run.state === 'succeeded' || run.state === 'failed');
  return `: ${ended.length} of ${runs.length} queries have ended`;
}
