import { addFailures, isMailDue } from '../../../lib/workflow/log-rollup/told-failures';

const at = (time: string) => new Date(`2026-02-${time}:00Z`);
const FIRST = addFailures(undefined, ['Left'], { startedAt: '2026-02-03T10:00:00Z', mailedAt: at('03T10:01') });

test('a failure is due when nothing of the kind has been told', () => {
  expect(isMailDue(undefined, ['Left'], at('03T10:01'))).toBe(true);
  expect(isMailDue(FIRST, ['Left'], at('03T11:01'))).toBe(false);
  expect(isMailDue(FIRST, ['Left', 'LogsDenied'], at('03T11:01'))).toBe(true);
});

test('a failure that goes on is due each day, also when a daily rollup is a little sooner', () => {
  expect(isMailDue(FIRST, ['Left'], at('04T08:59'))).toBe(false);
  expect(isMailDue(FIRST, ['Left'], at('04T10:00'))).toBe(true);
});

test('rollups are counted whether or not they are mailed; names keep when they were', () => {
  const second = addFailures(FIRST, ['Left', 'LogsDenied'], { startedAt: '2026-02-03T11:00:00Z' });
  expect(second).toEqual({ since: '2026-02-03T10:00:00Z', runs: 2, told: { Left: '2026-02-03T10:01:00.000Z' } });
  const third = addFailures(second, ['LogsDenied'], { startedAt: '2026-02-03T12:00:00Z', mailedAt: at('03T12:01') });
  expect(third.told).toEqual({ Left: '2026-02-03T10:01:00.000Z', LogsDenied: '2026-02-03T12:01:00.000Z' });
});
