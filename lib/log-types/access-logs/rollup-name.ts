import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/utc-dates';

/** How much time the logs in one rollup span. */
export const ROLLUP_LEVELS = ['10min', 'hour', 'day', 'month'] as const;
export type RollupLevel = (typeof ROLLUP_LEVELS)[number];

/** How a rollup is written; also how its name ends. */
export const ROLLUP_FORMATS = ['log', 'log.gz', 'parquet'] as const;
export type RollupFormat = (typeof ROLLUP_FORMATS)[number];

/** A span of time in UTC that a rollup stands for. */
export interface Period {
  readonly level: RollupLevel;
  readonly start: Date;
  /** Not part of it. */
  readonly end: Date;
  /** `2026-02`, `2026-02-03`, `2026-02-03-14` or `2026-02-03-14-10`. */
  readonly name: string;
}

const LENGTHS_MS = { '10min': 10 * MINUTE_MS, hour: HOUR_MS, day: DAY_MS } as const;
const NAME_LENGTHS: Readonly<Record<RollupLevel, number>> = { '10min': 16, hour: 13, day: 10, month: 7 };

const ROLLUP = /(\d{4})-(\d{2})(?:-(\d{2})(?:-(\d{2})(?:-([0-5]0))?)?)?\.rollup\.(log|log\.gz|parquet)$/;
const MANIFEST = /(?:^|\/)_[^/]*\.rollup\.[0-9a-f]{16,}\.manifest\.json$/;

/** The period of a level that an instant is in. */
export function periodAt(instant: Date, level: RollupLevel): Period {
  const [start, end] = level === 'month' ? monthAt(instant) : spanAt(instant, LENGTHS_MS[level]);
  const name = start.toISOString().slice(0, NAME_LENGTHS[level]).replace(/[T:]/g, '-');
  return { level, start, end, name };
}

/** The period in the name of a rollup; undefined for any other name. */
export function rollupPeriod(path: string): Period | undefined {
  const [, year, month, day, hour, minute] = ROLLUP.exec(path) ?? [];
  if (year === undefined) return undefined;
  const start = Date.UTC(Number(year), Number(month) - 1, Number(day ?? 1), Number(hour ?? 0), Number(minute ?? 0));
  const level = minute !== undefined ? '10min' : hour !== undefined ? 'hour' : day !== undefined ? 'day' : 'month';
  const period = periodAt(new Date(start), level);
  // a day that does not exist is no period
  return path.includes(`${period.name}.rollup.`) ? period : undefined;
}

/** Whether a path is a manifest, which tells what is in a rollup. */
export function isRollupManifest(path: string): boolean {
  return MANIFEST.test(path);
}

/** The beginnings of the names of all rollups that an instant is in, up to their formats; the one of the month is the last. */
export function rollupNamesAt(instant: Date): readonly string[] {
  return ROLLUP_LEVELS.map((level) => `${periodAt(instant, level).name}.rollup.`);
}

function spanAt(instant: Date, lengthMs: number): readonly [Date, Date] {
  const start = Math.floor(instant.getTime() / lengthMs) * lengthMs;
  return [new Date(start), new Date(start + lengthMs)];
}

function monthAt(instant: Date): readonly [Date, Date] {
  const [year, month] = [instant.getUTCFullYear(), instant.getUTCMonth()];
  return [new Date(Date.UTC(year, month)), new Date(Date.UTC(year, month + 1))];
}
