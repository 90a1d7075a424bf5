import { listLogObjects, type WantedLogs } from '../../lib/log-store/list-log-objects';
import { type LogBucket, openBucket } from '../../lib/log-store/s3-client';
import type { ListedObject } from '../../lib/log-store/s3-logs';
import { LOG_TYPES } from '../../lib/log-types';
import { deliveryPadding } from '../../lib/log-types/key-order';
import { LOG_TYPE_IDS } from '../../lib/log-types/log-type';
import { skipReason } from '../../lib/log-types/select-logs';
import { DAY_MS, HOUR_MS, MINUTE_MS, type Window } from '../../lib/shared/utc-dates';
import { LocalAws } from '../aws';
import { seededRandom } from '../generator';
import { countCalls, useAws } from '../helpers/s3-logs';

let aws: LocalAws;
let bucket: LogBucket;
let leaveAws: () => void;

beforeAll(async () => {
  aws = await LocalAws.start();
  leaveAws = useAws(aws);
});
afterAll(async () => {
  leaveAws();
  await aws.stop();
  aws.violations.assertNone();
});
afterEach(() => {
  bucket.close();
  aws.s3.buckets.clear();
});

const ID = '0123456789ABCDEF';
const START = Date.UTC(2024, 0, 1);
const FEBRUARY: Required<Window> = { from: new Date('2026-02-03T10:00:00Z'), to: new Date('2026-02-05T00:00:00Z') };

const nameAt = (ms: number) => `${new Date(ms).toISOString().slice(0, 19).replace(/[T:]/g, '-')}-${ID}`;
const dayAt = (ms: number) => new Date(ms).toISOString().slice(0, 10).replaceAll('-', '/');
const trailName = (folder: string, ms: number) => {
  const time = new Date(ms).toISOString().slice(0, 16).replace(/[-:]/g, '');
  return `${folder}/${dayAt(ms)}/111122223333_CloudTrail_eu-west-1_${time}Z_abcdefghijklmnop.json.gz`;
};

/** Lists, and tells how many calls it took. */
async function list(prefix: string, window?: Window, origins = {}): Promise<{ keys: string[]; calls: number }> {
  bucket = await openBucket({ bucket: 'logs', prefix }, {});
  aws.calls.clear();
  const wanted: WantedLogs | undefined = window && { window, padding: deliveryPadding(), origins };
  const objects: ListedObject[] = [];
  for await (const page of listLogObjects(bucket, prefix, wanted)) objects.push(...page);
  return { keys: objects.map(({ key }) => key).sort(), calls: countCalls(aws)['s3:ListBucket'] ?? 0 };
}

function fillSynthetic(count: number, keyAt: (index: number) => string): void {
  aws.s3.createSyntheticBucket(
    { name: 'logs' },
    { count, keyAt, contentAt: () => ({ size: 1, read: () => Buffer.from('x') }) },
  );
}

function isWanted(key: string, window: Window): boolean {
  const padding = deliveryPadding();
  return LOG_TYPE_IDS.some(
    (id) => !skipReason(LOG_TYPES[id], { relativePath: key, named: false }, window, padding[id]),
  );
}

/** The wanted ones among keys that are so far apart in time. */
function wantedOf(keyAt: (index: number) => string, stepMs: number, window: Required<Window>): string[] {
  const first = Math.floor((window.from.getTime() - 3 * DAY_MS - START) / stepMs);
  const last = Math.ceil((window.to.getTime() + 5 * DAY_MS - START) / stepMs);
  const keys = Array.from({ length: last - first }, (_, index) => keyAt(first + index));
  return keys.filter((key) => isWanted(key, window));
}

test('of a million flat keys only those of the window are listed', async () => {
  const keyAt = (index: number) => `site-${nameAt(START + index * 90_000)}`;
  fillSynthetic(1_000_000, keyAt);
  const { keys, calls } = await list('site-', FEBRUARY);
  const wanted = wantedOf(keyAt, 90_000, FEBRUARY);
  expect(wanted.length).toBeGreaterThan(3000);
  expect(keys.filter((key) => isWanted(key, FEBRUARY))).toEqual(wanted);
  expect(calls).toBeLessThanOrEqual(wanted.length / 1000 + 8);
});

