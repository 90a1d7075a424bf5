import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditError } from '../shared/errors';
import { forEachInParallel } from '../shared/in-parallel';
import { diskFailure } from './disk-failure';
import { downloadObject } from './download-object';
import { listLogObjects, type WantedLogs } from './list-log-objects';
import type { LogFile } from './local-logs';
import { type CachedObject, type CacheOptions, LogCache } from './log-cache';
import { requireOfOneObject } from './object-failure';
import { folderOf, formatS3Address, isS3Address, parseS3Address, type S3Address } from './s3-address';
import { type LogBucket, openBucket, type S3Access } from './s3-client';
import { archived } from './s3-failures';
import type { ListedObject } from './s3-logs';

export interface RemoteLogsRequest {
  /** Paths of `--logs`; those that are not on S3 are overlooked. */
  readonly paths: readonly string[];
  readonly access: S3Access;
  readonly wanted: WantedLogs;
  readonly cache: CacheOptions;
  /** Downloads at the same time. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
}

/** A file that could not be had, and why. */
export interface MissingLog {
  readonly file: LogFile;
  readonly error: AuditError;
}

/** How far {@link RemoteLogs} is. */
export interface RemoteProgress {
  listedObjects: number;
  /** Files and bytes to come, and those that have come. */
  files: number;
  bytes: number;
  filesDone: number;
  bytesDone: number;
}

interface Origin {
  readonly bucket: LogBucket;
  readonly object: ListedObject;
}

/** Logs on S3 as files of a run, which are there when they have been fetched. Must be closed. */
export class RemoteLogs {
  readonly progress: RemoteProgress = { listedObjects: 0, files: 0, bytes: 0, filesDone: 0, bytesDone: 0 };
  private readonly buckets: LogBucket[] = [];
  private readonly origins = new Map<LogFile, Origin>();
  /** Several paths may hold the same object. */
  private readonly byAddress = new Map<string, LogFile>();
  private readonly byPath = new Map<string, readonly LogFile[]>();
  /** Files that are there, or can't be had. */
  private readonly tried = new Set<LogFile>();
  private readonly errors = new Map<LogFile, AuditError>();
  private cache: LogCache | undefined;

  constructor(private readonly request: RemoteLogsRequest) {}

  /**
   * Finds the logs. @returns the files by the path that they were found for, in the order of their keys
   * @throws AuditError when a bucket can't be listed, or the cache not be used
   */
  async list(): Promise<ReadonlyMap<string, readonly LogFile[]>> {
    const paths = [...new Set(this.request.paths.filter(isS3Address))];
    const addresses = paths.map((path) => ({ path, address: parseS3Address(path, '--logs') }));
    if (paths.length > 0) this.cache = LogCache.open(this.request.cache);
    for (const { path, address } of addresses) this.byPath.set(path, await this.listAddress(address));
    return this.byPath;
  }

  /**
   * Makes those of the files be there that lie on S3.
   * @returns those that could not be had while others could
   * @throws AuditError when it is not because of single objects, or the disk is too small
   */
  async fetch(files: readonly LogFile[]): Promise<readonly MissingLog[]> {
    const { cache, progress } = this;
    const wanted = files.filter((file) => this.origins.has(file) && !this.tried.has(file));
    if (!cache || wanted.length === 0) return this.missingOf(files);
    try {
      const toDownload = wanted.filter((file) => !this.useCached(file, cache));
      cache.makeRoom(bytesOf(toDownload), bytesOf([...this.tried]));
      progress.files += toDownload.length;
      progress.bytes += bytesOf(toDownload);
      await forEachInParallel(this.request.concurrency, asyncOf(toDownload), async (file) => {
        this.request.signal.throwIfAborted();
        await this.tryDownload(file, cache);
        progress.filesDone++;
        progress.bytesDone += file.bytes;
      });
    } catch (error) {
      throw diskFailure(error) ?? error;
    }
    const missing = this.missingOf(files);
    const [first] = missing;
    if (first && missing.length === files.length) throw first.error;
    return missing;
  }

  private missingOf(files: readonly LogFile[]): readonly MissingLog[] {
    return files.flatMap((file) => {
      const error = this.errors.get(file);
      return error ? [{ file, error }] : [];
    });
  }

  close(): void {
    for (const bucket of this.buckets) bucket.close();
    this.cache?.close();
  }

  private async listAddress(address: S3Address): Promise<readonly LogFile[]> {
    const { access, signal, wanted } = this.request;
    const bucket = await openBucket(address, access, signal);
    this.buckets.push(bucket);
    const objects = new Map<string, ListedObject>();
    for await (const page of listLogObjects(bucket, address.prefix, wanted)) {
      this.progress.listedObjects += page.length;
      // consoles show folders for keys that end in a slash
      for (const object of page) if (object.bytes > 0 || !object.key.endsWith('/')) objects.set(object.key, object);
    }
    const inOrder = [...objects.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
    return inOrder.map((object) => this.toFile({ bucket, object }, address.prefix));
  }

  private toFile(origin: Origin, prefix: string): LogFile {
    const { key, bytes } = origin.object;
    const shownPath = formatS3Address({ bucket: origin.bucket.name, prefix: key });
    const known = this.byAddress.get(shownPath);
    const named = key === prefix;
    if (known && (known.named || !named)) return known;
    // in the order of keys, also as text
    const name = `${String(this.origins.size).padStart(8, '0')}${key.endsWith('.gz') ? '.gz' : ''}`;
    const file: LogFile = {
      path: known?.path ?? join((this.cache as LogCache).runFolder, name),
      shownPath,
      relativePath: key.slice(folderOf(prefix).length),
      bytes,
      named,
    };
    this.byAddress.set(shownPath, file);
    this.origins.set(file, origin);
    return file;
  }

  private useCached(file: LogFile, cache: LogCache): boolean {
    if (file.bytes === 0) writeFileSync(file.path, '', { mode: 0o600 });
    else if (!cache.use(this.identityOf(file), file.path)) return false;
    this.tried.add(file);
    return true;
  }

  private async tryDownload(file: LogFile, cache: LogCache): Promise<void> {
    try {
      await this.download(file, cache);
    } catch (error) {
      this.errors.set(file, requireOfOneObject(error, this.tried.size - this.errors.size, this.errors.size));
    }
    this.tried.add(file);
  }

  private async download(file: LogFile, cache: LogCache): Promise<void> {
    const { bucket, object } = this.origins.get(file) as Origin;
    if (object.archived) throw archived(file.shownPath);
    const { etag, bytes } = await downloadObject(bucket, object, file.path);
    cache.keep({ ...this.identityOf(file), etag, bytes }, file.path);
  }

  private identityOf(file: LogFile): CachedObject {
    const { bucket, object } = this.origins.get(file) as Origin;
    return { endpoint: bucket.endpoint, bucket: bucket.name, key: object.key, etag: object.etag, bytes: object.bytes };
  }
}

function bytesOf(files: readonly LogFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

async function* asyncOf<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}
