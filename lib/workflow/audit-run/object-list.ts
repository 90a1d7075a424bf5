import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { workKeys } from './cloud-names';
import type { AccessMode, ListInProgress } from './run-state';
import type { WorkStore } from './work-store';

/** Parts but the last must have 5 MB at least. */
const MIN_PART_BYTES = 5 * 1024 ** 2;
const PART_BYTES = 8 * 1024 ** 2;

interface Kept {
  readonly parts: readonly CompletedPart[];
  readonly rest: string;
}

/**
 * A line of a manifest for S3 Batch Operations, fields Bucket and Key; the key is URL-encoded, but for its slashes.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/specify-batchjob-manifest.html
 */
export function manifestLine(bucket: string, key: string): string {
  return `${bucket},${key.split('/').map(encodeURIComponent).join('/')}\n`;
}

/** A line of a list of objects that Athena reads where they lie: Hive's SymlinkTextInputFormat. */
export function addressLine(bucket: string, key: string): string {
  return `s3://${bucket}/${key}\n`;
}

/** Key of the list that a run of this mode writes; undefined when it needs none. */
export function listKey(mode: AccessMode, runId: string): string | undefined {
  switch (mode) {
    case 'copy':
      return workKeys.copyManifest(runId);
    case 'listed':
      return `${workKeys.listedLogs(runId)}objects`;
    case 'in-place':
      return undefined;
  }
}

/**
 * A list of the objects of a run, a line each, written as one multipart upload over any number of invocations. An
 * invocation that is repeated writes the same parts again.
 */
export class ObjectList {
  private text: string[] = [];
  private bytes = 0;

  private constructor(
    private readonly store: WorkStore,
    private readonly key: string,
    private uploadId: string | undefined,
    private readonly parts: CompletedPart[],
    rest: string,
  ) {
    if (rest !== '') this.append(rest);
  }

  /** A new list, or one as another invocation has left it. */
  static async open(store: WorkStore, key: string, before?: ListInProgress): Promise<ObjectList> {
    if (before === undefined) return new ObjectList(store, key, undefined, [], '');
    const { parts, rest } = await store.get<Kept>(before.kept);
    return new ObjectList(store, key, before.uploadId, [...parts], rest);
  }

  async add(lines: readonly string[]): Promise<void> {
    for (const line of lines) this.append(line);
    if (this.bytes >= PART_BYTES) await this.uploadPart();
  }

  /** Keeps what is there for the next invocation, under a name that no other invocation uses. */
  async suspend(kept: string): Promise<ListInProgress> {
    if (this.bytes >= MIN_PART_BYTES) await this.uploadPart();
    await this.store.put(kept, { parts: this.parts, rest: this.text.join('') } satisfies Kept);
    return { ...(this.uploadId === undefined ? {} : { uploadId: this.uploadId }), kept };
  }

  /** Makes the list whole and gives its ETag, without quotes; undefined for one without a line, which is not written. */
  async finish(): Promise<string | undefined> {
    if (this.uploadId === undefined) {
      if (this.bytes === 0) return undefined;
      const { ETag } = await this.store.s3.send(
        new PutObjectCommand({ ...this.place(), Body: this.text.join(''), ServerSideEncryption: 'AES256' }),
      );
      return bareETag(ETag);
    }
    if (this.bytes > 0) await this.uploadPart();
    const { ETag } = await this.store.s3.send(
      new CompleteMultipartUploadCommand({
        ...this.place(),
        UploadId: this.uploadId,
        MultipartUpload: { Parts: this.parts },
      }),
    );
    return bareETag(ETag);
  }

  /** Gives the upload up. */
  async abort(): Promise<void> {
    if (this.uploadId !== undefined) await abortList(this.store, this.key, this.uploadId);
  }

  private append(text: string): void {
    this.text.push(text);
    this.bytes += Buffer.byteLength(text);
  }

  private async uploadPart(): Promise<void> {
    this.uploadId ??= await this.createUpload();
    const PartNumber = this.parts.length + 1;
    const { ETag, ChecksumCRC32 } = await this.store.s3.send(
      new UploadPartCommand({ ...this.place(), UploadId: this.uploadId, PartNumber, Body: this.text.join('') }),
    );
    this.parts.push({ PartNumber, ETag, ...(ChecksumCRC32 === undefined ? {} : { ChecksumCRC32 }) });
    this.text = [];
    this.bytes = 0;
  }

  private async createUpload(): Promise<string> {
    const { UploadId } = await this.store.s3.send(
      new CreateMultipartUploadCommand({ ...this.place(), ServerSideEncryption: 'AES256' }),
    );
    if (UploadId === undefined) throw new Error('S3 gave no id for the upload of a list');
    return UploadId;
  }

  private place() {
    return { Bucket: this.store.bucket, Key: this.key, ExpectedBucketOwner: this.store.account };
  }
}

/** Gives up the upload of a list. One that is not there any more is no error. */
export async function abortList(store: WorkStore, key: string, uploadId: string): Promise<void> {
  try {
    await store.s3.send(
      new AbortMultipartUploadCommand({
        Bucket: store.bucket,
        Key: key,
        UploadId: uploadId,
        ExpectedBucketOwner: store.account,
      }),
    );
  } catch (error) {
    if ((error as Error).name !== 'NoSuchUpload') throw error;
  }
}

function bareETag(etag: string | undefined): string {
  if (etag === undefined) throw new Error('S3 gave no ETag for a list');
  return etag.replaceAll('"', '');
}
