import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { downloadObject, type ObjectVersion } from '../../lib/log-store/download-object';
import { type LogBucket, openBucket } from '../../lib/log-store/s3-client';
import { LocalAws } from '../aws';
import { s3Client } from '../aws/helpers';
import type { StoredObject } from '../aws/s3/stored-object';
import { makeFolder } from '../helpers/log-folder';
import { countCalls, useAws } from '../helpers/s3-logs';

let aws: LocalAws;
let s3: S3Client;
let bucket: LogBucket;
let leaveAws: () => void;
const folder = makeFolder('download');
const file = join(folder, 'file');

beforeAll(async () => {
  aws = await LocalAws.start();
  leaveAws = useAws(aws);
  s3 = s3Client(aws);
  aws.s3.createBucket({ name: 'logs' });
  bucket = await openBucket({ bucket: 'logs', prefix: '' }, {});
});
afterAll(async () => {
  s3.destroy();
  bucket.close();
  leaveAws();
  rmSync(folder, { recursive: true });
  await aws.stop();
  aws.violations.assertNone();
});
beforeEach(() => {
  aws.calls.clear();
  aws.faults.clear();
});

const CONTENT = 'a log line\n'.repeat(1000);
/** CRC-32 of {@link CONTENT}, as S3 tells it. */
const CRC32 = 'MQK/SA==';
const KEY = { algorithm: 'aws:kms' } as const;
const NO_MD5 = '0123456789abcdef0123456789abcdef';

function put(content: string | Buffer = CONTENT, more: Partial<StoredObject> = {}): ObjectVersion {
  const { key, etag, body } = aws.s3.put('logs', 'k', content, more);
  return { key, etag, bytes: body.size };
}

const md5 = (content: string | Buffer) => createHash('md5').update(content).digest('hex');

test.each([
  ['an object', CONTENT],
  ['an empty object', ''],
  ['an object of many pieces', Buffer.alloc(3_000_000, 'xyz')],
])('%s comes as it is, compared with its ETag', async (_, content) => {
  const object = put(content);
  expect(await downloadObject(bucket, object, file, { durable: true })).toEqual({
    ...object,
    md5: md5(content),
    proof: 'etag',
  });
  expect(readFileSync(file).equals(Buffer.from(content))).toBe(true);
});

test('an object that was uploaded in parts is compared part by part', async () => {
  const content = Buffer.concat([Buffer.alloc(5 << 20, 'a'), Buffer.alloc(6 << 20, 'b'), Buffer.from('rest')]);
  const object = await upload([
    content.subarray(0, 5 << 20),
    content.subarray(5 << 20, 11 << 20),
    content.subarray(11 << 20),
  ]);
  expect(object.etag).toMatch(/-3$/);
  aws.calls.clear();
  expect(await downloadObject(bucket, object, file)).toEqual({ ...object, md5: md5(content), proof: 'etag' });
  expect(readFileSync(file).equals(content)).toBe(true);
  expect(countCalls(aws)).toEqual({ 's3:GetObject': 3 });
});

test.each([
  ['breaks off', { kind: 'cut-body', times: 2 }],
  ['is damaged on its way', { kind: 'corrupt-body', times: 2 }],
  ['is lost', { kind: 'lose-answer', times: 2 }],
  ['is refused for a while', { kind: 'throttle', times: 3 }],
  ['fails inside S3', { kind: 'fail', times: 2 }],
] as const)('an answer that %s is asked for again', async (_, fault) => {
  const object = put();
  const met = aws.faults.add({ service: 's3', action: 'GetObject', ...fault });
  await expect(downloadObject(bucket, object, file)).resolves.toMatchObject({ proof: 'etag' });
  expect(readFileSync(file, 'utf8')).toBe(CONTENT);
  expect(met.hits).toBeGreaterThan(0);
});

test.each([
  ['every answer breaks off', { kind: 'cut-body' }],
  ['every answer is damaged', { kind: 'corrupt-body' }],
] as const)('fails when %s', async (_, fault) => {
  const object = put();
  aws.faults.add({ service: 's3', action: 'GetObject', times: Number.POSITIVE_INFINITY, ...fault });
  await expect(downloadObject(bucket, object, file)).rejects.toMatchObject({
    code: 'LOG_OBJECT_DAMAGED',
    message: expect.stringContaining('s3://logs/k did not come whole in 5 attempts'),
  });
});

