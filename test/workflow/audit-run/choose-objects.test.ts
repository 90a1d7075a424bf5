import type { ListedObject } from '../../../lib/log-store/s3-logs';
import { LOG_TYPES } from '../../../lib/log-types';
import { DAY_MS } from '../../../lib/shared/utc-dates';
import { type Choice, leftOut, MAX_COPIED_BYTES } from '../../../lib/workflow/audit-run/choose-objects';

const flatName = '2026-02-03-12-00-00-0123456789ABCDEF';
const trailName =
  'AWSLogs/111122223333/CloudTrail/eu-west-1/2026/02/03/111122223333_CloudTrail_eu-west-1_20260203T1205Z_abcdefghijklmnop.json.gz';
const choice: Choice = {
  logType: LOG_TYPES['access-logs'],
  mode: 'copy',
  window: { from: new Date('2026-02-03T00:00:00Z'), to: new Date('2026-02-04T00:00:00Z') },
  paddingMs: 2 * DAY_MS,
  excluded: new Set(['media/excluded']),
  target: 'runs/r/logs/',
};
const object = (more: Partial<ListedObject> = {}): ListedObject => ({
  key: `media/${flatName}`,
  bytes: 1000,
  etag: '0123456789abcdef0123456789abcdef',
  storageClass: 'STANDARD',
  archived: false,
  ...more,
});

test('a log of the window is read', () => {
  expect(leftOut(object(), flatName, true, choice)).toBeUndefined();
  expect(leftOut(object(), trailName, false, { ...choice, logType: LOG_TYPES.cloudtrail })).toBeUndefined();
  expect(leftOut(object(), `111122223333/eu-west-1/b/2026/02/03/${flatName}`, false, choice)).toBeUndefined();
});

test.each([
  ['2026-02-02-23-59-00-0123456789ABCDEF', 'outside the window'],
  ['2026-02-06-00-00-00-0123456789ABCDEF', 'outside the window'],
  ['2026-02-03-notes.txt', 'other file'],
  ['2026-02-03-12-00-00-0123456789ABCDEF/x', 'other file'],
  [`deeper/${flatName}`, 'other file'],
  [`_${flatName}`, 'hidden file'],
])('of a flat prefix %s is left out: %s', (name, reason) => {
  expect(leftOut(object(), name, true, choice)).toBe(reason);
});

test.each<[Partial<ListedObject>, string]>([
  [{ bytes: 0 }, 'empty file'],
  [{ key: 'media/excluded' }, 'excluded'],
  [{ archived: true, storageClass: 'GLACIER' }, 'archived'],
  [{ bytes: MAX_COPIED_BYTES + 1 }, 'too large'],
  [{ key: `media/${'é'.repeat(510)}` }, 'key too long'],
])('an object that is %j is left out: %s', (more, reason) => {
  expect(leftOut(object(more), flatName, true, choice)).toBe(reason);
});

test('an object of exactly the largest size is copied, and a restored one', () => {
  expect(leftOut(object({ bytes: MAX_COPIED_BYTES }), flatName, true, choice)).toBeUndefined();
  expect(leftOut(object({ storageClass: 'GLACIER' }), flatName, true, choice)).toBeUndefined();
});

test('where logs are read as they lie, whatever is in the folder of a day is read, as Athena does', () => {
  const inPlace: Choice = { ...choice, mode: 'in-place' };
  expect(leftOut(object(), 'notes.txt', false, inPlace)).toBeUndefined();
  expect(leftOut(object({ bytes: MAX_COPIED_BYTES + 1 }), flatName, false, inPlace)).toBeUndefined();
  expect(leftOut(object(), 'a/_b/c', false, inPlace)).toBe('hidden file');
  expect(leftOut(object({ archived: true }), flatName, false, inPlace)).toBe('archived');
});
