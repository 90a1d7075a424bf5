import { createHash, type Hash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { addAbortSignal, type Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  type S3ServiceException,
} from '@aws-sdk/client-s3';
import { AuditError, oneLine } from '../shared/errors';
import { diskFailure } from './disk-failure';
import type { LogBucket } from './s3-client';
import { explainS3Failure } from './s3-failures';

/** The content that an object had when it was listed. */
export interface ObjectVersion {
  readonly key: string;
  readonly bytes: number;
  /** Without quotes. */
  readonly etag: string;
}

/**
 * What the content of a download was compared with: the MD5 in the ETag, a checksum that S3 keeps, or only its size
 * (encrypted with a KMS key and uploaded without a checksum).
 */
export type Proof = 'etag' | 'checksum' | 'size';

/** An object that is on disk now; not the listed version of it, if it has changed since. */
export interface Download extends ObjectVersion {
  /** Of the content, in hexadecimal. */
  readonly md5: string;
  readonly proof: Proof;
}

/** Attempts at an object whose content does not come as it should. */
const ATTEMPTS = 5;
const FIRST_DELAY_MS = 100;

/** The answer broke off, or is not what S3 keeps. */
class BrokenAnswer extends Error {}

export interface DownloadOptions {
  /** Whether to wait until the disk has it. */
  readonly durable?: boolean;
  /** Of the file; by default, only its owner may read it. */
  readonly mode?: number;
}

/**
 * Writes an object into a file and compares it with what S3 says of it. What has failed is left behind for the caller to
 * remove.
 * @throws AuditError when it is gone, denied or archived, or does not come whole
 */
export async function downloadObject(
  bucket: LogBucket,
  object: ObjectVersion,
  path: string,
  { durable = false, mode = 0o600 }: DownloadOptions = {},
): Promise<Download> {
  const file = { path, mode, flush: durable };
  const small = await bucket.small?.read(object);
  bucket.signal?.throwIfAborted();
  if (small) return writeSmall(object, small, file);
  let version = object;
  for (let attempt = 1; ; attempt++) {
    try {
      return await tryDownload(bucket, version, file);
    } catch (error) {
      bucket.signal?.throwIfAborted();
      const isChanged = statusOf(error) === 412;
      if (!isChanged && !(error instanceof BrokenAnswer)) throw explain(error, bucket, object.key);
      if (attempt === ATTEMPTS) throw damaged(bucket, object.key, error);
      await delay(FIRST_DELAY_MS * 2 ** (attempt - 1), undefined, bucket.signal ? { signal: bucket.signal } : {});
      if (isChanged) version = await currentVersion(bucket, object.key);
    }
  }
}

interface NewFile {
  readonly path: string;
  readonly mode: number;
  readonly flush: boolean;
}

async function writeSmall(object: ObjectVersion, content: Buffer, { path, ...options }: NewFile): Promise<Download> {
  const { key, bytes, etag } = object;
  try {
    // waiting for a small file costs more than writing it, unless it has to reach the disk
    if (options.flush) await writeFile(path, content, options);
    else writeFileSync(path, content, options);
  } catch (error) {
    throw diskFailure(error) ?? error;
  }
  return { key, bytes, etag, md5: etag, proof: 'etag' };
}

async function tryDownload(
  bucket: LogBucket,
  version: ObjectVersion,
  { path, ...options }: NewFile,
): Promise<Download> {
  const content = new Content(bucket, version);
  // an object of no bytes must become a file all the same
  await writeFile(path, content.pieces(), options);
  return { ...version, ...content.verify() };
}

/** The bytes of an object as they come, and what is known of them at the end. */
class Content {
  private readonly whole = createHash('md5');
  /** MD5s of the parts of a multipart upload: its ETag is the MD5 of these. */
  private readonly partDigests: Buffer[] = [];
  private bytes = 0;
  private encryption: string | undefined;
  private isChecked = true;

  constructor(
    private readonly bucket: LogBucket,
    private readonly version: ObjectVersion,
  ) {}

  /** @throws BrokenAnswer when they end too early */
  async *pieces(): AsyncGenerator<Buffer> {
    const parts = Number(/-(\d+)$/.exec(this.version.etag)?.[1] ?? 0);
    const first = await this.get(parts > 0 ? 1 : undefined);
    yield* this.read(first);
    // whoever does not know parts gives the whole object
    if (parts <= 1 || first.PartsCount !== parts) return;
    for (let part = 2; part <= parts; part++) yield* this.read(await this.get(part));
  }

  /** @throws BrokenAnswer when the content is not what S3 has told of it */
  verify(): { readonly md5: string; readonly proof: Proof } {
    const { etag, bytes } = this.version;
    if (this.bytes !== bytes) throw new BrokenAnswer(`${this.bytes} bytes came instead of ${bytes}`);
    const md5 = this.whole.digest('hex');
    if (etag === md5 || etag === digestOfParts(this.partDigests)) return { md5, proof: 'etag' };
    const inParts = etag === `${etag.slice(0, 32)}-${this.partDigests.length}`;
    if ((inParts || /^[0-9a-f]{32}$/.test(etag)) && this.tellsContent()) {
      throw new BrokenAnswer('its content does not fit its ETag');
    }
    return { md5, proof: this.isChecked ? 'checksum' : 'size' };
  }

  /** Whether the ETag is made of MD5s. Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html */
  private tellsContent(): boolean {
    const isPlain = this.encryption === undefined || this.encryption === 'AES256';
    // ETags in S3 Express One Zone are random
    return isPlain && !this.bucket.name.endsWith('--x-s3');
  }

  private async get(part: number | undefined): Promise<GetObjectCommandOutput> {
    const { name, requestPayer, signal, s3 } = this.bucket;
    const command = new GetObjectCommand({
      Bucket: name,
      Key: this.version.key,
      IfMatch: `"${this.version.etag}"`,
      ChecksumMode: 'ENABLED',
      ...(part === undefined ? {} : { PartNumber: part }),
      ...(requestPayer ? { RequestPayer: 'requester' } : {}),
    });
    return s3.send(command, signal ? { abortSignal: signal } : {});
  }

  private async *read(answer: GetObjectCommandOutput): AsyncGenerator<Buffer> {
    const part = createHash('md5');
    this.encryption = answer.ServerSideEncryption;
    this.isChecked = this.isChecked && isCheckedBySdk(answer);
    yield* this.count(answer.Body as Readable, part);
    this.partDigests.push(part.digest());
  }

  private async *count(body: Readable, part: Hash): AsyncGenerator<Buffer> {
    if (this.bucket.signal) addAbortSignal(this.bucket.signal, body);
    const pieces = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    for (;;) {
      const { done, value: piece } = await pieces.next().catch((cause) => {
        throw new BrokenAnswer(oneLine(cause), { cause });
      });
      if (done) return;
      this.bytes += piece.length;
      this.whole.update(piece);
      part.update(piece);
      yield piece;
    }
  }
}

/** The SDK compares the content with a checksum of all of it, or of the part that was asked for. */
function isCheckedBySdk(answer: GetObjectCommandOutput): boolean {
  const { ChecksumCRC32, ChecksumCRC32C, ChecksumCRC64NVME, ChecksumSHA1, ChecksumSHA256 } = answer;
  const checksums = [ChecksumCRC32, ChecksumCRC32C, ChecksumCRC64NVME, ChecksumSHA1, ChecksumSHA256];
  return checksums.some((checksum) => checksum !== undefined && !/-\d+$/.test(checksum));
}

function digestOfParts(digests: readonly Buffer[]): string {
  return `${createHash('md5').update(Buffer.concat(digests)).digest('hex')}-${digests.length}`;
}

async function currentVersion({ s3, name, requestPayer, signal }: LogBucket, key: string): Promise<ObjectVersion> {
  const { ETag = '', ContentLength = 0 } = await s3.send(
    new HeadObjectCommand({ Bucket: name, Key: key, ...(requestPayer ? { RequestPayer: 'requester' } : {}) }),
    signal ? { abortSignal: signal } : {},
  );
  return { key, etag: ETag.replaceAll('"', ''), bytes: ContentLength };
}

function explain(error: unknown, bucket: LogBucket, key: string): unknown {
  const address = `s3://${bucket.name}/${key}`;
  if (statusOf(error) === 404 && (error as Error).name !== 'NoSuchBucket') {
    return new AuditError('LOG_OBJECT_GONE', `${address} was deleted after it had been listed`, { cause: error });
  }
  return diskFailure(error) ?? explainS3Failure(error, { ...bucket, action: 'read', address });
}

function damaged({ name }: LogBucket, key: string, cause: unknown): AuditError {
  return new AuditError(
    'LOG_OBJECT_DAMAGED',
    `s3://${name}/${key} did not come whole in ${ATTEMPTS} attempts: ${oneLine(cause)}`,
    { cause },
  );
}

function statusOf(error: unknown): number | undefined {
  return (error as Partial<S3ServiceException>).$metadata?.httpStatusCode;
}
