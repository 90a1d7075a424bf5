import { findLogName } from '../log-types/access-logs/key-layout';
import type { SkipReason } from '../log-types/log-type';
import type { PlannedPeriod, RollupJob } from './rollup-job';
import {
  type Place,
  type PlacedLog,
  type PlacedPeriod,
  placeByDelivery,
  placeName,
  rollupKeys,
  sourcePrefix,
} from './rollup-place';
import type { StoredSource } from './rollup-store';
import { SourceList } from './source-list';

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

const MAX_SOURCES = 1_000_000;

/**
 * The periods, by the time of delivery, for which there are sources, as they are listed. A period of many sources, or whose
 * sources do not lie one behind the other, comes more than once.
 */
export async function* planRollup(
  job: RollupJob,
  options: PlanOptions,
  tally = new PlanTally(),
): AsyncGenerator<PlannedPeriod & { readonly sources: SourceList }> {
  const { maxSources = MAX_SOURCES } = options;
  let current: (PlacedPeriod & { sources: SourceList; output: string }) | undefined;
  const listed = listLogs(job, tally);
  const isFine = job.level !== 'day' && job.level !== 'month';
  for await (const page of isFine ? withoutDays(listed, tally) : listed) {
    for (const { source, log } of page) {
      if (current && isOf(current, log) && current.sources.length < maxSources) {
        current.sources.add(source);
        continue;
      }
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
      current ??= { ...placed, output, sources: new SourceList() };
      current.sources.add(source);
    }
  }
  if (current) yield current;
}

function isOf({ place, period }: PlacedPeriod, log: PlacedLog): boolean {
  return log.delivered >= period.start && log.delivered < period.end && isSamePlace(place, log.place);
}

function isSamePlace(a: Place, b: Place): boolean {
  return a.folder === b.folder && a.namePrefix === b.namePrefix && a.dated === b.dated;
}

/** The sources of a period by the time of delivery, for whoever knows only that there are some. */
export async function listPeriod(job: RollupJob, placed: PlacedPeriod): Promise<PlannedPeriod> {
  const { output } = rollupKeys(placed, job.format);
  const sources = new SourceList();
  for await (const page of job.source.list(sourcePrefix(placed))) {
    for (const source of page) {
      const name = findLogName(source.key);
      if (!('kind' in name) && rollupKeys(placeByDelivery(placeName(name), job.level), job.format).output === output)
        sources.add(source);
    }
  }
  return { ...placed, sources };
}

/** Whether a period has ended long enough ago. */
export function isOver({ period }: PlacedPeriod, { now, olderThanMs }: PlanOptions): boolean {
  return period.end.getTime() + olderThanMs <= now.getTime();
}

/** The log objects below the source, as they are listed; everything else is counted. */
export async function* listLogs(job: RollupJob, tally: PlanTally): AsyncGenerator<readonly PlacedSource[]> {
  for await (const page of job.source.list('')) {
    const logs: PlacedSource[] = [];
    for (const source of page) {
      tally.objects++;
      tally.bytes += source.bytes;
      const verdict = findLogName(source.key);
      if (!('kind' in verdict)) logs.push({ source, log: placeName(verdict) });
      else if (verdict.kind === 'skip') tally.skip(verdict.reason, source);
      else tally.skip(verdict.delivered ? 'rollup' : 'no time in the name', source);
    }
    yield logs;
  }
}

/**
 * Leaves out logs whose names tell only the day, when that is not enough: partitioned by event time, the names of a whole
 * day hold midnight. Where others of the same folder hold more, midnight is the time.
 */
async function* withoutDays(
  pages: AsyncIterable<readonly PlacedSource[]>,
  tally: PlanTally,
): AsyncGenerator<readonly PlacedSource[]> {
  let held: PlacedSource[] = [];
  const giveUp = () => {
    for (const { source } of held) tally.skip('only the day in the name: use --level day or --by event-time', source);
    held = [];
  };
  for await (const page of pages) {
    const logs: PlacedSource[] = [];
    for (const log of page) {
      if (held[0] && !isSameDay(held[0], log)) giveUp();
      if (log.log.place.dated && log.log.isMidnight) {
        held.push(log);
      } else {
        logs.push(...held, log);
        held = [];
      }
    }
    yield logs;
  }
  giveUp();
}

function isSameDay({ log: a }: PlacedSource, { log: b }: PlacedSource): boolean {
  return (
    isSamePlace(a.place, b.place) && a.delivered.toISOString().slice(0, 10) === b.delivered.toISOString().slice(0, 10)
  );
}
