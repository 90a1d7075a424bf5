const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Milliseconds since 1970 of an ISO date or date-time in UTC; throws on anything else. */
export function parseUtc(text: string): number {
  const ms = Date.parse(text.length === 10 ? `${text}T00:00:00Z` : text);
  if (Number.isNaN(ms)) throw new Error(`not an ISO date: ${text}`);
  return ms;
}

/** A time as access logs write it: `06/Feb/2026:00:00:38 +0000`. */
export function accessLogTime(ms: number): string {
  const iso = new Date(ms).toISOString();
  return `${iso.slice(8, 10)}/${MONTHS[Number(iso.slice(5, 7)) - 1]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}

/** A time as results write it: `2026-02-06T00:00:38Z`. */
export function isoSeconds(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** The UTC day: `2026-02-06`. */
export function utcDay(ms: number): string {
  return isoSeconds(ms).slice(0, 10);
}

/** The UTC hour: `2026-02-06T14:00:00Z`. */
export function utcHour(ms: number): string {
  return `${isoSeconds(ms).slice(0, 13)}:00:00Z`;
}

/** A delivery time as it stands in the names of access-log objects: `2026-02-06-14-05-09`. */
export function deliveryStamp(ms: number): string {
  return isoSeconds(ms).slice(0, 19).replace(/[T:]/g, '-');
}

/** A delivery time as it stands in the names of CloudTrail objects: `20260206T1405Z`. */
export function trailStamp(ms: number): string {
  return `${isoSeconds(ms).slice(0, 16).replace(/[-:]/g, '')}Z`;
}
