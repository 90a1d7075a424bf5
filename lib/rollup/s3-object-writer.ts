import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { LogBucket } from '../log-store/s3-client';
import { explainS3Failure } from '../log-store/s3-failures';
import type { ObjectWriter } from './rollup-store';

/** Name of the user metadata that names the manifest of a rollup. */
export const MANIFEST_METADATA = 'rollup-manifest';

/** S3 takes no smaller parts than 5 MiB, and 10,000 at most: the later ones are larger. */
const FIRST_PART_BYTES = 8 * 1024 * 1024;
const PARTS_OF_A_SIZE = 1000;
/** Parts on their way at the same time. */
const PARALLEL = 3;

/**
 * Writes an object with one request, or in parts when it is larger. It appears only with the commit, as a whole.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export class S3ObjectWriter implements ObjectWriter {
  bytes = 0;
  private pending: Buffer[] = [];
  private pendingBytes = 0;
  private uploadId: string | undefined;
  private readonly parts: { readonly PartNumber: number; readonly ETag: string }[] = [];
  private partCount = 0;
  private readonly underway = new Set<Promise<void>>();
  private failure: { readonly error: unknown } | undefined;

  constructor(
    private readonly bucket: LogBucket,
    private readonly key: string,
    private readonly manifestId: string,
  ) {}

  async write(bytes: Buffer): Promise<void> {
    this.bytes += bytes.length;
    this.pending.push(Buffer.from(bytes));
    this.pendingBytes += bytes.length;
    if (this.pendingBytes >= this.partBytes()) await this.sendPart();
  }

  async commit(expected: string | undefined): Promise<{ readonly version: string } | 'conflict'> {
    const condition = expected === undefined ? { IfNoneMatch: '*' } : { IfMatch: `"${expected}"` };
    try {
      if (this.uploadId === undefined) return { version: await this.putWhole(condition) };
      if (this.pendingBytes > 0) await this.sendPart();
      await this.drain(0);
      return { version: await this.complete(condition) };
    } catch (error) {
      // 409: two writers at once; 404: what should be replaced or the upload is gone, perhaps because it is complete
      if ([404, 409, 412].includes((error as S3ServiceException).$metadata?.httpStatusCode ?? 0)) {
        if ((error as Error).name !== 'NoSuchBucket') return 'conflict';
      }
      throw this.explain(error);
    }
  }

  async abort(): Promise<void> {
    await Promise.allSettled(this.underway);
    if (this.uploadId === undefined) return;
    const { s3, name } = this.bucket;
    // without the signal: it has to be done also when everything is being stopped
    await s3
      .send(new AbortMultipartUploadCommand({ Bucket: name, Key: this.key, UploadId: this.uploadId }))
      // what can't be aborted costs storage until a lifecycle rule does it, and must not hide why it has to be
      .catch(() => {});
  }

  private partBytes(): number {
    return FIRST_PART_BYTES * 2 ** Math.floor(this.partCount / PARTS_OF_A_SIZE);
  }

  private async putWhole(condition: object): Promise<string> {
    const { ETag = '' } = await this.bucket.s3.send(
      new PutObjectCommand({
        ...this.target(),
        Body: Buffer.concat(this.pending),
        Metadata: this.metadata(),
        ...condition,
      }),
      this.toRequest(),
    );
    return ETag.replaceAll('"', '');
  }

  private async complete(condition: object): Promise<string> {
    const { ETag = '' } = await this.bucket.s3.send(
      new CompleteMultipartUploadCommand({
        ...this.target(),
        UploadId: this.uploadId,
        MultipartUpload: { Parts: this.parts.sort((a, b) => a.PartNumber - b.PartNumber) },
        ...condition,
      }),
      this.toRequest(),
    );
    return ETag.replaceAll('"', '');
  }

  private async sendPart(): Promise<void> {
    const { s3 } = this.bucket;
    try {
      if (this.uploadId === undefined) {
        const { UploadId } = await s3.send(
          new CreateMultipartUploadCommand({ ...this.target(), Metadata: this.metadata() }),
          this.toRequest(),
        );
        this.uploadId = UploadId;
      }
    } catch (error) {
      throw this.explain(error);
    }
    const body = Buffer.concat(this.pending);
    this.pending = [];
    this.pendingBytes = 0;
    const number = ++this.partCount;
    const sent = s3
      .send(
        new UploadPartCommand({ ...this.target(), UploadId: this.uploadId, PartNumber: number, Body: body }),
        this.toRequest(),
      )
      .then(({ ETag = '' }) => {
        this.parts.push({ PartNumber: number, ETag });
      })
      .catch((error) => {
        this.failure ??= { error };
      })
      .finally(() => this.underway.delete(sent));
    this.underway.add(sent);
    await this.drain(PARALLEL - 1);
  }

  private async drain(most: number): Promise<void> {
    while (this.underway.size > most) await Promise.race(this.underway);
    if (this.failure) throw this.explain(this.failure.error);
  }

  private target() {
    return { Bucket: this.bucket.name, Key: this.key };
  }

  private metadata() {
    return { [MANIFEST_METADATA]: this.manifestId };
  }

  private toRequest() {
    return this.bucket.signal ? { abortSignal: this.bucket.signal } : {};
  }

  private explain(error: unknown): unknown {
    this.bucket.signal?.throwIfAborted();
    return explainS3Failure(error, {
      ...this.bucket,
      action: 'write',
      address: `s3://${this.bucket.name}/${this.key}`,
    });
  }
}
