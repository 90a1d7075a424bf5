import { createHash } from 'node:crypto';
import { fstatSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { renderTally } from '../../lib/cli/sync-tally';
import { type LogBucket, openBucket } from '../../lib/log-store/s3-client';
import type { ListedObject } from '../../lib/log-store/s3-logs';
import { asidePathOfKey } from '../../lib/log-store/sync/file-names';
import { SyncIndex } from '../../lib/log-store/sync/sync-index';
import { syncLogs } from '../../lib/log-store/sync/sync-logs';
import { SyncTally } from '../../lib/log-store/sync/sync-tally';
import { createStyle } from '../../lib/report/terminal/style';
import { AuditError } from '../../lib/shared/errors';
import type { LocalAws } from '../aws';
import { roleWith } from '../aws/helpers';
import { makeFolder } from '../helpers/log-folder';
import { filesBelow, startLocalAws, useAws } from '../helpers/s3-logs';

let aws: LocalAws;
let bucket: LogBucket;
let leaveAws: () => void;
let folder: string;

startLocalAws((started) => {
  aws = started;
});
beforeEach(async () => {
  leaveAws = useAws(aws);
  bucket = await openBucket({ bucket: 'logs', prefix: '' }, {});
  folder = makeFolder('sync');
});
afterEach(() => {
  jest.restoreAllMocks();
  bucket.close();
  leaveAws();
  rmSync(folder, { recursive: true });
});

const name = (index: number) => `2026-02-03-10-20-30-${String(index).padStart(16, '0')}`;

async function sync(deleteSource: boolean, from = bucket): Promise<SyncTally> {
  const tally = new SyncTally();
  await syncLogs({ bucket: from, prefix: '', folder, concurrency: 16, deleteSource }, tally);
  return tally;
}

/** Notes down which files and folders the disk was made to have before anything was deleted, by what the system calls them. */
async function noteSyncs(): Promise<ReadonlySet<number>> {
  const synced = new Set<number>();
  const handle = await open(folder);
  const prototype = Object.getPrototypeOf(handle) as typeof handle;
  await handle.close();
  const original = prototype.sync;
  jest.spyOn(prototype, 'sync').mockImplementation(async function (this: typeof handle) {
    await original.call(this);
    if (aws.calls.of('s3:DeleteObject').length === 0) synced.add(fstatSync(this.fd).ino);
  });
  return synced;
}

test.each([
  ['this run has made', true],
  ['an earlier run has made', false],
])('the disk has the copies that %s, and the names of all folders, before an object is deleted', async (_, fresh) => {
  const keys = ['a', 'x/y/b', 'x/large'];
  for (const key of keys) aws.s3.put('logs', key, key.repeat(key === 'x/large' ? 500_000 : 1));
  if (!fresh) await sync(false);
  const synced = await noteSyncs();
  expect((await sync(true)).deleted).toBe(keys.length);
  for (const path of [...keys, '.', 'x', 'x/y']) {
    expect([path, synced.has(statSync(join(folder, path)).ino)]).toEqual([path, true]);
  }
});

test('more objects than one request deletes are deleted, each once', async () => {
  const count = 1001;
  for (let index = 0; index < count; index++) aws.s3.put('logs', name(index), `${index}`);
  expect(await sync(true)).toMatchObject({ downloaded: count, deleted: count, unproven: 0, changed: 0 });
  expect(aws.s3.requireBucket('logs').objects.length).toBe(0);
  expect(Object.keys(filesBelow(folder))).toHaveLength(count);
});

test('fails as denied when objects may not be deleted, and all copies are there', async () => {
  aws.s3.put('logs', 'a', 'x');
  const Resource = ['arn:aws:s3:::logs', 'arn:aws:s3:::logs/*'];
  const Action = ['s3:ListBucket', 's3:GetObject'];
  const leaveRole = useAws(aws, roleWith(aws, 'reader', [{ Effect: 'Allow', Action, Resource }]));
  const readable = await openBucket({ bucket: 'logs', prefix: '' }, {});
  await expect(sync(true, readable)).rejects.toMatchObject({ code: 'LOGS_DENIED' });
  readable.close();
  leaveRole();
  expect(filesBelow(folder)).toEqual({ a: 'x' });
});

test('a file is recognized by the ETag of an upload in one part, and one that differs comes', async () => {
  const digest = (content: string | Buffer) => createHash('md5').update(content).digest();
  for (const [key, content] of Object.entries({ same: 'content', differs: 'CONTENT' })) {
    const etag = `${digest(digest(content)).toString('hex')}-1`;
    aws.s3.put('logs', key, content, { etag, partSizes: [content.length] });
    writeFileSync(join(folder, key), 'content');
  }
  expect(await sync(false)).toMatchObject({ toDownload: 2, recognized: 1, downloaded: 1 });
  expect(filesBelow(folder)).toEqual({ same: 'content', differs: 'CONTENT' });
});

test('files are for whom the user lets read files, like all others', async () => {
  aws.s3.put('logs', 'small', 'x');
  aws.s3.put('logs', 'large', 'x'.repeat(2_000_000));
  await sync(false);
  const modes = ['small', 'large'].map((key) => statSync(join(folder, key)).mode & 0o777);
  expect(modes).toEqual([0o666 & ~process.umask(), 0o666 & ~process.umask()]);
});

test('a place that two processes have given away twice is kept by one key; the other one comes again', async () => {
  const index = SyncIndex.open(folder, 's3://logs/');
  for (const key of ['log', 'LOG']) {
    const { etag, body } = aws.s3.put('logs', key, key);
    index.set(key, { etag, bytes: body.size, md5: etag, proof: 'etag', aside: false });
    writeFileSync(join(folder, key), key);
  }
  index.close();
  expect(await sync(false)).toMatchObject({ unchanged: 1, downloaded: 1 });
  expect(filesBelow(folder)).toMatchObject({ log: 'log', [asidePathOfKey('LOG')]: 'LOG' });
});

test('of many objects that fail some are named, and all are counted', () => {
  const tally = new SyncTally();
  const error = new AuditError('LOG_OBJECT_GONE', 'gone');
  for (let index = 0; index < 25; index++) tally.fail({ key: name(index), bytes: 1, etag: '' } as ListedObject, error);
  const lines = renderTally(tally, 's3://logs/', false, createStyle(false));
  expect(lines.filter((line) => line === 'failed: gone')).toHaveLength(20);
  expect(lines.slice(-2)).toEqual([
    '… and 5 more objects',
    'incomplete: 25 objects could not be downloaded; run it again',
  ]);
});