test('fails for an ETag that is not that of the content', async () => {
  const object = put(CONTENT, { etag: NO_MD5 });
  await expect(downloadObject(bucket, object, file)).rejects.toMatchObject({
    message: 's3://logs/k did not come whole in 5 attempts: its content does not fit its ETag',
  });
});

test('fails for parts that are not those of the ETag', async () => {
  const object = put(CONTENT, { etag: `${NO_MD5}-2`, partSizes: [500, CONTENT.length - 500] });
  await expect(downloadObject(bucket, object, file)).rejects.toMatchObject({ code: 'LOG_OBJECT_DAMAGED' });
});

test('what a KMS key encrypts is compared with the checksum that S3 keeps', async () => {
  const object = put(CONTENT, { etag: NO_MD5, encryption: KEY, crc32: CRC32 });
  await expect(downloadObject(bucket, object, file)).resolves.toMatchObject({ md5: md5(CONTENT), proof: 'checksum' });
});

test('without a checksum only the size of it can be compared', async () => {
  const object = put(CONTENT, { etag: NO_MD5, encryption: KEY });
  await expect(downloadObject(bucket, object, file)).resolves.toMatchObject({ proof: 'size' });
});

test('a checksum of checksums, which nobody has compared, proves nothing', async () => {
  const object = put(CONTENT, { etag: NO_MD5, encryption: KEY, crc32: `${CRC32}-2` });
  await expect(downloadObject(bucket, object, file)).resolves.toMatchObject({ proof: 'size' });
});

test('fails for another size than the listed one, which is all that can be compared', async () => {
  const object = put(CONTENT, { etag: NO_MD5, encryption: KEY });
  await expect(downloadObject(bucket, { ...object, bytes: object.bytes + 1 }, file)).rejects.toMatchObject({
    message: expect.stringContaining(`${object.bytes} bytes came instead of ${object.bytes + 1}`),
  });
});

test('fails for a checksum that is not that of the content', async () => {
  const object = put(CONTENT, { etag: NO_MD5, encryption: KEY, crc32: 'AAAAAA==' });
  await expect(downloadObject(bucket, object, file)).rejects.toMatchObject({ code: 'LOG_OBJECT_DAMAGED' });
});

test('an object that has changed since it was listed comes in its new version', async () => {
  const listed = put('old');
  const changed = put('new content');
  expect(await downloadObject(bucket, listed, file)).toEqual({ ...changed, md5: md5('new content'), proof: 'etag' });
  expect(readFileSync(file, 'utf8')).toBe('new content');
});

test('fails for an object that is gone', async () => {
  await expect(downloadObject(bucket, { key: 'gone', etag: NO_MD5, bytes: 1 }, file)).rejects.toMatchObject({
    code: 'LOG_OBJECT_GONE',
  });
});

test('fails for an object in an archive', async () => {
  const object = put(CONTENT, { storageClass: 'DEEP_ARCHIVE' });
  await expect(downloadObject(bucket, object, file)).rejects.toMatchObject({ code: 'LOGS_ARCHIVED' });
});

test('fails without a permission', async () => {
  const object = put();
  aws.faults.add({ service: 's3', action: 'GetObject', kind: 'deny' });
  await expect(downloadObject(bucket, object, file)).rejects.toMatchObject({
    code: 'LOGS_DENIED',
    message: expect.stringContaining('you may not read s3://logs/k: ask whoever grants access for s3:GetObject'),
  });
});

test('fails for a folder that is not there', async () => {
  const object = put();
  await expect(downloadObject(bucket, object, join(folder, 'no', 'file'))).rejects.toMatchObject({
    code: 'OUTPUT_FAILED',
  });
});

async function upload(parts: readonly Buffer[]): Promise<ObjectVersion> {
  const at = { Bucket: 'logs', Key: 'parts' };
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(at));
  const Parts: { PartNumber: number; ETag?: string }[] = [];
  for (const [index, Body] of parts.entries()) {
    const PartNumber = index + 1;
    const { ETag } = await s3.send(new UploadPartCommand({ ...at, UploadId, PartNumber, Body }));
    Parts.push({ PartNumber, ...(ETag === undefined ? {} : { ETag }) });
  }
  const { ETag = '' } = await s3.send(
    new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts } }),
  );
  return { key: at.Key, etag: ETag.replaceAll('"', ''), bytes: parts.reduce((sum, part) => sum + part.length, 0) };
}
