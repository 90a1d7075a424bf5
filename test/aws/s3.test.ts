import { Readable } from 'node:stream';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { roleWith, s3Client } from './helpers';
import { LocalAws } from './local-aws';

let aws: LocalAws;
let s3: S3Client;

beforeEach(async () => {
  aws = await LocalAws.start();
  s3 = s3Client(aws);
  aws.s3.createBucket({ name: 'logs' });
});

afterEach(async () => {
  s3.destroy();
  await aws.stop();
  aws.violations.assertNone();
});

test('lists keys in the order of their bytes, page by page', async () => {
  const keys = ['a', 'a/b', 'b+ c%', 'b/1', 'b/2', 'ß', '\u{fffd}', '😀'];
  for (const key of [...keys].reverse()) aws.s3.put('logs', key, key);

  const listed: string[] = [];
  let token: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({ Bucket: 'logs', MaxKeys: 3, ContinuationToken: token, EncodingType: 'url' }),
    );
    listed.push(...(page.Contents ?? []).map(({ Key = '' }) => decodeURIComponent(Key.replaceAll('+', '%20'))));
    token = page.NextContinuationToken;
  } while (token);

  expect(listed).toEqual(keys);
});

test('lists below a prefix after a key, and groups by a delimiter', async () => {
  for (const key of ['l/2025', 'l/2026-a', 'l/2026-b/x', 'l/2026-b/y', 'l/2027', 'm']) aws.s3.put('logs', key, '');

  const after = await s3.send(new ListObjectsV2Command({ Bucket: 'logs', Prefix: 'l/', StartAfter: 'l/2026' }));
  expect(after.Contents?.map(({ Key }) => Key)).toEqual(['l/2026-a', 'l/2026-b/x', 'l/2026-b/y', 'l/2027']);

  const grouped = await s3.send(new ListObjectsV2Command({ Bucket: 'logs', Prefix: 'l/', Delimiter: '/', MaxKeys: 3 }));
  expect(grouped.Contents?.map(({ Key }) => Key)).toEqual(['l/2025', 'l/2026-a']);
  expect(grouped.CommonPrefixes).toEqual([{ Prefix: 'l/2026-b/' }]);
  const rest = await s3.send(
    new ListObjectsV2Command({
      Bucket: 'logs',
      Prefix: 'l/',
      Delimiter: '/',
      ContinuationToken: grouped.NextContinuationToken,
    }),
  );
  expect(rest.Contents?.map(({ Key }) => Key)).toEqual(['l/2027']);
  expect(rest.CommonPrefixes).toBeUndefined();
});

test('keeps what was put, and reads ranges of it', async () => {
  const put = await s3.send(
    new PutObjectCommand({ Bucket: 'logs', Key: 'a b+c', Body: 'hello', Metadata: { x: 'y' } }),
  );
  expect(put.ETag).toBe('"5d41402abc4b2a76b9719d911017c592"');

  const got = await s3.send(new GetObjectCommand({ Bucket: 'logs', Key: 'a b+c', Range: 'bytes=1-3' }));
  expect(await got.Body?.transformToString()).toBe('ell');
  expect(got.ContentRange).toBe('bytes 1-3/5');
  expect(got.Metadata).toEqual({ x: 'y' });
  const head = await s3.send(new HeadObjectCommand({ Bucket: 'logs', Key: 'a b+c' }));
  expect(head).toMatchObject({ ContentLength: 5, ServerSideEncryption: 'AES256' });
});

test('takes streams, in one piece and in parts', async () => {
  const bytes = Buffer.alloc(11 * 1024 * 1024, 'abc');
  const upload = new Upload({ client: s3, params: { Bucket: 'logs', Key: 'big', Body: Readable.from(pieces(bytes)) } });
  const done = await upload.done();
  expect(done.ETag).toMatch(/^"[0-9a-f]{32}-3"$/);
  const got = await s3.send(new GetObjectCommand({ Bucket: 'logs', Key: 'big' }));
  expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(bytes)).toBe(true);
});

