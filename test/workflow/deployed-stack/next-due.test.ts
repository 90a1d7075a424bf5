import { DAY_MS, HOUR_MS } from '../../../lib/shared/utc-dates';
import { nextDue } from '../../../lib/workflow/deployed-stack/next-due';
import { parseSchedule } from '../../aws/scheduler/schedule-expression';

const NOW = new Date('2026-02-10T12:34:56Z');

test.each([
  ['cron(30 2 * * ? *)', '2026-02-11T02:30:00.000Z'],
  ['cron(0 13 10 2 ? 2026)', '2026-02-10T13:00:00.000Z'],
  ['cron(0/15 * * * ? *)', '2026-02-10T12:45:00.000Z'],
  ['cron(*/20 10-14 ? * MON-FRI *)', '2026-02-10T12:40:00.000Z'],
  ['cron(0 6 ? * SUN,MON *)', '2026-02-15T06:00:00.000Z'],
  ['cron(0 0 29 2 ? *)', '2028-02-29T00:00:00.000Z'],
  ['at(2026-03-01T00:00:00)', '2026-03-01T00:00:00.000Z'],
])('%s is due at %s', (expression, expected) => {
  expect(nextDue(expression, NOW)?.toISOString()).toBe(expected);
});

test.each([
  'cron(30 2 * * ? *)',
  'cron(5,35 */3 ? * TUE,SAT *)',
  'cron(10 1-23/2 1 JAN-JUN ? *)',
  'cron(0 0 31 12 ? 2026)',
])('%s is due when a schedule of the local AWS is', (expression) => {
  for (let start = NOW.getTime(); start < NOW.getTime() + 40 * HOUR_MS; start += 7 * HOUR_MS + 1) {
    const now = new Date(start);
    expect(nextDue(expression, now)).toEqual(parseSchedule(expression, now)(now));
  }
});

test.each([
  ['rate(1 hour)', '2026-02-10T12:00:00Z', '2026-02-10T13:00:00.000Z'],
  ['rate(6 hours)', '2026-02-10T07:10:00Z', '2026-02-10T13:10:00.000Z'],
  ['rate(1 hour)', '2026-02-10T11:00:00Z', '2026-02-10T13:00:00.000Z'],
])('%s that was due at %s is due again at %s', (expression, last, expected) => {
  expect(nextDue(expression, NOW, new Date(last))?.toISOString()).toBe(expected);
});

test('what is due now is due again later', () => {
  const now = new Date('2026-02-10T02:30:00Z');
  expect(nextDue('cron(30 2 * * ? *)', now)).toEqual(new Date('2026-02-11T02:30:00Z'));
});

test.each([
  ['rate(1 hour)', undefined],
  ['rate(1 hour)', new Date(NOW.getTime() - DAY_MS)],
  ['rate(1 hour)', new Date(NOW.getTime() - 2 * HOUR_MS)],
  ['rate(1 fortnight)', NOW],
  ['cron(0 5,24 * * ? *)', undefined],
  ['cron(0 0 L * ? *)', undefined],
  ['cron(0 0 ? * 6#3 *)', undefined],
  ['cron(0 0 3W * ? *)', undefined],
  ['cron(0 0 * * ? 2025)', undefined],
  ['cron(0 0)', undefined],
  ['at(2026-02-01T00:00:00)', undefined],
  ['', undefined],
])('%s is not told when it can not be known', (expression, last) => {
  expect(nextDue(expression, NOW, last)).toBeUndefined();
});
