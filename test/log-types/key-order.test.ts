import fc from 'fast-check';
import { LOG_TYPES } from '../../lib/log-types';
import { deliveryPadding, isBranch, mayHoldLogs, skipTo } from '../../lib/log-types/key-order';
import { LOG_TYPE_IDS } from '../../lib/log-types/log-type';
import { skipReason } from '../../lib/log-types/select-logs';
import { DAY_MS, HOUR_MS, type Window } from '../../lib/shared/utc-dates';

const padding = deliveryPadding();
const window = { from: new Date('2026-02-03T10:00:00Z'), to: new Date('2026-02-05T00:00:00Z') };
const ID = '0123456789ABCDEF';
const TRAIL = 'AWSLogs/111122223333/CloudTrail/eu-west-1';
const SOURCE = 'x/111122223333/eu-west-1/acme-media';

const trailKey = (day: string, time: string) =>
  `${TRAIL}/${day}/111122223333_CloudTrail_eu-west-1_${day.replaceAll('/', '')}T${time}Z_abcdefghijklmnop.json.gz`;

test.each([
  ['years before the window', `logs/site-2024-01-01-00-00-01-${ID}`, 'logs/site-2024-~'],
  ['days before it', `logs/2026-01-31-09-00-00-${ID}`, 'logs/2026-02-03-'],
  ['hours before it', `logs/2026-02-03-04-05-06-${ID}`, 'logs/2026-02-03-10-00-00'],
  ['behind the window and its padding', `2026-03-07-00-00-00-${ID}`, '2026-~'],
  ['behind it up to where a rollup of the month would be', `2026-02-07-00-00-00-${ID}`, '2026-02.rollup.'],
  ['days before it in folders', `${SOURCE}/2025/12/31/2025-12-31-23-59-59-${ID}`, `${SOURCE}/2026/02/03`],
  ['behind it in folders', `${SOURCE}/2026/03/08/2026-03-08-00-00-00-${ID}`, `${SOURCE}/:`],
  [
    'behind it in folders up to where a rollup of the month would be',
    `${SOURCE}/2026/02/08/2026-02-08-00-00-00-${ID}`,
    `${SOURCE}/2026/02/2026-02.rollup.`,
  ],
  ['days before it in a trail', trailKey('2026/01/03', '1010'), `${TRAIL}/2026/02/03`],
  ['behind it in a trail', trailKey('2026/02/05', '0100'), `${TRAIL}/:`],
  [
    'before it in the folder of another day',
    `${SOURCE}/2026/02/04/2025-01-01-00-00-01-${ID}`,
    `${SOURCE}/2026/02/04/2025-~`,
  ],
  [
    'among digests',
    'AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2026/02/03/x.json.gz',
    'AWSLogs/111122223333/CloudTrail-Digest/~',
  ],
])('a listing skips keys %s', (_, key, target) => {
  expect(skipTo(key, window, padding)).toBe(target);
});

test.each([
  ['in the window', `logs/2026-02-03-10-00-00-${ID}`],
  ['of the padding', `logs/2026-02-06-23-59-59-${ID}`],
  ['that may stand for the whole day', `${SOURCE}/2026/02/03/2026-02-03-00-00-00-${ID}`],
  ['of which nothing is known', 'logs/app.log'],
  ['on the first day in folders', `${SOURCE}/2026/02/03/2026-02-03-01-00-00-${ID}`],
])('a listing goes on behind keys %s', (_, key) => {
  expect(skipTo(key, window, padding)).toBeUndefined();
});

test('a listing skips nothing without a window', () => {
  expect(skipTo(`logs/2024-01-01-00-00-01-${ID}`, {}, padding)).toBeUndefined();
});

test('what a listing skips can not hold the window', () => {
  const instant = fc.integer({ min: Date.UTC(2024, 11, 25), max: Date.UTC(2026, 1, 10) });
  const times = fc.oneof(
    instant,
    instant.map((ms) => ms - (ms % DAY_MS)),
    instant.map((ms) => ms - (ms % HOUR_MS)),
  );
  const key = fc.tuple(times, fc.constantFrom('flat', 'prefixed', 'delivered', 'events', 'trail', 'digest')).map(toKey);
  const bound = fc.option(
    times.map((ms) => new Date(ms)),
    { nil: undefined },
  );
  fc.assert(
    fc.property(fc.uniqueArray(key, { minLength: 2, maxLength: 30 }), bound, bound, (keys, from, to) => {
      const chosen: Window = { ...(from ? { from } : {}), ...(to ? { to } : {}) };
      for (const one of keys) {
        const target = skipTo(one, chosen, padding);
        if (target === undefined) continue;
        expect(target > one).toBe(true);
        const skipped = keys.filter((other) => other > one && other <= target);
        expect(skipped.filter((other) => isWanted(other, chosen))).toEqual([]);
      }
    }),
    { numRuns: 2000, seed: 7 },
  );
});

test.each([
  '',
  'AWSLogs/',
  'x/AWSLogs/o-abcdefghij/',
  'AWSLogs/111122223333/',
  'logs-111122223333/',
  `${TRAIL.slice(0, -9)}`,
  'p/111122223333/eu-west-1/',
])("'%s' divides the logs", (folder) => expect(isBranch(folder)).toBe(true));

test.each(['logs/', `${TRAIL}/`, `${SOURCE}/`, `${SOURCE}/2026/`, 'AWSLogs/x/', '1111222233334/'])(
  "'%s' is listed as a whole",
  (folder) => expect(isBranch(folder)).toBe(false),
);

test.each([
  ['AWSLogs/111122223333/', { account: ['444455556666'] }],
  [`${TRAIL}/`, { region: ['us-east-1'] }],
  [`${SOURCE}/`, { bucket: ['other'] }],
  ['AWSLogs/111122223333/CloudTrail-Insight/', {}],
])('%s holds no logs of %j', (folder, wanted) => {
  expect(mayHoldLogs(folder, wanted)).toBe(false);
});

test.each([
  ['AWSLogs/111122223333/', { account: ['444455556666', '111122223333'], region: ['us-east-1'] }],
  [`${TRAIL}/`, { region: ['eu-west-1'], bucket: ['other'] }],
  [`${SOURCE}/`, { bucket: ['acme-media'], account: ['444455556666'] }],
  ['logs/', { account: ['444455556666'] }],
])('%s may hold logs of %j', (folder, wanted) => {
  expect(mayHoldLogs(folder, wanted)).toBe(true);
});

function toKey([ms, layout]: [number, string]): string {
  const iso = new Date(ms).toISOString();
  const day = iso.slice(0, 10);
  const name = `${iso.slice(0, 19).replace(/[T:]/g, '-')}-${ID}`;
  const folder = `${SOURCE}/${day.replaceAll('-', '/')}`;
  switch (layout) {
    case 'flat':
      return name;
    case 'prefixed':
      return `site-${name}`;
    case 'delivered':
      return `${folder}/${name}`;
    case 'events':
      return `${folder}/${day}-00-00-00-${ID}`;
    case 'digest':
      return `AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/${day.replaceAll('-', '/')}/x_CloudTrail-Digest_y.json.gz`;
    default:
      return trailKey(day.replaceAll('-', '/'), iso.slice(11, 16).replace(':', ''));
  }
}

function isWanted(relativePath: string, chosen: Window): boolean {
  return LOG_TYPE_IDS.some((id) => !skipReason(LOG_TYPES[id], { relativePath, named: false }, chosen, padding[id]));
}
