import { setImmediate } from 'node:timers/promises';
import type { Period } from '../log-types/access-logs/rollup-name';
import { PeriodsOfLines } from './event-lines';
import type { LeftSource } from './merge-segments';
import { isOver, listLogs, type PlacedSource, type PlanOptions, type PlanTally } from './plan-rollup';
import { contentsOf, type ReadAhead, UnusableSource, unusable } from './read-ahead';
import type { PlannedPeriod, RollupJob } from './rollup-job';
import { rollupKeys } from './rollup-place';
import type { StoredSource } from './rollup-store';
import { linesOf, SpoiledAttempt } from './source-lines';

/** Sources and the rollups that their lines go into. A source is done when all of its rollups are. */
export interface EventBatch {
  readonly periods: readonly PlannedPeriod[];
  /** How many rollups each source goes into. */
  readonly rollupsOf: ReadonlyMap<StoredSource, number>;
  readonly left: readonly LeftSource[];
}

/** Sources that are read before the first of them are merged. */
const BATCH = 20_000;
/** After so many sources others get their turn. */
const SOURCES_AT_ONCE = 256;

/** The periods, by the times of the lines, for which there are sources: these are read for it, some thousands at a time. */
export async function* planByEvents(
  job: RollupJob,
  options: PlanOptions & { readonly ahead: ReadAhead; readonly signal?: AbortSignal },
  tally: PlanTally,
): AsyncGenerator<EventBatch> {
  let batch: PlacedSource[] = [];
  for await (const page of listLogs(job, tally)) {
    for (const log of page) {
      batch.push(log);
      if (batch.length < (options.maxSources ?? BATCH)) continue;
      yield await classify(job, batch, options, tally);
      batch = [];
    }
  }
  if (batch.length > 0) yield await classify(job, batch, options, tally);
}

async function classify(
  job: RollupJob,
  logs: readonly PlacedSource[],
  options: PlanOptions & { readonly ahead: ReadAhead; readonly signal?: AbortSignal },
  tally: PlanTally,
): Promise<EventBatch> {
  const rollups = new Map<string, PlannedPeriod & { sources: StoredSource[] }>();
  const rollupsOf = new Map<StoredSource, number>();
  const left: LeftSource[] = [];
  const sources = logs.map(({ source, log }) => ({ ...source, log }));
  let count = 0;
  for (const { source, content } of contentsOf(job.source, sources, options.ahead)) {
    if (++count % SOURCES_AT_ONCE === 0) await setImmediate();
    options.signal?.throwIfAborted();
    const { log, ...stored } = source;
    const found = await content;
    const periods = found instanceof UnusableSource ? found : await periodsOf(job, source, found);
    if (periods instanceof UnusableSource) {
      left.push({ key: source.key, reason: periods.message });
      continue;
    }
    const all = periods.map((period) => ({ place: log.place, period }));
    // with some of its lines in rollups it could neither be deleted nor forgotten
    if (!all.every((placed) => isOver(placed, options))) {
      tally.skip('not old enough', stored);
      continue;
    }
    rollupsOf.set(stored, all.length);
    for (const placed of all) {
      const { output } = rollupKeys(placed, job.format);
      const planned = rollups.get(output) ?? { ...placed, sources: [] };
      planned.sources.push(stored);
      rollups.set(output, planned);
    }
  }
  return { periods: [...rollups.values()], rollupsOf, left };
}

async function periodsOf(
  { source: store, level }: RollupJob,
  source: StoredSource & { readonly log: PlacedSource['log'] },
  content: Buffer | 'large',
): Promise<readonly Period[] | UnusableSource> {
  const lines = await linesOf(store, source, content);
  if (lines instanceof UnusableSource) return lines;
  const periods = new PeriodsOfLines(level, source.log.delivered);
  try {
    for await (const piece of lines) periods.take(piece);
  } catch (error) {
    return error instanceof SpoiledAttempt ? new UnusableSource(error.reason) : unusable(error);
  }
  return periods.end();
}
