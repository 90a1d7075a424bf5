import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3ServiceException,
} from '@aws-sdk/client-s3';
import { folderOf } from '../log-store/s3-address';
import type { LogBucket } from '../log-store/s3-client';
import { explainS3Failure } from '../log-store/s3-failures';
import { listObjects } from '../log-store/s3-logs';
import { abortAbandonedUploads } from './abandoned-uploads';
import {
  type AbandonedUploads,
  type Deletion,
  type ObjectWriter,
  type PresentObject,
  type RollupStore,
  SourceChanged,
  type Sources,
  type StoredSource,
} from './rollup-store';
import { openObject, readObject } from './s3-object-reader';
import { MANIFEST_METADATA, S3ObjectWriter } from './s3-object-writer';

/** S3 deletes no more with one request. */
const BATCH = 1000;

/** Part of a bucket that logs are merged from or to. */
export class S3RollupStore implements RollupStore {
  readonly address: string;
  readonly identifiesByContent = false;
  private readonly base: string;
  private sent = 0;

  /** The prefix may end within a name; keys are relative to the folder in which it does. */
  constructor(
    private readonly bucket: LogBucket,
    private readonly prefix: string,
  ) {
    this.address = `s3://${bucket.name}/${prefix}`;
    this.base = folderOf(prefix);
    // behind the one that tries again
    bucket.s3.middlewareStack.add(
      (next) => (args) => {
        this.sent++;
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
  }

  get requests(): number {
    return this.sent;
  }

  async *list(prefix: string): AsyncGenerator<readonly StoredSource[]> {
    const wanted = `${this.base}${prefix}`;
    if (!wanted.startsWith(this.prefix) && !this.prefix.startsWith(wanted)) return;
    const { s3, name } = this.bucket;
    const range = { prefix: wanted.length > this.prefix.length ? wanted : this.prefix };
    const pages = listObjects(s3, name, range, this.bucket);
    for (;;) {
      const { done, value: page } = await pages.next().catch((error) => {
        throw this.explain(error, 'list', range.prefix);
      });
      if (done) return;
      yield page.map(({ key, bytes, etag, archived }) => ({
        key: key.slice(this.base.length),
        bytes,
        version: etag,
        ...(archived ? { unreadable: 'in an archive (S3 Glacier): restore it first' } : {}),
      }));
    }
  }

  read({ key, bytes, version }: StoredSource): Promise<Buffer> {
    return readObject(this.bucket, { key: this.whole(key), bytes, etag: version });
  }

  open(key: string, version: string | undefined, bytes: number): AsyncIterable<Buffer> {
    return openObject(this.bucket, { key: this.whole(key), bytes, etag: version });
  }

  async identify({ version }: StoredSource): Promise<string> {
    return version;
  }

  async head(key: string): Promise<PresentObject | undefined> {
    const answer = await this.unlessMissing(
      (options) => this.bucket.s3.send(new HeadObjectCommand(this.target(key)), options),
      'read',
      key,
    );
    if (!answer) return undefined;
    const { ETag = '', ContentLength = 0, Metadata } = answer;
    const manifestId = Metadata?.[MANIFEST_METADATA];
    return {
      version: ETag.replaceAll('"', ''),
      bytes: ContentLength,
      ...(manifestId === undefined ? {} : { manifestId }),
    };
  }

  async get(key: string): Promise<Buffer | undefined> {
    const present = await this.head(key);
    if (!present) return undefined;
    const pieces: Buffer[] = [];
    try {
      for await (const piece of this.open(key, present.version, present.bytes)) pieces.push(piece);
    } catch (error) {
      if (error instanceof SourceChanged) return undefined;
      throw error;
    }
    return Buffer.concat(pieces);
  }

  async put(key: string, content: Iterable<Buffer>, ifNew = false): Promise<boolean> {
    const { s3, signal } = this.bucket;
    const condition = ifNew ? { IfNoneMatch: '*' } : {};
    try {
      const { Bucket, Key } = this.target(key);
      await s3.send(
        new PutObjectCommand({ Bucket, Key, Body: Buffer.concat([...content]), ...condition }),
        signal ? { abortSignal: signal } : {},
      );
      return true;
    } catch (error) {
      const status = (error as S3ServiceException).$metadata?.httpStatusCode ?? 0;
      if (ifNew && [409, 412].includes(status)) return false;
      throw this.explain(error, 'write', this.whole(key));
    }
  }

  async listManifests(beginning: string): Promise<readonly { readonly key: string; readonly ageMs: number }[]> {
    const { s3, name } = this.bucket;
    const found: { key: string; ageMs: number }[] = [];
    try {
      for await (const page of listObjects(s3, name, { prefix: this.whole(beginning) }, this.bucket)) {
        for (const { key, modified } of page) {
          found.push({ key: key.slice(this.base.length), ageMs: modified ? Date.now() - modified.getTime() : 0 });
        }
      }
    } catch (error) {
      throw this.explain(error, 'list', this.whole(beginning));
    }
    return found;
  }

  async remove(key: string): Promise<void> {
    const { Bucket, Key } = this.target(key);
    await this.unlessMissing(
      (options) => this.bucket.s3.send(new DeleteObjectCommand({ Bucket, Key }), options),
      'delete',
      key,
    );
  }

  async create(key: string, manifestId: string): Promise<ObjectWriter> {
    return new S3ObjectWriter(this.bucket, this.whole(key), manifestId);
  }

  abortAbandoned(before: Date): Promise<AbandonedUploads> {
    return abortAbandonedUploads(this.bucket, this.prefix, before);
  }

  async deleteSources(sources: Sources): Promise<Deletion> {
    const kept: { key: string; reason: string }[] = [];
    let batch: StoredSource[] = [];
    for (const source of sources) {
      batch.push(source);
      if (batch.length < BATCH) continue;
      kept.push(...(await this.deleteBatch(batch)));
      batch = [];
    }
    if (batch.length > 0) kept.push(...(await this.deleteBatch(batch)));
    return { deleted: sources.length - kept.length, kept };
  }

  // each request keeps others from merging the same content
  async lock(): Promise<() => Promise<void>> {
    return async () => {};
  }

  private async deleteBatch(batch: readonly StoredSource[]): Promise<Deletion['kept']> {
    const { s3, name, requestPayer, signal } = this.bucket;
    const command = new DeleteObjectsCommand({
      Bucket: name,
      Delete: {
        // one that has changed since it was listed stays
        Objects: batch.map(({ key, version }) => ({ Key: this.whole(key), ETag: `"${version}"` })),
        Quiet: true,
      },
      ...(requestPayer ? { RequestPayer: 'requester' } : {}),
    });
    const { Errors = [] } = await s3.send(command, signal ? { abortSignal: signal } : {}).catch((error) => {
      throw this.explain(error, 'delete', this.base);
    });
    // what has gone already is what was wanted: the answer to a first attempt may be lost
    return Errors.filter(({ Code }) => Code !== 'NoSuchKey').map(({ Key = '', Code, Message = '' }) => ({
      key: Key.slice(this.base.length),
      reason:
        Code === 'PreconditionFailed' ? 'changed since it was merged' : `S3 does not delete it: ${Code} ${Message}`,
    }));
  }

  /** Undefined when there is no such object. */
  private async unlessMissing<Output>(
    request: (options: { abortSignal?: AbortSignal }) => Promise<Output>,
    action: 'read' | 'delete',
    key: string,
  ): Promise<Output | undefined> {
    const { signal } = this.bucket;
    try {
      return await request(signal ? { abortSignal: signal } : {});
    } catch (error) {
      const { name, $metadata } = error as S3ServiceException;
      if ($metadata?.httpStatusCode === 404 && name !== 'NoSuchBucket') return undefined;
      throw this.explain(error, action, this.whole(key));
    }
  }

  private explain(error: unknown, action: 'list' | 'read' | 'delete' | 'write', key: string): unknown {
    this.bucket.signal?.throwIfAborted();
    return explainS3Failure(error, { ...this.bucket, action, address: `s3://${this.bucket.name}/${key}` });
  }

  private target(key: string) {
    const { name, requestPayer } = this.bucket;
    return { Bucket: name, Key: this.whole(key), ...(requestPayer ? ({ RequestPayer: 'requester' } as const) : {}) };
  }

  private whole(key: string): string {
    return `${this.base}${key}`;
  }
}
