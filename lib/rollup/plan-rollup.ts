import { classifyAccessLog } from '../log-types/access-logs/key-layout';
import type { SkipReason } from '../log-types/log-type';
import type { PlannedPeriod, RollupJob } from './rollup-job';
import { type PlacedLog, type PlacedPeriod, placeByDelivery, placeLog, rollupKeys, sourcePrefix } from './rollup-place';
import type { StoredSource } from './rollup-store';

/** Why something below the source is not merged. */
export type NotMerged =
  | SkipReason
  | 'rollup'
  | 'no time in the name'
  | 'not old enough'
  | 'only the day in the name: use --level day or --by event-time';

/** Objects and their bytes. */
export interface Amount {
  readonly objects: number;
  readonly bytes: number;
}

/** What was found below the source, counted while it is listed. */
export class PlanTally {
  objects = 0;
  bytes = 0;
  private readonly reasons = new Map<NotMerged, Amount>();

  skip(reason: NotMerged, { bytes }: StoredSource): void {
    const { objects, bytes: before } = this.reasons.get(reason) ?? { objects: 0, bytes: 0 };
    this.reasons.set(reason, { objects: objects + 1, bytes: before + bytes });
  }

  /** What is not merged, by reason. */
  get notMerged(): ReadonlyMap<NotMerged, Amount> {
    return this.reasons;
  }
}

export interface PlanOptions {
  readonly now: Date;
  /** Periods must have ended that long ago. */
  readonly olderThanMs: number;
  /** Sources of one planned period; of a larger one there are several, one after the other. */
  readonly maxSources?: number;
}

/** A source with what its key tells. */
export interface PlacedSource {
  readonly source: StoredSource;
  readonly log: PlacedLog;
}

const MAX_SOURCES = 200_000;

/**
 * The periods, by the time of delivery, for which there are sources, as they are listed. A period of many sources, or whose
 * sources do not lie one behind the other, comes more than once.
 */
export async function* planRollup(
  job: RollupJob,
  options: PlanOptions,
  tally = new PlanTally(),
): AsyncGenerator<PlannedPeriod> {
  const { maxSources = MAX_SOURCES } = options;
  let current: (PlacedPeriod & { sources: StoredSource[]; output: string }) | undefined;
  for await (const { source, log } of withoutDays(job, listLogs(job, tally), tally)) {
    const placed = placeByDelivery(log, job.level);
    if (!isOver(placed, options)) {
      tally.skip('not old enough', source);
      continue;
    }
    const { output } = rollupKeys(placed, job.format);
    if (current && (current.output !== output || current.sources.length >= maxSources)) {
      yield current;
      current = undefined;
    }
    current ??= { ...placed, output, sources: [] };
    current.sources.push(source);
  }
  if (current) yield current;
}

/** The sources of a period by the time of delivery, for whoever knows only that there are some. */
export async function listPeriod(job: RollupJob, placed: PlacedPeriod): Promise<PlannedPeriod> {
  const { output } = rollupKeys(placed, job.format);
  const sources: StoredSource[] = [];
  for await (const page of job.source.list(sourcePrefix(placed))) {
    for (const source of page) {
      const log = classifyAccessLog(source.key).kind === 'log' ? placeLog(source.key) : undefined;
      if (log && rollupKeys(placeByDelivery(log, job.level), job.format).output === output) sources.push(source);
    }
  }
  return { ...placed, sources };
}

/** Whether a period has ended long enough ago. */
export function isOver({ period }: PlacedPeriod, { now, olderThanMs }: PlanOptions): boolean {
  return period.end.getTime() + olderThanMs <= now.getTime();
}

/** The log objects below the source; everything else is counted. */
export async function* listLogs(job: RollupJob, tally: PlanTally): AsyncGenerator<PlacedSource> {
  for await (const page of job.source.list('')) {
    for (const source of page) {
      tally.objects++;
      tally.bytes += source.bytes;
      const verdict = classifyAccessLog(source.key);
      const log = verdict.kind === 'log' ? placeLog(source.key) : undefined;
      if (log) yield { source, log };
      else if (verdict.kind === 'skip') tally.skip(verdict.reason, source);
      else tally.skip(verdict.delivered ? 'rollup' : 'no time in the name', source);
    }
  }
}

/**
 * Leaves out logs whose names tell only the day, when that is not enough: partitioned by event time, the names of a whole
 * day hold midnight. Where others of the same folder hold more, midnight is the time.
 */
async function* withoutDays(
  { level }: RollupJob,
  logs: AsyncIterable<PlacedSource>,
  tally: PlanTally,
): AsyncGenerator<PlacedSource> {
  if (level === 'day' || level === 'month') return yield* logs;
  let held: PlacedSource[] = [];
  const giveUp = () => {
    for (const { source } of held) tally.skip('only the day in the name: use --level day or --by event-time', source);
    held = [];
  };
  for await (const log of logs) {
    if (held[0] && !isSameDay(held[0], log)) giveUp();
    if (log.log.place.dated && log.log.isMidnight) {
      held.push(log);
    } else {
      yield* held;
      held = [];
      yield log;
    }
  }
  giveUp();
}

function isSameDay({ log: a }: PlacedSource, { log: b }: PlacedSource): boolean {
  const isSamePlace = a.place.folder === b.place.folder && a.place.namePrefix === b.place.namePrefix;
  return isSamePlace && a.delivered.toISOString().slice(0, 10) === b.delivered.toISOString().slice(0, 10);
}