test('fails for a part that is too small and for parts in the wrong order', async () => {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: 'logs', Key: 'k' }));
  const at = { Bucket: 'logs', Key: 'k', UploadId };
  const one = await s3.send(new UploadPartCommand({ ...at, PartNumber: 1, Body: 'small' }));
  const two = await s3.send(new UploadPartCommand({ ...at, PartNumber: 2, Body: 'last' }));
  const complete = (...Parts: { PartNumber: number; ETag?: string }[]) =>
    s3.send(new CompleteMultipartUploadCommand({ ...at, MultipartUpload: { Parts } }));

  const [first, second] = [
    { PartNumber: 1, ETag: one.ETag },
    { PartNumber: 2, ETag: two.ETag },
  ];
  await expect(complete(first, second)).rejects.toMatchObject({ name: 'EntityTooSmall' });
  await expect(complete(second, first)).rejects.toMatchObject({ name: 'InvalidPartOrder' });
  await complete(second);
});

test('lists uploads that are open by key and time, in pages', async () => {
  aws.s3.createBucket({ name: 'uploads' });
  const ids: (string | undefined)[] = [];
  for (const Key of ['b\u0001 +', 'a', 'b\u0001 +', 'other']) {
    ids.push((await s3.send(new CreateMultipartUploadCommand({ Bucket: 'uploads', Key }))).UploadId);
    await new Promise((done) => setTimeout(done, 2));
  }
  const list = (more: object) =>
    s3.send(new ListMultipartUploadsCommand({ Bucket: 'uploads', EncodingType: 'url', MaxUploads: 2, ...more }));
  const first = await list({});
  expect(first.Uploads?.map(({ Key, UploadId }) => [Key, UploadId])).toEqual([
    ['a', ids[1]],
    ['b%01+%2B', ids[0]],
  ]);
  expect(first).toMatchObject({ IsTruncated: true, NextKeyMarker: 'b%01+%2B', NextUploadIdMarker: ids[0] });
  const KeyMarker = 'b\u0001 +';
  const second = await list({ KeyMarker, UploadIdMarker: ids[0] });
  expect(second.Uploads?.map(({ UploadId }) => UploadId)).toEqual([ids[2], ids[3]]);
  expect(second.IsTruncated).toBe(false);
  expect((await list({ KeyMarker })).Uploads?.map(({ UploadId }) => UploadId)).toEqual([ids[3]]);
  expect((await list({ Prefix: 'o' })).Uploads?.map(({ Key }) => Key)).toEqual(['other']);
});

test('copies objects and ranges of them', async () => {
  aws.s3.put('logs', 'from/a,b', '0123456789', { tags: { team: 'x' } });
  await s3.send(new CopyObjectCommand({ Bucket: 'logs', Key: 'to', CopySource: 'logs/from/a%2Cb' }));
  expect(aws.s3.read('logs', 'to').toString()).toBe('0123456789');

  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: 'logs', Key: 'part' }));
  const at = { Bucket: 'logs', Key: 'part', UploadId };
  const source = { CopySource: 'logs/to', CopySourceRange: 'bytes=2-4' };
  const copied = await s3.send(new UploadPartCopyCommand({ ...at, PartNumber: 1, ...source }));
  const Parts = [{ PartNumber: 1, ETag: copied.CopyPartResult?.ETag }];
  await s3.send(new CompleteMultipartUploadCommand({ ...at, MultipartUpload: { Parts } }));
  expect(aws.s3.read('logs', 'part').toString()).toBe('234');
});

