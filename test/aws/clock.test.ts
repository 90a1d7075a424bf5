import { setTimeout as delay } from 'node:timers/promises';
import { VirtualClock } from './clock/virtual-clock';
import { parseSchedule } from './scheduler/schedule-expression';

const START = new Date('2026-02-10T08:00:00Z');
const HOUR = 3_600_000;

test('whoever sleeps wakes at his time, in turn, and at once', async () => {
  const clock = new VirtualClock(START);
  const woken: [string, number][] = [];
  const sleep = async (name: string, hours: number) => {
    await clock.sleep(hours * HOUR);
    woken.push([name, Math.round((clock.now().getTime() - START.getTime()) / HOUR)]);
  };
  const begun = Date.now();
  await Promise.all([sleep('c', 47), sleep('a', 1), sleep('b', 2)]);
  expect(woken).toEqual([
    ['a', 1],
    ['b', 2],
    ['c', 47],
  ]);
  expect(Date.now() - begun).toBeLessThan(1000);
});

test('time is not skipped while somebody works', async () => {
  const clock = new VirtualClock(START);
  const asleep = clock.sleep(HOUR);
  await clock.work(() => delay(20));
  expect(clock.now().getTime() - START.getTime()).toBeLessThan(HOUR);
  await asleep;
  expect(clock.now().getTime() - START.getTime()).toBeGreaterThanOrEqual(HOUR);
});

test('a sleep can be called off', async () => {
  const clock = new VirtualClock(START);
  clock.pause();
  const stop = new AbortController();
  const asleep = clock.sleep(HOUR, stop.signal);
  stop.abort(new Error('enough'));
  await expect(asleep).rejects.toThrow('enough');
});

test('appointments wait until a test moves the time on', async () => {
  const clock = new VirtualClock(START);
  const kept: string[] = [];
  clock.at(new Date(START.getTime() + 2 * HOUR), () => kept.push('two'));
  clock.at(new Date(START.getTime() + 9 * HOUR), () => kept.push('nine'));
  await clock.sleep(HOUR);
  expect(kept).toEqual([]);
  await clock.advance(3 * HOUR);
  expect(kept).toEqual(['two']);
});

test.each([
  ['rate(1 day)', '2026-02-11T08:00:00.000Z'],
  ['rate(12 hours)', '2026-02-10T20:00:00.000Z'],
  ['cron(0 6 * * ? *)', '2026-02-11T06:00:00.000Z'],
  ['cron(30 9 ? * MON-FRI *)', '2026-02-10T09:30:00.000Z'],
  ['cron(0/15 * * * ? *)', '2026-02-10T08:15:00.000Z'],
  ['cron(0 0 1 JAN,MAR ? *)', '2026-03-01T00:00:00.000Z'],
  ['at(2026-02-12T00:00:00)', '2026-02-12T00:00:00.000Z'],
])('%s comes next at %s', (expression, expected) => {
  expect(parseSchedule(expression, START)(START)?.toISOString()).toBe(expected);
});

test.each(['rate(1 days)', 'rate(0 hours)', 'cron(0 6 * * * *)', 'cron(0 6 * * ?)', 'daily'])(
  'fails for the schedule %s',
  (expression) => {
    expect(() => parseSchedule(expression, START)).toThrow('Invalid Schedule Expression');
  },
);
