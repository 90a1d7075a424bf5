import { UsageError } from './errors';

/** A span of event time. `from` is inclusive, `to` exclusive; an absent end is open. */
export interface Window {
  readonly from?: Date;
  readonly to?: Date;
}

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

const UNIT_MS: Readonly<Record<string, number>> = { m: MINUTE_MS, h: HOUR_MS, d: DAY_MS, w: 7 * DAY_MS };
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const DATE_TIME =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(\.\d{1,3})?)?(Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)?$/;
const ALLOWED =
  'allowed are a date (2026-02-28), a date-time in UTC (2026-02-28T13:45:00Z) or a time before now (7d, 24h)';

/**
 * Duration such as `2d`, `24h`, `30m` or `1w` in milliseconds.
 * @throws UsageError when the text is none
 */
export function parseDuration(text: string, option: string): number {
  const match = /^(\d{1,6})([mhdw])$/.exec(text);
  if (!match) {
    throw new UsageError(
      'INVALID_DURATION',
      `${option} is not a duration, got '${text}'; allowed are for example 30m, 24h, 2d, 1w`,
    );
  }
  return Number(match[1]) * (UNIT_MS[match[2] as string] as number);
}

/**
 * The window that `--from` and `--to` mean. A bare date as `to` includes that whole day.
 * @throws UsageError for dates that do not exist and for windows that hold no time
 */
export function parseWindow(from: string | undefined, to: string | undefined, now: Date): Window {
  const window = {
    ...(from === undefined ? {} : { from: parseInstant(from, '--from', now) }),
    ...(to === undefined ? {} : { to: parseEnd(to, now) }),
  };
  if (window.from && window.to && window.from >= window.to) {
    throw new UsageError('EMPTY_WINDOW', `--from must be before --to, got --from ${from} and --to ${to}`);
  }
  return window;
}

/** `2026-02-28T13:45:00Z`: the form in which the product prints every instant; milliseconds only when there are some. */
export function formatInstant(instant: Date): string {
  return instant.toISOString().replace('.000Z', 'Z');
}

function parseEnd(text: string, now: Date): Date {
  const instant = parseInstant(text, '--to', now);
  return DATE.test(text) ? new Date(instant.getTime() + DAY_MS) : instant;
}

function parseInstant(text: string, option: string, now: Date): Date {
  if (/^\d{1,6}[mhdw]$/.test(text)) {
    return new Date(now.getTime() - parseDuration(text, option));
  }
  const match = DATE_TIME.exec(text) ?? DATE.exec(text);
  if (!match) {
    throw new UsageError('INVALID_DATE', `${option} is not a date, got '${text}'; ${ALLOWED}`);
  }
  return requireExistingDate(match, text, option);
}

function requireExistingDate(match: RegExpExecArray, text: string, option: string): Date {
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map((group) => Number(match[group] ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const local = new Date(
    Date.UTC(year, month - 1, day, hour, minute, second, Math.round(Number(match[7] ?? 0) * 1000)),
  );
  // Date.UTC rolls 30 February over to March: what comes out must be what went in
  if (
    // and takes the years 0 to 99 for 1900 to 1999
    local.getUTCFullYear() !== year ||
    local.getUTCMonth() !== month - 1 ||
    local.getUTCDate() !== day ||
    local.getUTCHours() !== hour ||
    minute > 59 ||
    second > 59
  ) {
    throw new UsageError('INVALID_DATE', `${option} is a date that does not exist, got '${text}'; ${ALLOWED}`);
  }
  return new Date(local.getTime() - offsetMs(match[8]));
}

function offsetMs(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0;
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) as RegExpExecArray;
  return (sign === '-' ? -1 : 1) * (Number(hours) * HOUR_MS + Number(minutes) * MINUTE_MS);
}