test('writes only when the condition holds', async () => {
  const put = (more: object) => s3.send(new PutObjectCommand({ Bucket: 'logs', Key: 'once', Body: '1', ...more }));
  const { ETag } = await put({ IfNoneMatch: '*' });
  await expect(put({ IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  await expect(put({ IfMatch: '"other"' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  await put({ IfMatch: ETag });
});

test('deletes many objects at once, and tells which it could not', async () => {
  for (const key of ['mine/1', 'other/1']) aws.s3.put('logs', key, '');
  const role = roleWith(aws, 'cleaner', [
    { Effect: 'Allow', Action: 's3:DeleteObject', Resource: 'arn:aws:s3:::logs/mine/*' },
  ]);
  const client = s3Client(aws, role);
  const Objects = [{ Key: 'mine/1' }, { Key: 'other/1' }, { Key: 'mine/none' }];
  const reply = await client.send(new DeleteObjectsCommand({ Bucket: 'logs', Delete: { Objects } }));
  expect(reply.Deleted).toEqual([{ Key: 'mine/1' }, { Key: 'mine/none' }]);
  expect(reply.Errors).toMatchObject([{ Key: 'other/1', Code: 'AccessDenied' }]);
  client.destroy();
});

test('tells the Region of a bucket on redirects and refusals', async () => {
  aws.s3.createBucket({ name: 'elsewhere', region: 'us-west-2' });
  const redirect = s3.send(new HeadBucketCommand({ Bucket: 'elsewhere' }));
  await expect(redirect).rejects.toMatchObject({
    $metadata: { httpStatusCode: 301 },
    $response: { headers: { 'x-amz-bucket-region': 'us-west-2' } },
  });
  const client = s3Client(aws, roleWith(aws, 'nobody', []));
  await expect(client.send(new HeadBucketCommand({ Bucket: 'logs' }))).rejects.toMatchObject({
    $metadata: { httpStatusCode: 403 },
    $response: { headers: { 'x-amz-bucket-region': 'eu-west-1' } },
  });
  client.destroy();
});

test.each([
  ['an archived object', { storageClass: 'GLACIER' }, 'InvalidObjectState'],
  [
    'an object under a key that the caller may not use',
    { encryption: { algorithm: 'aws:kms', keyArn: 'arn:aws:kms:eu-west-1:111122223333:key/k' } } as const,
    'AccessDenied',
  ],
])('refuses to read %s', async (_, attributes, name) => {
  aws.s3.put('logs', 'k', 'x', attributes);
  const client = s3Client(aws, roleWith(aws, 'reader', [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }]));
  await expect(client.send(new GetObjectCommand({ Bucket: 'logs', Key: 'k' }))).rejects.toMatchObject({ name });
  client.destroy();
});

test('hides that a key is missing from somebody who may not list', async () => {
  const reader = roleWith(aws, 'reader', [
    { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::logs/*' },
  ]);
  const client = s3Client(aws, reader);
  await expect(client.send(new GetObjectCommand({ Bucket: 'logs', Key: 'no' }))).rejects.toMatchObject({
    name: 'AccessDenied',
  });
  await expect(s3.send(new GetObjectCommand({ Bucket: 'logs', Key: 'no' }))).rejects.toMatchObject({
    name: 'NoSuchKey',
  });
  client.destroy();
});

test('lists the range asked for in a bucket of a million objects without making them', async () => {
  const keyAt = (index: number) => `logs/${String(index).padStart(7, '0')}`;
  let made = 0;
  aws.s3.createSyntheticBucket(
    { name: 'huge' },
    {
      count: 1_000_000,
      keyAt,
      contentAt: (index) => {
        made++;
        return { size: 3, read: () => Buffer.from(String(index)) };
      },
    },
  );
  const page = await s3.send(new ListObjectsV2Command({ Bucket: 'huge', Prefix: 'logs/', StartAfter: keyAt(499_999) }));
  expect(page.Contents).toHaveLength(1000);
  expect(page.Contents?.[0]?.Key).toBe('logs/0500000');
  expect(made).toBe(1000);
});

test('counts what it does not know as a violation', async () => {
  const call = s3.send(new PutObjectCommand({ Bucket: 'logs', Key: 'k', Body: 'x', ACL: 'public-read' }));
  await expect(call).rejects.toMatchObject({ name: 'NotImplemented' });
  expect(aws.violations.take()).toEqual([expect.stringContaining('the headers x-amz-acl of PutObject')]);
});

test('does what was asked although the answer is lost', async () => {
  const fault = aws.faults.add({ kind: 'lose-answer', service: 's3', action: 'PutObject' });
  await s3.send(new PutObjectCommand({ Bucket: 'logs', Key: 'k', Body: 'x' }));
  expect(fault).toMatchObject({ hits: 1, seen: 2 });
});

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += 700_000) yield bytes.subarray(start, start + 700_000);
}