test.each([
  ['access logs', (ms: number) => `p/111122223333/eu-west-1/acme-media/${dayAt(ms)}/${nameAt(ms)}`, 'p/'],
  ['CloudTrail', (ms: number) => trailName('AWSLogs/111122223333/CloudTrail/eu-west-1', ms), ''],
])('of three years of %s in folders only the days of the window are listed', async (_, keyOf, prefix) => {
  const keyAt = (index: number) => keyOf(START + index * 5 * MINUTE_MS);
  fillSynthetic((3 * 365 * DAY_MS) / (5 * MINUTE_MS), keyAt);
  const { keys, calls } = await list(prefix, FEBRUARY);
  const wanted = wantedOf(keyAt, 5 * MINUTE_MS, FEBRUARY);
  expect(keys.filter((key) => isWanted(key, FEBRUARY))).toEqual(wanted);
  expect(calls).toBeLessThanOrEqual(10);
});

test('without a window all is listed, a page of a thousand for each call', async () => {
  fillSynthetic(5500, (index) => `site/${nameAt(START + index * HOUR_MS)}`);
  const { keys, calls } = await list('site/');
  expect(keys).toHaveLength(5500);
  expect(calls).toBe(6);
});

test('of an organization only the wanted accounts and Regions are listed', async () => {
  aws.s3.createBucket({ name: 'logs' });
  const keyOf = (account: string, region: string, ms: number) =>
    trailName(`AWSLogs/o-abcdefghij/${account}/CloudTrail/${region}`, ms);
  for (const account of ['111122223333', '444455556666', '777788889999']) {
    for (const region of ['eu-west-1', 'us-east-1']) {
      for (let day = 0; day < 30; day++) aws.s3.put('logs', keyOf(account, region, START + day * DAY_MS), 'x');
    }
    aws.s3.put('logs', `AWSLogs/o-abcdefghij/${account}/CloudTrail-Digest/eu-west-1/2026/02/03/x.json.gz`, 'x');
  }
  const { keys } = await list('', {}, { account: ['111122223333', '777788889999'], region: ['us-east-1'] });
  expect(keys).toHaveLength(60);
  expect(keys.every((key) => /(111122223333|777788889999)\/CloudTrail\/us-east-1/.test(key))).toBe(true);
});

test('logs that lie anyhow are all found', async () => {
  const random = seededRandom(5);
  aws.s3.createBucket({ name: 'logs' });
  const folders = [
    '',
    'a/',
    'a/b-',
    'p/111122223333/eu-west-1/acme/',
    'AWSLogs/111122223333/CloudTrail/eu-west-1',
    '2025/',
    '202512345678/',
  ];
  const keys = new Set<string>(['readme', 'a/app.log', '2024-notes/', 'zoë.log', 'a/b-\u{1f600}.log']);
  for (let count = 0; count < 2500; count++) {
    const ms = START + random.below(3 * 365) * DAY_MS + (random.chance(0.2) ? 0 : random.below(DAY_MS));
    const folder = random.pick(folders);
    keys.add(
      folder.startsWith('AWS')
        ? trailName(folder, ms)
        : `${folder}${/acme/.test(folder) ? `${dayAt(ms)}/` : ''}${nameAt(ms)}`,
    );
  }
  for (const key of keys) aws.s3.put('logs', key, 'x');
  const all = [...keys].sort();
  expect((await list('')).keys).toEqual(all);
  for (const prefix of ['', 'a/', 'p/', 'AWSLogs/']) {
    for (const window of [FEBRUARY, { from: FEBRUARY.from }, { to: FEBRUARY.to }]) {
      const { keys: found } = await list(prefix, window);
      const wanted = all.filter((key) => key.startsWith(prefix) && isWanted(key, window));
      expect(found.filter((key) => isWanted(key, window))).toEqual(wanted);
    }
  }
});

test('keys that need encoding come as they are', async () => {
  aws.s3.createBucket({ name: 'logs' });
  const keys = ['a b+c%25', 'line\nend', 'ünï/😀', 'x&y<z>"', '\u0001'].sort();
  for (const key of keys) aws.s3.put('logs', key, 'x');
  expect((await list('')).keys).toEqual(keys);
});
