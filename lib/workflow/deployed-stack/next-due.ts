import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/utc-dates';

const UNIT_MS: Readonly<Record<string, number>> = { minute: MINUTE_MS, hour: HOUR_MS, day: DAY_MS };
/** A schedule that does not come within so many days is not told. */
const SEARCHED_DAYS = 4 * 366;

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/**
 * When a schedule of EventBridge Scheduler in UTC is due next, as far as that can be told: not for `L`, `W` and `#` of cron,
 * and for a rate only when it is known when it was due last, not too long ago.
 * Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function nextDue(expression: string, now: Date, lastDue?: Date): Date | undefined {
  const [, kind, body = ''] = /^(rate|at|cron)\((.*)\)$/.exec(expression) ?? [];
  if (kind === 'rate') return lastDue && nextOfRate(body, now, lastDue);
  if (kind === 'cron') return nextOfCron(body, now);
  const moment = new Date(`${body}Z`);
  return moment > now ? moment : undefined;
}

function nextOfRate(body: string, now: Date, lastDue: Date): Date | undefined {
  const [, count, unit = ''] = /^(\d+) (minute|hour|day)s?$/.exec(body) ?? [];
  const everyMs = Number(count) * (UNIT_MS[unit] ?? Number.NaN);
  const passed = Math.floor((now.getTime() - lastDue.getTime()) / everyMs);
  // one that has not come twice may have been switched off or changed
  return passed >= 0 && passed < 2 ? new Date(lastDue.getTime() + (passed + 1) * everyMs) : undefined;
}

function nextOfCron(body: string, now: Date): Date | undefined {
  const [minute = '', hour = '', day = '', month = '', weekday = '', year = ''] = body.split(' ');
  const minutes = valuesOf(minute, 0, 59);
  const hours = valuesOf(hour, 0, 23);
  const days = valuesOf(day, 1, 31);
  const months = valuesOf(month, 1, 12, MONTHS);
  const weekdays = valuesOf(weekday, 1, 7, WEEKDAYS);
  const years = valuesOf(year, 1970, 2199);
  if (!minutes || !hours || !days || !months || !weekdays || !years) return undefined;
  const today = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  for (let start = today; start < today + SEARCHED_DAYS * DAY_MS; start += DAY_MS) {
    const date = new Date(start);
    const isDue =
      days.includes(date.getUTCDate()) &&
      months.includes(date.getUTCMonth() + 1) &&
      weekdays.includes(date.getUTCDay() + 1) &&
      years.includes(date.getUTCFullYear());
    const times = isDue ? hours.flatMap((hour) => minutes.map((minute) => hour * HOUR_MS + minute * MINUTE_MS)) : [];
    const time = times.find((time) => start + time > now.getTime());
    if (time !== undefined) return new Date(start + time);
  }
  return undefined;
}

/** The values of a field of cron, in order; undefined when it can't be read here. */
function valuesOf(text: string, low: number, high: number, names: readonly string[] = []): number[] | undefined {
  const numberOf = (part: string) => (names.includes(part) ? names.indexOf(part) + low : Number(part));
  const all = Array.from({ length: high - low + 1 }, (_, index) => low + index);
  const found = new Set<number>();
  for (const part of text.split(',')) {
    const [, range = '', step] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? [];
    const [from = '', to] = range.split('-');
    const first = ['*', '?'].includes(from) ? low : numberOf(from);
    const last = to !== undefined ? numberOf(to) : ['*', '?'].includes(from) || step !== undefined ? high : first;
    if (from === '' || !(first >= low) || !(last <= high)) return undefined;
    for (const value of all) {
      if (value >= first && value <= last && (value - first) % Number(step ?? 1) === 0) found.add(value);
    }
  }
  return [...found].sort((a, b) => a - b);
}
