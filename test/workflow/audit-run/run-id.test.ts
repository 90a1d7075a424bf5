import { PARTITION_VALUES } from '../../../lib/analyses/partitions';
import { runIdOf } from '../../../lib/workflow/audit-run/run-id';

const arn = (name: string) => `arn:aws:states:eu-west-1:111122223333:execution:audit:${name}`;

test('a run is named after its beginning and its execution, whatever people call that', () => {
  const id = runIdOf(arn("Robert'); drop table — 😀"), '2026-03-01T12:00:05.678Z');
  expect(id).toMatch(/^20260301T120005Z-[0-9a-f]{8}$/);
  expect(id).toMatch(PARTITION_VALUES.run);
  expect(id.length).toBeLessThanOrEqual(64);
});

test('the same execution has the same name, another one another', () => {
  const time = '2026-03-01T12:00:00Z';
  expect(runIdOf(arn('a'), time)).toBe(runIdOf(arn('a'), time));
  expect(runIdOf(arn('a'), time)).not.toBe(runIdOf(arn('b'), time));
});
