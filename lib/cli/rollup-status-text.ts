import { formatBytes } from '../report/sizes';
import { formatCount } from '../report/terminal/numbers';
import type { Style } from '../report/terminal/style';
import type { RollupReport } from '../workflow/deployed-stack/describe-rollup';
import type { RollupOutcome, RollupRunReport } from '../workflow/deployed-stack/rollup-report';
import { shown } from './output-host';
import { field, toSecond } from './run-text';

const OUTCOMES: Readonly<Record<Exclude<RollupOutcome, 'running'>, string>> = {
  done: 'done',
  incomplete: 'done, but INCOMPLETE: logs are left',
  failed: 'FAILED',
  stopped: 'stopped',
  'timed-out': 'FAILED: it took too long',
};

/** All that there is to tell of the rollup of a stack, as lines for a person. */
export function renderRollupReport(report: RollupReport, style: Style): readonly string[] {
  const { source, destination, level, format, keepsLogs, running, last, failing, lastFailure } = report;
  const kept = keepsLogs ? ', logs are kept' : '';
  return [
    field('Rollup', `${shown(source)} to ${shown(destination)}: ${shown(level)}, ${shown(format)}${kept}`),
    ...(running ? renderRun('Now', running, style) : []),
    ...(last ? renderRun('Last', last, style) : running ? [] : [field('Last', 'none yet')]),
    ...(failing ? [field('Failing', `since ${toSecond(failing.since)}, ${formatCount(failing.runs, 'rollup')}`)] : []),
    ...(lastFailure && !failing
      ? [field('Failed', `${lastFailure.runId}, ${toSecond(lastFailure.startedAt)}: ${describe(lastFailure)}`)]
      : []),
    field('Next', renderNext(report)),
  ];
}

function renderRun(name: string, run: RollupRunReport, style: Style): readonly string[] {
  const { runId, outcome, step, startedAt, endedAt, totals, problems, failure, executionUrl } = run;
  const unnamed = totals ? totals.failed + totals.incomplete - problems.length : 0;
  return [
    field(name, `${runId}: ${outcome === 'running' ? `running: ${step}` : OUTCOMES[outcome]}`),
    more(`started ${toSecond(startedAt)}${endedAt === undefined ? '' : `, ended ${toSecond(endedAt)}`}`),
    ...(totals ? renderTotals(totals).map(more) : []),
    ...(failure ? [more(`${style.red(shown(failure.code))}: ${shown(failure.message)}`)] : []),
    ...problems.map(({ period, code, reason }) =>
      more(`${shown(period)}: ${style.red(shown(code))}: ${shown(reason)}`),
    ),
    ...(unnamed > 0 ? [more(`and ${formatCount(unnamed, 'period')} more`)] : []),
    more(executionUrl),
  ];
}

function renderTotals(totals: NonNullable<RollupRunReport['totals']>): readonly string[] {
  const { periods, failed, incomplete, merged, bytes, deleted, left } = totals;
  if (periods === 0) return ['no logs to roll up'];
  const parts = [
    `${formatCount(periods - failed - incomplete, 'period')} done`,
    failed > 0 && `${formatCount(failed)} failed`,
    incomplete > 0 && `${formatCount(incomplete)} incomplete`,
  ].filter((part) => part !== false);
  const logs = `${formatCount(merged, 'log object')} merged (${formatBytes(bytes)}), ${formatCount(deleted)} deleted`;
  return [parts.join(', '), `${logs}${left > 0 ? `, ${formatCount(left)} left` : ''}`];
}

function renderNext({ schedule: { expression, timeZone, nextAt } }: RollupReport): string {
  const by = `${shown(expression)}, ${shown(timeZone)}`;
  return nextAt === undefined ? by : `${toSecond(nextAt)} (${by})`;
}

function describe({ code, message }: { readonly code: string; readonly message: string }): string {
  return `${shown(code)}: ${shown(message)}`;
}

/** Another line of a value. */
function more(value: string): string {
  return field('', value);
}
