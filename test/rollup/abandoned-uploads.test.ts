import { CreateMultipartUploadCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import type { LogBucket } from '../../lib/log-store/s3-client';
import { abortAbandonedUploads } from '../../lib/rollup/abandoned-uploads';
import { LocalAws } from '../aws';
import { roleWith, s3Client } from '../aws/helpers';

const ROLLUP = 'rolled/2026-02-03.rollup.log.gz';
/** Everything that is begun in a test is before it, unless a test says otherwise. */
const LATER = new Date(Date.now() + 3_600_000);

let aws: LocalAws;
let logs: LogBucket;
beforeAll(async () => {
  aws = await LocalAws.start();
  const s3 = s3Client(aws);
  logs = { s3, name: 'logs', endpoint: '', requestPayer: false, close: () => s3.destroy() };
});
beforeEach(() => {
  aws.s3.buckets.clear();
  aws.s3.createBucket({ name: 'logs' });
});
afterEach(() => aws.faults.clear());
afterAll(async () => {
  logs.close();
  await aws.stop();
  aws.violations.assertNone();
});

async function begin(...keys: readonly string[]): Promise<void> {
  for (const Key of keys) {
    const { UploadId } = await logs.s3.send(new CreateMultipartUploadCommand({ Bucket: 'logs', Key }));
    await logs.s3.send(new UploadPartCommand({ Bucket: 'logs', Key, UploadId, PartNumber: 1, Body: 'part' }));
  }
}

const open = () => [...aws.s3.requireBucket('logs').uploads.values()].map(({ key }) => key).sort();

test('uploads of rollups below the destination are given up, whatever the place and format', async () => {
  await begin(ROLLUP, 'rolled/a b+ü/2026/02/x-2026-02-03-14-10.rollup.log', 'rolled/2026-02.rollup.parquet');
  expect(await abortAbandonedUploads(logs, 'rolled/', LATER)).toEqual({ aborted: 3 });
  expect(open()).toEqual([]);
});

test('uploads of others, and those elsewhere, stay', async () => {
  const others = [
    'rolled/backup.tar',
    'rolled/2026-02-03.log',
    'rolled/2026-02-30.rollup.log',
    'rolled/2026-02-03.rollup.log.bak',
    'elsewhere/2026-02-03.rollup.log',
  ];
  await begin(...others, ROLLUP);
  expect(await abortAbandonedUploads(logs, 'rolled/', LATER)).toEqual({ aborted: 1 });
  expect(open()).toEqual([...others].sort());
});

test('an upload that may be of a rollup that is still at it stays', async () => {
  await begin(ROLLUP);
  const [upload] = aws.s3.requireBucket('logs').uploads.values();
  const { initiated } = upload as { initiated: Date };
  expect(await abortAbandonedUploads(logs, '', initiated)).toEqual({ aborted: 0 });
  expect(await abortAbandonedUploads(logs, '', new Date(initiated.getTime() + 1000))).toEqual({ aborted: 1 });
});

test('all pages are looked through', async () => {
  const names = Array.from({ length: 1003 }, (_, index) => `rolled/${index}-2026-02-03.rollup.log`);
  const attributes = { key: '', metadata: {}, storageClass: 'STANDARD', tags: {} };
  const { uploads } = aws.s3.requireBucket('logs');
  for (const [index, key] of names.entries()) {
    const upload = { id: `id-${index}`, key, initiated: new Date(0), parts: new Map(), attributes };
    uploads.set(upload.id, upload as never);
  }
  expect(await abortAbandonedUploads(logs, 'rolled/', LATER)).toEqual({ aborted: names.length });
  expect(open()).toEqual([]);
}, 60_000);

test('somebody else may be faster', async () => {
  await begin(ROLLUP);
  aws.faults.add({ kind: 'twice', service: 's3', action: 'AbortMultipartUpload' });
  expect(await abortAbandonedUploads(logs, '', LATER)).toEqual({ aborted: 1 });
});

test.each([
  ['to list them', 's3:AbortMultipartUpload'],
  ['to give them up', 's3:ListBucketMultipartUploads'],
])('who may not %s is told what that needs', async (_, Action) => {
  await begin(ROLLUP);
  const s3 = s3Client(aws, roleWith(aws, `may-${Action.slice(3)}`, [{ Effect: 'Allow', Action, Resource: '*' }]));
  expect(await abortAbandonedUploads({ ...logs, s3 }, '', LATER)).toEqual({
    aborted: 0,
    problem: 'that needs s3:ListBucketMultipartUploads and s3:AbortMultipartUpload',
  });
  s3.destroy();
});

test('a service that knows no such list is told of, and does no harm', async () => {
  const error = { code: 'NotImplemented', message: 'A header you provided implies functionality', status: 501 };
  aws.faults.add({ kind: 'fail', service: 's3', action: 'ListMultipartUploads', error, times: 9 });
  expect((await abortAbandonedUploads(logs, '', LATER)).problem).toContain('functionality');
});
