import type { S3Client } from '@aws-sdk/client-s3';
import { LOG_TYPES } from '../log-types/index';
import { formatBytes } from '../report/sizes';
import { formatCount } from '../report/terminal/numbers';
import { formatInstant } from '../shared/utc-dates';
import type { RunRequest } from '../workflow/audit-run/run-request';
import type { Settings } from '../workflow/audit-run/settings';
import { type DryRun, dryRun } from '../workflow/deployed-stack/dry-run';
import type { DeployedStack } from '../workflow/deployed-stack/find-stack';
import { stackSettings } from '../workflow/deployed-stack/stack-settings';
import { EXIT } from './exit-codes';
import { withInterrupt } from './interrupt';
import { type OutputHost, shown } from './output-host';
import { field } from './run-text';
import { type TextFormat, toJson } from './stack-options';

/** Lists what a run would read, and tells it. @returns the exit code */
export async function tellDryRun(
  request: RunRequest,
  stack: DeployedStack,
  s3: S3Client,
  now: Date,
  format: TextFormat,
  host: OutputHost,
): Promise<number> {
  const settings = stackSettings(stack);
  const onListed = (objects: number) => host.showProgress(`listing: ${formatCount(objects, 'log object')}`);
  return await withInterrupt(host, async (signal) => {
    const found = await dryRun(request, { s3, settings, now, signal, onListed }).finally(() => host.clearProgress());
    const text = () => `${renderDryRun(request, found, settings).join('\n')}\n`;
    await host.write(format === 'json' ? toJson(factsOf(request, found)) : text());
    host.tell('this was a dry run: nothing is started');
    return EXIT.done;
  });
}

function renderDryRun(request: RunRequest, found: DryRun, settings: Settings): readonly string[] {
  const { analyses, window, selection, logPrefix, logType } = request;
  const filters = Object.entries(selection.filters).map(([name, values]) => `${name} ${values.join(' or ')}`);
  return [
    field('Analyses', analyses.map(({ id }) => id).join(', ')),
    field('Window', `${formatInstant(window.from)} to ${formatInstant(window.to)} (end not included)`),
    ...(filters.length === 0 ? [] : [field('Filters', shown(filters.join('; ')))]),
    field('Logs', shown(`${LOG_TYPES[logType.id].title} in s3://${settings.logBucket}/${logPrefix}`)),
    ...renderFound(found),
    ...overLimit(found, settings),
    ...found.notes.map((note) => field('Note', shown(note))),
  ];
}

function renderFound({ objects, bytes, leftOut, copied, cost, hints }: DryRun): readonly string[] {
  const reasons = Object.entries(leftOut).map(([reason, count]) => `${formatCount(count)} ${reason}`);
  const left = reasons.length === 0 ? [] : [field('Left out', reasons.join(', '))];
  if (objects === 0) return [field('Found', 'no log objects'), ...left, ...hints.map((hint) => `  - ${shown(hint)}`)];
  return [
    field('Found', `${formatCount(objects, 'log object')}, ${formatBytes(bytes)}`),
    ...left,
    field('Way', copied ? 'the logs are copied, and the copies are read' : 'the logs are read where they lie'),
    field('Cost', cost),
  ];
}

/** Athena ends a query that reads more than the stack allows. Compressed logs and few columns make no difference to it here. */
function overLimit({ bytes }: DryRun, { bytesScannedLimit = Number.POSITIVE_INFINITY }: Settings): readonly string[] {
  if (bytes <= bytesScannedLimit) return [];
  const limit = formatBytes(bytesScannedLimit);
  return [field('Note', `each query would read more than the ${limit} that the stack allows (BytesScannedLimit)`)];
}

function factsOf({ analyses, window, selection }: RunRequest, { hints, ...found }: DryRun): object {
  return {
    analyses: analyses.map(({ id }) => id),
    window: { from: formatInstant(window.from), to: formatInstant(window.to) },
    filters: selection.filters,
    ...found,
    hints,
  };
}
