import { periodAt, type RollupLevel } from '../../log-types/access-logs/rollup-name';
import { planRollup } from '../../rollup/plan-rollup';
import type { RollupJob } from '../../rollup/rollup-job';
import { type PlacedPeriod, type Place as RollupPlace, rollupKeys } from '../../rollup/rollup-place';
import type { Place } from './rollup-state';

/** A period as the work bucket keeps it between the steps. */
export interface KeptPeriod {
  readonly place: RollupPlace;
  /** ISO 8601. */
  readonly start: string;
}

export interface FindOptions {
  readonly now: Date;
  readonly olderThanMs: number;
  /** Periods at most. */
  readonly limit: number;
  readonly inTime: () => boolean;
}

/** What a period holds for listing is kept in memory; what it has is asked again when it is rolled up. */
const SOURCES_AT_ONCE = 20_000;

/**
 * Finds the periods that have logs and are over, from a place in the listing on, until there are enough or time runs out.
 * `job` lists from that place on.
 */
export async function findPeriods(
  job: RollupJob,
  from: Place,
  { now, olderThanMs, limit, inTime }: FindOptions,
): Promise<{ readonly periods: readonly PlacedPeriod[]; readonly place: Place }> {
  const periods: PlacedPeriod[] = [];
  let { after, last } = from;
  for await (const { place, period, sources } of planRollup(job, { now, olderThanMs, maxSources: SOURCES_AT_ONCE })) {
    const { output } = rollupKeys({ place, period }, job.format);
    const isNew = output !== last;
    if (isNew && periods.length >= limit) return { periods, place: placeAt(after, last, false) };
    if (isNew) periods.push({ place, period });
    last = output;
    after = sources.last ?? after;
    if (!inTime()) return { periods, place: placeAt(after, last, false) };
  }
  return { periods, place: placeAt(after, last, true) };
}

export function keepPeriod({ place, period }: PlacedPeriod): KeptPeriod {
  return { place, start: period.start.toISOString() };
}

export function readKept({ place, start }: KeptPeriod, level: RollupLevel): PlacedPeriod {
  return { place, period: periodAt(new Date(start), level) };
}

function placeAt(after: string | undefined, last: string | undefined, isEnd: boolean): Place {
  return { ...(after === undefined ? {} : { after }), ...(last === undefined ? {} : { last }), isEnd };
}
