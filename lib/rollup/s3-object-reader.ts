import { createHash } from 'node:crypto';
import { addAbortSignal, type Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { GetObjectCommand, type GetObjectCommandOutput, type S3ServiceException } from '@aws-sdk/client-s3';
import type { LogBucket } from '../log-store/s3-client';
import { explainS3Failure } from '../log-store/s3-failures';
import { AuditError, oneLine } from '../shared/errors';
import { SourceChanged } from './rollup-store';

/** Attempts at an object that does not come whole. */
const ATTEMPTS = 5;
const FIRST_DELAY_MS = 100;

/** An object of a bucket, with its whole key and the ETag that it must have. */
export interface WantedObject {
  readonly key: string;
  readonly etag: string | undefined;
  readonly bytes: number;
}

/** The answer broke off, or is not what S3 keeps. */
class BrokenAnswer extends Error {}

/**
 * The whole content of a small object, compared with its ETag where that is an MD5.
 * @throws SourceChanged; AuditError when it may not be read or does not come whole
 */
export async function readObject(bucket: LogBucket, object: WantedObject): Promise<Buffer> {
  return retry(bucket, object, async () => {
    const answer = await get(bucket, object, 0);
    const content = await collect(bucket, answer, object.bytes);
    const isPlain = answer.ServerSideEncryption === undefined || answer.ServerSideEncryption === 'AES256';
    if (isPlain && object.etag !== undefined && /^[0-9a-f]{32}$/.test(object.etag) && !bucket.name.endsWith('--x-s3')) {
      const md5 = createHash('md5').update(content).digest('hex');
      if (md5 !== object.etag) throw new BrokenAnswer('its content does not fit its ETag');
    }
    return content;
  });
}

/** Content of an object in pieces; an answer that breaks off is taken up where it did. The errors are the same. */
export async function* openObject(bucket: LogBucket, object: WantedObject): AsyncGenerator<Buffer> {
  let offset = 0;
  let failures = 0;
  while (offset < object.bytes || object.bytes === 0) {
    const before = offset;
    try {
      const answer = await get(bucket, object, offset);
      for await (const piece of piecesOf(bucket, answer)) {
        offset += piece.length;
        if (offset > object.bytes) throw damaged(bucket, object.key, `there are more than ${object.bytes} bytes`);
        yield piece;
      }
      if (object.bytes === 0) return;
      if (offset < object.bytes) throw new BrokenAnswer(`${offset} bytes came instead of ${object.bytes}`);
    } catch (error) {
      if (!(error instanceof BrokenAnswer)) throw explain(error, bucket, object.key);
      failures = offset > before ? 1 : failures + 1;
      if (failures >= ATTEMPTS) throw damaged(bucket, object.key, error);
      await pause(bucket, failures);
    }
  }
}

async function retry<Result>(bucket: LogBucket, { key }: WantedObject, work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      bucket.signal?.throwIfAborted();
      if (!(error instanceof BrokenAnswer)) throw explain(error, bucket, key);
      if (attempt === ATTEMPTS) throw damaged(bucket, key, error);
      await pause(bucket, attempt);
    }
  }
}

function get(bucket: LogBucket, { key, etag }: WantedObject, offset: number): Promise<GetObjectCommandOutput> {
  const { s3, name, requestPayer, signal } = bucket;
  const command = new GetObjectCommand({
    Bucket: name,
    Key: key,
    ...(etag === undefined ? {} : { IfMatch: `"${etag}"` }),
    // S3 has no checksum of a part of an object
    ...(offset === 0 ? { ChecksumMode: 'ENABLED' } : { Range: `bytes=${offset}-` }),
    ...(requestPayer ? { RequestPayer: 'requester' } : {}),
  });
  return s3.send(command, signal ? { abortSignal: signal } : {});
}

async function collect(bucket: LogBucket, answer: GetObjectCommandOutput, bytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of piecesOf(bucket, answer)) pieces.push(piece);
  const content = pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
  if (content.length !== bytes) throw new BrokenAnswer(`${content.length} bytes came instead of ${bytes}`);
  return content;
}

async function* piecesOf({ signal }: LogBucket, { Body: body }: GetObjectCommandOutput): AsyncGenerator<Buffer> {
  if (!body) return;
  const stream = body as Readable;
  if (signal) addAbortSignal(signal, stream);
  const pieces = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  try {
    for (;;) {
      const { done, value: piece } = await pieces.next().catch((cause) => {
        signal?.throwIfAborted();
        throw new BrokenAnswer(oneLine(cause), { cause });
      });
      if (done) return;
      yield piece;
    }
  } finally {
    stream.destroy();
  }
}

function pause({ signal }: LogBucket, failures: number): Promise<void> {
  return delay(FIRST_DELAY_MS * 2 ** (failures - 1), undefined, signal ? { signal } : {});
}

function explain(error: unknown, bucket: LogBucket, key: string): unknown {
  bucket.signal?.throwIfAborted();
  if (error instanceof SourceChanged) return error;
  const { name, $metadata } = error as S3ServiceException;
  if ($metadata?.httpStatusCode === 412) return new SourceChanged('changed');
  if ($metadata?.httpStatusCode === 404 && name !== 'NoSuchBucket') return new SourceChanged('gone');
  return explainS3Failure(error, { ...bucket, action: 'read', address: `s3://${bucket.name}/${key}` });
}

function damaged({ name }: LogBucket, key: string, cause: unknown): AuditError {
  return new AuditError('LOG_OBJECT_DAMAGED', `s3://${name}/${key} did not come whole: ${oneLine(cause)}`, { cause });
}
