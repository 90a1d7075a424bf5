import { isAtLeast, SEVERITIES, type Severity } from '../../logging-setup/findings/catalogue';
import { readSetup } from '../../logging-setup/read-setup';
import { type BucketStatus, statusOf } from '../../logging-setup/status';
import { formatters } from '../../report/formats';
import { formatCount } from '../../report/terminal/numbers';
import { EXIT } from '../exit-codes';
import { type LoggingOptions, requireBucketName, requireChoice, withSetupClients } from '../logging-options';
import { adviceOn, statusFacts, statusResult } from '../logging-text';
import type { OutputHost } from '../output-host';
import { toJson } from '../stack-options';

/** Options of `logging status`, as commander gives them. */
export interface LoggingStatusOptions extends LoggingOptions {
  readonly format?: string;
  readonly cloudtrail: boolean;
}

const FORMATS = ['table', 'csv', 'json'] as const;

/** Tells where buckets log to and what is wrong with it. @returns the exit code */
export async function showLoggingStatus(
  options: LoggingStatusOptions,
  failOn: Severity | undefined,
  host: OutputHost,
): Promise<number> {
  const format =
    options.format === undefined ? defaultFormat(host) : requireChoice(options.format, '--format', FORMATS);
  const names = options.bucket?.map((name) => requireBucketName(name, '--bucket'));
  return withSetupClients(options, host, async (clients) => {
    const setup = await readSetup(clients, {
      ...(names ? { names } : {}),
      withTrails: options.cloudtrail,
      onProgress: (done, all) => host.showProgress(`looking at ${formatCount(done)} of ${formatCount(all, 'bucket')}`),
    });
    host.clearProgress();
    const status = statusOf(setup, new Date());
    await write(status, format, host);
    host.tell(summary(status));
    const isBad = failOn !== undefined && worst(status).some((severity) => isAtLeast(severity, failOn));
    return isBad ? EXIT.incomplete : EXIT.done;
  });
}

function defaultFormat({ isTerminal }: OutputHost): (typeof FORMATS)[number] {
  return isTerminal ? 'table' : 'csv';
}

async function write(status: readonly BucketStatus[], format: (typeof FORMATS)[number], host: OutputHost) {
  const { width, color, isTerminal: escapeControls } = host;
  if (format === 'json') return host.write(toJson({ buckets: statusFacts(status) }));
  const result = statusResult(status, format === 'csv');
  await formatters[format](result, (text) => host.write(text), { width, color, escapeControls });
  if (format === 'table') for (const line of adviceOn(status)) await host.write(`${line}\n`);
}

function worst(status: readonly BucketStatus[]): readonly Severity[] {
  return status.flatMap(({ findings }) => findings.map(({ severity }) => severity));
}

function summary(status: readonly BucketStatus[]): string {
  const all = worst(status);
  const counts = [...SEVERITIES]
    .reverse()
    .map((severity) => ({ severity, count: all.filter((found) => found === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${formatCount(count)} ${severity}`);
  const found = counts.length === 0 ? 'nothing found' : `${formatCount(all.length, 'finding')} (${counts.join(', ')})`;
  return `${formatCount(status.length, 'bucket')}: ${found}`;
}
