/** The next moment of a schedule after another one; undefined when there is none. */
export type NextMoment = (after: Date) => Date | undefined;

const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const MINUTE = 60_000;
/** A schedule that does not come within so many minutes does not come. */
const SEARCHED_MINUTES = 366 * 24 * 60;

/**
 * A schedule of EventBridge Scheduler in UTC: rate(…), at(…), cron(…).
 * Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 * @throws Error for an expression that AWS refuses, or that is not known here
 */
export function parseSchedule(expression: string, created: Date): NextMoment {
  const [, kind, body = ''] = /^(rate|at|cron)\((.*)\)$/.exec(expression) ?? [];
  if (kind === 'rate') return rate(body, created);
  if (kind === 'cron') return cron(body);
  if (kind === 'at' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(body)) {
    const moment = new Date(`${body}Z`);
    return (after) => (moment > after ? moment : undefined);
  }
  throw new Error(`Invalid Schedule Expression ${expression}.`);
}

function rate(body: string, created: Date): NextMoment {
  const [, count = '', unit = '', plural] = /^([1-9]\d*) (minute|hour|day)(s?)$/.exec(body) ?? [];
  const unitMs = UNITS[unit];
  if (unitMs === undefined || (count === '1') !== (plural === ''))
    throw new Error(`Invalid Schedule Expression rate(${body}).`);
  const everyMs = Number(count) * unitMs;
  const startMs = created.getTime();
  return (after) => new Date(startMs + (Math.floor((after.getTime() - startMs) / everyMs) + 1) * everyMs);
}

const NAMES = {
  month: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
  weekday: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
};

function cron(body: string): NextMoment {
  const [minutes, hours, days, months, weekdays, years, ...more] = body.split(' ');
  if (years === undefined || more.length > 0 || (days === '?') === (weekdays === '?')) {
    throw new Error(`Invalid Schedule Expression cron(${body}).`);
  }
  const fits = [
    [field(minutes as string, 0, 59), (date: Date) => date.getUTCMinutes()],
    [field(hours as string, 0, 23), (date: Date) => date.getUTCHours()],
    [field(days as string, 1, 31), (date: Date) => date.getUTCDate()],
    [field(months as string, 1, 12, NAMES.month), (date: Date) => date.getUTCMonth() + 1],
    [field(weekdays as string, 1, 7, NAMES.weekday), (date: Date) => date.getUTCDay() + 1],
    [field(years, 1970, 2199), (date: Date) => date.getUTCFullYear()],
  ] as const;
  return (after) => {
    let moment = new Date((Math.floor(after.getTime() / MINUTE) + 1) * MINUTE);
    for (let step = 0; step < SEARCHED_MINUTES; step++) {
      if (fits.every(([test, part]) => test(part(moment)))) return moment;
      moment = new Date(moment.getTime() + MINUTE);
    }
    return undefined;
  };
}

function field(text: string, low: number, high: number, names: readonly string[] = []): (value: number) => boolean {
  if (text === '*' || text === '?') return () => true;
  const number = (part: string) => {
    const value = names.includes(part) ? names.indexOf(part) + low : Number(part);
    if (!Number.isInteger(value) || value < low || value > high)
      throw new Error(`the field ${text} of a cron expression is not known here`);
    return value;
  };
  const tests = text.split(',').map((part) => {
    const [range = '', step] = part.split('/');
    const [from, to] = range === '*' ? [low, high] : range.split('-').map(number);
    const last = to ?? (step === undefined ? from : high);
    return (value: number) =>
      value >= (from as number) && value <= (last as number) && (value - (from as number)) % Number(step ?? 1) === 0;
  });
  return (value) => tests.some((test) => test(value));
}
