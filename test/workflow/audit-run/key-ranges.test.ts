import { DAY_MS, HOUR_MS } from '../../../lib/shared/utc-dates';
import { dayRanges, flatRange } from '../../../lib/workflow/audit-run/key-ranges';

const window = { from: new Date('2026-02-03T06:30:00Z'), to: new Date('2026-02-04T00:00:00Z') };
const later = new Date('2026-03-01T00:00:00Z');

test('of a flat prefix only the part is listed that can hold the window', () => {
  expect(flatRange('media/', window, 2 * DAY_MS)).toEqual({
    prefix: 'media/',
    after: 'media/2026-02-03-06-30-00',
    before: 'media/2026-02-06-00-00-00',
  });
});

test.each([
  ['media/2026-02-03-06-30-00-0123456789ABCDEF', true],
  ['media/2026-02-03-06-29-59-FFFFFFFFFFFFFFFF', false],
  ['media/2026-02-05-23-59-59-FFFFFFFFFFFFFFFF', true],
  ['media/2026-02-06-00-00-00-0123456789ABCDEF', false],
])('%s is inside: %s', (key, inside) => {
  const { after = '', before = '' } = flatRange('media/', window, 2 * DAY_MS);
  expect(key > after && key < before).toBe(inside);
});

test('a padding that ends within a second takes that second', () => {
  const { before } = flatRange('', { ...window, to: new Date('2026-02-04T00:00:00.500Z') }, 0);
  expect(before).toBe('2026-02-04-00-00-01');
});

test('in folders of days each folder is listed for each day of the window and its padding', () => {
  expect(dayRanges(['a/', 'b/'], window, DAY_MS, later).map(({ prefix }) => prefix)).toEqual([
    'a/2026/02/03/',
    'a/2026/02/04/',
    'b/2026/02/03/',
    'b/2026/02/04/',
  ]);
});

test('days that are still to come are not listed', () => {
  const now = new Date('2026-02-03T20:00:00Z');
  expect(dayRanges([''], window, 30 * DAY_MS, now)).toEqual([{ prefix: '2026/02/03/' }]);
  // a window that has not begun
  expect(dayRanges([''], window, HOUR_MS, new Date('2026-02-01T00:00:00Z'))).toEqual([{ prefix: '2026/02/03/' }]);
});
