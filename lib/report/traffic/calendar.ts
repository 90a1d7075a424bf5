import { DAY_MS, HOUR_MS } from '../../shared/utc-dates';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
export const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Milliseconds of a day (`2026-02-03`) or hour (`2026-02-03T14:00:00Z`). */
export function parsePeriod(text: string): number {
  return Date.parse(text.length === 10 ? `${text}T00:00:00Z` : text);
}

/** All periods from the first to the last of some; hours or days without requests have no rows of their own. */
export function fillPeriods(periods: readonly number[], kind: 'hour' | 'day'): readonly number[] {
  if (periods.length === 0) return [];
  const step = kind === 'hour' ? HOUR_MS : DAY_MS;
  const first = Math.min(...periods);
  const count = Math.round((Math.max(...periods) - first) / step) + 1;
  return Array.from({ length: count }, (_, index) => first + index * step);
}

/** `3 Feb`. */
export function shortDay(ms: number): string {
  const date = new Date(ms);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
}

/** `Tue 3 Feb 2026`, for an hour with `, 14:00–15:00`. */
export function longPeriod(ms: number, kind: 'hour' | 'day'): string {
  const day = `${weekdayOf(ms)} ${shortDay(ms)} ${new Date(ms).getUTCFullYear()}`;
  return kind === 'day' ? day : `${day}, ${clock(ms)}–${clock(ms + HOUR_MS)}`;
}

/** `3 Feb 2026, 14:05`. */
export function shortInstant(text: string): string {
  const ms = Date.parse(text);
  return `${shortDay(ms)} ${new Date(ms).getUTCFullYear()}, ${clock(ms)}`;
}

/** `14:00`. */
export function clock(ms: number): string {
  return new Date(ms).toISOString().slice(11, 16);
}

export function weekdayOf(ms: number): string {
  return WEEKDAYS[(new Date(ms).getUTCDay() + 6) % 7] as string;
}

/** Midnight of the day. */
export function dayOf(ms: number): number {
  return Math.floor(ms / DAY_MS) * DAY_MS;
}

export function hourOf(ms: number): number {
  return Math.floor((ms % DAY_MS) / HOUR_MS);
}
