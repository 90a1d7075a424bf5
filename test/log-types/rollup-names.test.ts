import fc from 'fast-check';
import { LOG_TYPES } from '../../lib/log-types';
import { periodAt, ROLLUP_LEVELS, rollupPeriod } from '../../lib/log-types/access-logs/rollup-name';
import { deliveryPadding, skipTo } from '../../lib/log-types/key-order';
import { skipReason } from '../../lib/log-types/select-logs';
import { HOUR_MS, MINUTE_MS } from '../../lib/shared/utc-dates';

const accessLogs = LOG_TYPES['access-logs'];
const isWanted = (relativePath: string, from: string, to: string, paddingMs = 0) =>
  skipReason(accessLogs, { relativePath, named: false }, { from: new Date(from), to: new Date(to) }, paddingMs) ===
  undefined;

test.each([
  ['x/2026-02.rollup.log', '2026-02-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z'],
  ['2026-12.rollup.parquet', '2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
  ['a2026-02-03.rollup.log.gz', '2026-02-03T00:00:00.000Z', '2026-02-04T00:00:00.000Z'],
  ['2026-02-03-14.rollup.log', '2026-02-03T14:00:00.000Z', '2026-02-03T15:00:00.000Z'],
  ['2026-02-03-14-50.rollup.log', '2026-02-03T14:50:00.000Z', '2026-02-03T15:00:00.000Z'],
])('the name %s stands for a span of time', (path, start, end) => {
  const period = rollupPeriod(path);
  expect([period?.start.toISOString(), period?.end.toISOString()]).toEqual([start, end]);
});

test.each([
  '2026-02-30.rollup.log',
  '2026-13.rollup.log',
  '2026-02-03.rollup.txt',
  '2026-02-03.log',
  '2026-02-03-14-55.rollup.log',
])('the name %s is none of a rollup', (path) => expect(rollupPeriod(path)).toBeUndefined());

test('a rollup is read when its span touches the window or its padding', () => {
  const month = 'site/2026-02.rollup.log';
  expect(isWanted(month, '2026-02-28T23:59:00Z', '2026-03-05T00:00:00Z')).toBe(true);
  expect(isWanted(month, '2026-03-01T00:00:00Z', '2026-03-05T00:00:00Z')).toBe(false);
  expect(isWanted(month, '2026-01-30T00:00:00Z', '2026-02-01T00:00:00Z')).toBe(false);
  expect(isWanted(month, '2026-01-30T00:00:00Z', '2026-02-01T00:00:00Z', HOUR_MS)).toBe(true);
});

test('a manifest is skipped, and its reason is told', () => {
  expect(accessLogs.classifyFile('site/_2026-02-03.rollup.0123456789abcdef.manifest.json')).toEqual({
    kind: 'skip',
    reason: 'rollup manifest',
  });
});

const END = Date.UTC(2026, 2, 20);
const instants = fc.integer({ min: 0, max: 60 * 24 * 60 }).map((minutes) => END - minutes * MINUTE_MS);

test.each(['', 'site/', '111122223333/eu-west-1/acme/'])(
  'a listing of %j skips no log or rollup of the window',
  (base) => {
    const isDated = base.includes('acme');
    const folder = (ms: number, parts: number) =>
      isDated ? `${base}${new Date(ms).toISOString().slice(0, 10).split('-').slice(0, parts).join('/')}/` : base;
    const keyOf = ([ms, level]: readonly [number, (typeof ROLLUP_LEVELS)[number] | 'raw']) => {
      if (level !== 'raw') {
        return `${folder(ms, level === 'month' ? 2 : 3)}${periodAt(new Date(ms), level).name}.rollup.log`;
      }
      const time = new Date(ms).toISOString().slice(0, 19).replace(/[T:]/g, '-');
      return `${folder(ms, 3)}${time}-0123456789ABCDEF`;
    };
    const keys = fc
      .array(fc.tuple(instants, fc.constantFrom(...ROLLUP_LEVELS, 'raw' as const, 'raw' as const)), { maxLength: 60 })
      .map((list) => [...new Set(list.map(keyOf))].sort());
    fc.assert(
      fc.property(keys, instants, fc.integer({ min: 1, max: 5000 }), (all, start, minutes) => {
        const window = { from: new Date(start), to: new Date(start + minutes * MINUTE_MS) };
        const padding = deliveryPadding(3 * HOUR_MS);
        for (const key of all) {
          const target = skipTo(key, window, padding);
          if (target === undefined) continue;
          const skipped = all.filter((other) => other > key && other <= target);
          expect(
            skipped.filter((other) => isWanted(other, window.from.toISOString(), window.to.toISOString(), 3 * HOUR_MS)),
          ).toEqual([]);
        }
      }),
      { numRuns: 400 },
    );
  },
);
