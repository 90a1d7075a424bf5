import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type CachedObject, LogCache } from '../../lib/log-store/log-cache';
import { failureOf } from '../helpers/failure-of';
import { makeFolder } from '../helpers/log-folder';

let folder: string;
const open: LogCache[] = [];
beforeEach(() => {
  folder = makeFolder('cache');
});
afterEach(() => {
  for (const cache of open.splice(0)) cache.close();
  rmSync(folder, { recursive: true });
});

const object = (key: string, bytes = 10): CachedObject => ({ endpoint: '', bucket: 'logs', key, etag: 'e', bytes });

function openCache(limitBytes: number): LogCache {
  const cache = LogCache.open({ folder, limitBytes });
  open.push(cache);
  return cache;
}

/** Downloads as a run does. */
function download(cache: LogCache, key: string, text: string): string {
  const file = join(cache.runFolder, key);
  writeFileSync(file, text);
  cache.keep(object(key, text.length), file);
  return file;
}

const contentOf = (cache: LogCache, key: string, bytes = 10) => {
  const file = join(cache.runFolder, `used-${key}`);
  return cache.use(object(key, bytes), file) ? readFileSync(file, 'utf8') : undefined;
};

test('what one run keeps another one has', () => {
  const first = openCache(1000);
  download(first, 'a', '0123456789');
  first.close();
  const second = openCache(1000);
  expect(contentOf(second, 'a')).toBe('0123456789');
  expect([contentOf(second, 'b'), contentOf(second, 'a', 11)]).toEqual([undefined, undefined]);
});

test.each([
  ['endpoint', { endpoint: 'http://localhost:1' }],
  ['bucket', { bucket: 'other' }],
  ['key', { key: 'b' }],
  ['ETag', { etag: 'f' }],
])('an object of another %s is another one', (_, other) => {
  const cache = openCache(1000);
  download(cache, 'a', '0123456789');
  expect(cache.use({ ...object('a'), ...other }, join(cache.runFolder, 'x'))).toBe(false);
});

test('what has not been used for longest makes room', async () => {
  const cache = openCache(35);
  for (const key of ['a', 'b', 'c']) {
    download(cache, key, '0123456789');
    await delay(20);
  }
  expect(contentOf(cache, 'a')).toBe('0123456789');
  openCache(35).makeRoom(12, 0);
  const next = openCache(35);
  expect(['a', 'b', 'c'].map((key) => contentOf(next, key) !== undefined)).toEqual([true, false, true]);
});

test('what another run drops stays there for the run that reads it', () => {
  const cache = openCache(10);
  const file = download(cache, 'a', '0123456789');
  openCache(10).makeRoom(10, 0);
  expect(readFileSync(file, 'utf8')).toBe('0123456789');
  expect(contentOf(openCache(10), 'a')).toBeUndefined();
});

test('fails for more than the cache may have', () => {
  expect(failureOf(() => openCache(15_000).makeRoom(10_000, 6_000))).toEqual({
    name: 'AuditError',
    code: 'DISK_TOO_SMALL',
    message:
      'the logs of the window are 16 KB, and the cache may have 15 KB; choose a shorter window, or allow more with --s3-cache-size',
  });
});

test('fails for more than the disk has', () => {
  expect(failureOf(() => openCache(0).makeRoom(1e18, 0))).toMatchObject({
    code: 'DISK_TOO_SMALL',
    message: expect.stringMatching(/^the logs to download are 1000 PB, and the disk of '.*' has .* left; choose/),
  });
});

test('nothing is kept when nothing may be', () => {
  const cache = openCache(0);
  download(cache, 'a', '0123456789');
  cache.close();
  expect(readdirSync(folder)).toEqual(['runs']);
  expect(readdirSync(join(folder, 'runs'))).toEqual([]);
});

test('folders of runs that were killed are removed, those of others stay', () => {
  const mine = openCache(10);
  const name = mine.runFolder.split('/').at(-1) as string;
  // no process has this id
  const killed = join(folder, 'runs', name.replace(/-\d+-/, '-4194305-'));
  const elsewhere = join(folder, 'runs', `00000000-${process.pid}-00000000`);
  for (const path of [killed, elsewhere]) mkdirSync(path);
  openCache(10);
  expect([mine.runFolder, killed, elsewhere].map(existsSync)).toEqual([true, false, true]);
});

test('fails for a folder that is a file', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(failureOf(() => LogCache.open({ folder: join(folder, 'file'), limitBytes: 1 }))).toMatchObject({
    code: 'OUTPUT_FAILED',
    message: expect.stringContaining('choose another with --s3-cache'),
  });
});
