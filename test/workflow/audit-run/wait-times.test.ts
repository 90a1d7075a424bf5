import { HOUR_MS } from '../../../lib/shared/utc-dates';
import {
  CONFIRMATION_LIMIT_MS,
  COPY_LIMIT_MS,
  confirmationWaitSeconds,
  copyWaitSeconds,
  QUERIES_LIMIT_MS,
  queriesWaitSeconds,
} from '../../../lib/workflow/audit-run/wait-times';

/** Events in the history of an execution: entered and exited, and for a task scheduled, started and succeeded besides. */
const PASSED = 2;
const TASK = 5;

/** How often a run looks, when it waits for so long. */
function looks(limitMs: number, waitSeconds: (elapsedMs: number) => number): number {
  let count = 0;
  for (let elapsedMs = 0; elapsedMs <= limitMs; count++) elapsedMs += waitSeconds(elapsedMs) * 1000;
  return count;
}

test.each([
  [copyWaitSeconds, [0, 60_000, 600_000, 20 * 60_000, 40 * HOUR_MS], [15, 15, 150, 300, 300]],
  [queriesWaitSeconds, [0, 20_000, 120_000, 240_000, 5 * HOUR_MS], [5, 5, 30, 60, 300]],
  [confirmationWaitSeconds, [0, HOUR_MS - 1, HOUR_MS, 40 * HOUR_MS], [300, 300, 1800, 1800]],
])('waits grow: %p', (waitSeconds, elapsed, expected) => {
  expect(elapsed.map(waitSeconds)).toEqual(expected);
});

test('the longest run there can be stays below 20,000 events', () => {
  const plans = 100 * (TASK + PASSED);
  const copy = looks(COPY_LIMIT_MS, copyWaitSeconds) * (PASSED + TASK + PASSED);
  // at worst every look at the queries starts another
  const queries = looks(QUERIES_LIMIT_MS, queriesWaitSeconds) * (PASSED + TASK + PASSED + TASK);
  const confirmation = looks(CONFIRMATION_LIMIT_MS, confirmationWaitSeconds) * (PASSED + TASK + PASSED);
  const rest = 20 * TASK;
  const events = plans + copy + queries + confirmation + rest;
  expect(events).toBeGreaterThan(10_000);
  expect(events).toBeLessThan(20_000);
});
