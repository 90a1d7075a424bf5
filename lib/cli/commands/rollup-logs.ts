import { rmSync } from 'node:fs';
import { makeWorkFolder } from '../../log-store/work-folder';
import type { RollupFormat, RollupLevel } from '../../log-types/access-logs/rollup-name';
import type { ContentCodec } from '../../rollup/content-codec';
import { PeriodThreads } from '../../rollup/period-threads';
import { rollUp } from '../../rollup/roll-up';
import type { RollupJob, RollupTime } from '../../rollup/rollup-job';
import { RollupTally } from '../../rollup/rollup-tally';
import { AuditError, UsageError } from '../../shared/errors';
import { parseDuration } from '../../shared/utc-dates';
import { EXIT } from '../exit-codes';
import { withInterrupt } from '../interrupt';
import { type OutputHost, shown } from '../output-host';
import { openRollupPlaces, type RollupPlaces } from '../rollup-places';
import { renderPeriod, renderPreview, renderRollup, rollupFacts, showRollupProgress } from '../rollup-text';
import { type S3Options, toS3Access } from '../s3-options';
import { toJson } from '../stack-options';

/** Options of `rollup`, as commander gives them. */
export interface RollupOptions extends S3Options {
  readonly level: RollupLevel;
  readonly by: RollupTime;
  readonly format: RollupFormat;
  readonly olderThan: string;
  readonly keep?: boolean;
  readonly overwrite?: boolean;
  readonly dryRun?: boolean;
  readonly concurrency: number;
  readonly progress?: boolean;
  readonly json?: boolean;
  readonly region?: string;
}

/** Beside reads of sources: listing, and what is done with rollups. */
const OTHER_REQUESTS = 16;

/** Merges logs. @returns the exit code */
export async function rollupLogs(from: string, to: string, options: RollupOptions, host: OutputHost): Promise<number> {
  const olderThanMs = parseDuration(options.olderThan, '--older-than');
  requireSupported(options);
  const access = toS3Access(options, options.region, options.concurrency + OTHER_REQUESTS);
  return withInterrupt(host, async (signal) => {
    const places = await openRollupPlaces(from, to, access, signal);
    const tally = new RollupTally();
    const endProgress = showRollupProgress(host, tally);
    const workFolder = options.format === 'parquet' ? makeWorkFolder() : undefined;
    try {
      await merge(places, options, { olderThanMs, workFolder }, tally, host, signal);
    } finally {
      endProgress();
      if (workFolder !== undefined) rmSync(workFolder, { recursive: true, force: true });
      places.close();
    }
    return await tellResult(tally, places, options, host);
  });
}

function requireSupported({ overwrite, by }: RollupOptions): void {
  if (overwrite && by === 'event-time') {
    throw new UsageError(
      'INVALID_OPTION',
      '--overwrite is for rollups by delivery time: by event time a rollup holds lines of logs from many days; remove the destination, if all logs are still there, and run it without --overwrite',
    );
  }
}

async function merge(
  { source, destination, sourceName }: RollupPlaces,
  options: RollupOptions,
  { olderThanMs, workFolder }: { readonly olderThanMs: number; readonly workFolder: string | undefined },
  tally: RollupTally,
  host: OutputHost,
  signal: AbortSignal,
): Promise<void> {
  const { level, by, format, keep, overwrite, dryRun, progress, concurrency } = options;
  const parquet = workFolder === undefined ? {} : { parquet: openParquet(workFolder) };
  const job: RollupJob = { source, destination, level, by, format, ...parquet };
  const threads = PeriodThreads.for(job);
  const work = rollUp(
    job,
    {
      now: new Date(),
      olderThanMs,
      sourceName,
      concurrency,
      signal,
      ...(keep ? { keep } : {}),
      // what is written anew must have all its sources in one piece
      ...(overwrite ? { overwrite, maxSources: Number.POSITIVE_INFINITY } : {}),
      ...(dryRun && !options.json ? { onDryRun: (preview) => host.write(`${renderPreview(preview)}\n`) } : {}),
      ...(dryRun && options.json ? { onDryRun: async () => {} } : {}),
      ...(threads ? { threads } : {}),
      ...(progress ? { onPeriod: async (result) => host.tell(renderPeriod(result)) } : {}),
    },
    tally,
  );
  await work.finally(() => threads?.close());
}

function openParquet(workFolder: string): ContentCodec {
  // loaded here because DuckDB is not needed for other formats
  const { parquetCodec } = require('../../rollup/parquet-codec') as typeof import('../../rollup/parquet-codec');
  return parquetCodec(workFolder);
}

/** @throws AuditError when there is nothing but logs of another kind */
async function tellResult(
  tally: RollupTally,
  { source, destination }: RollupPlaces,
  options: RollupOptions,
  host: OutputHost,
): Promise<number> {
  const { dryRun = false, json } = options;
  requireAccessLogs(tally, source.address);
  const requests = source.requests + destination.requests;
  if (json) await host.write(toJson(rollupFacts(tally, destination.address, dryRun, requests)));
  for (const line of renderRollup(tally, shown(destination.address), dryRun, host.style)) host.tell(line);
  if (dryRun) host.tell('this was a dry run: nothing was changed');
  if (tally.failures.some(({ refused }) => !refused)) return EXIT.failed;
  const stays = [...tally.plan.notMerged.keys()].some((reason) => reason.startsWith('only the day'));
  return tally.failures.length > 0 || tally.leftCount > 0 || stays ? EXIT.incomplete : EXIT.done;
}

function requireAccessLogs({ plan, written, unchanged }: RollupTally, address: string): void {
  if (!plan.notMerged.has('CloudTrail log') || written + unchanged > 0 || plan.notMerged.has('not old enough')) return;
  throw new AuditError(
    'NOT_SUPPORTED',
    `the logs in ${address} are CloudTrail's, which are not merged: AWS puts the events of some minutes into one file already, and merged files could not be validated with the digests. Only S3 server access logs can be`,
  );
}
