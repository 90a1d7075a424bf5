import { periodAt, ROLLUP_LEVELS } from '../../../lib/log-types/access-logs/rollup-name';
import { DAY_MS, HOUR_MS } from '../../../lib/shared/utc-dates';
import { dayRanges, flatRanges, monthRanges } from '../../../lib/workflow/audit-run/key-ranges';

const window = { from: new Date('2026-02-03T06:30:00Z'), to: new Date('2026-02-04T00:00:00Z') };
const later = new Date('2026-03-01T00:00:00Z');

test('of a flat prefix only the part is listed that can hold the window', () => {
  expect(flatRanges('media/', window, 2 * DAY_MS)[0]).toEqual({
    prefix: 'media/',
    after: 'media/2026-02-03-06-30-00',
    before: 'media/2026-02-06-00-00-00',
  });
});

test('of rollups every one is listed that touches the window', () => {
  const paddingMs = HOUR_MS + 60_000;
  const ranges = flatRanges('media/', window, paddingMs);
  const [from, end] = [window.from.getTime(), window.to.getTime() + paddingMs];
  for (const level of ROLLUP_LEVELS) {
    for (let at = from - DAY_MS; at < end + DAY_MS; at += 10 * 60_000) {
      const { name, start, end: over } = periodAt(new Date(at), level);
      const key = `media/${name}.rollup.log.gz`;
      const isListed = ranges.some(
        ({ prefix, after = '', before = '~' }) => key.startsWith(prefix) && key > after && key < before,
      );
      if (over.getTime() > from && start.getTime() < end) expect([key, isListed]).toEqual([key, true]);
    }
  }
});

test('rollups of months are looked for beside the folders of days', () => {
  const long = { ...window, to: new Date('2026-03-02T00:00:00Z') };
  expect(monthRanges(['a/'], long, DAY_MS, new Date('2026-03-20T00:00:00Z'))).toEqual([
    { prefix: 'a/2026/02/2026-02.rollup.' },
    { prefix: 'a/2026/03/2026-03.rollup.' },
  ]);
});

test.each([
  ['media/2026-02-03-06-30-00-0123456789ABCDEF', true],
  ['media/2026-02-03-06-29-59-FFFFFFFFFFFFFFFF', false],
  ['media/2026-02-05-23-59-59-FFFFFFFFFFFFFFFF', true],
  ['media/2026-02-06-00-00-00-0123456789ABCDEF', false],
])('%s is inside: %s', (key, inside) => {
  const [{ after = '', before = '' }] = flatRanges('media/', window, 2 * DAY_MS);
  expect(key > after && key < before).toBe(inside);
});

test('a padding that ends within a second takes that second', () => {
  const [{ before }] = flatRanges('', { ...window, to: new Date('2026-02-04T00:00:00.500Z') }, 0);
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
