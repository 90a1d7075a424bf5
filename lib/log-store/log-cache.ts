import { createHash } from 'node:crypto';
import {
  copyFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  rmSync,
  statfsSync,
  statSync,
  unlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { formatBytes } from '../report/sizes';
import { AuditError } from '../shared/errors';
import { makeOwnFolder } from './own-folder';

export interface CacheOptions {
  readonly folder: string;
  /** Of all that is kept, what a run reads included; 0 keeps nothing. */
  readonly limitBytes: number;
}

/** What a file of the cache is a copy of. */
export interface CachedObject {
  /** Where S3 is, if that is not AWS. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly key: string;
  readonly etag: string;
  readonly bytes: number;
}

interface KeptFile {
  readonly path: string;
  readonly bytes: number;
  readonly usedMs: number;
}

/** What linking fails with where there is no linking. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV'];

/**
 * Copies of objects that several runs may need, in a folder with a limit. A run reads them through links of its own, so
 * what another run drops meanwhile stays there for it. A file has its name when it is complete.
 */
export class LogCache {
  /** Folder of this run, removed in the end. */
  readonly runFolder: string;

  private constructor(
    private readonly folder: string,
    private readonly limitBytes: number,
  ) {
    this.runFolder = realpathSync(makeOwnFolder(join(folder, 'runs')));
  }

  /** @throws AuditError when the folder can't be used */
  static open({ folder, limitBytes }: CacheOptions): LogCache {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      return new LogCache(folder, limitBytes);
    } catch (cause) {
      throw new AuditError(
        'OUTPUT_FAILED',
        `the folder '${folder}' for logs from S3 can not be used: ${(cause as Error).message}; choose another with --s3-cache`,
        { cause },
      );
    }
  }

  /** Gives the run a file of an object that is in the cache. @returns whether it is there */
  use(object: CachedObject, file: string): boolean {
    const kept = this.pathOf(object);
    if (statSync(kept, { throwIfNoEntry: false })?.size !== object.bytes) return false;
    try {
      link(kept, file);
      return true;
    } catch (error) {
      // another run has dropped it just now
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
  }

  /** Keeps a file of the run for others. */
  keep(object: CachedObject, file: string): void {
    if (this.limitBytes === 0) return;
    const kept = this.pathOf(object);
    mkdirSync(join(kept, '..'), { recursive: true, mode: 0o700 });
    try {
      linkSync(file, kept);
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      // somebody else has kept it, or it can't be kept
      if (code !== 'EEXIST' && !NO_LINKS.includes(code)) throw error;
    }
  }

  /**
   * Makes room for what a run has to download, by dropping what has not been used for longest. `inUse` is what it has from
   * the cache.
   * @throws AuditError when there is not enough
   */
  makeRoom(neededBytes: number, inUseBytes: number): void {
    if (this.limitBytes > 0 && neededBytes + inUseBytes > this.limitBytes) {
      throw new AuditError(
        'DISK_TOO_SMALL',
        `the logs of the window are ${formatBytes(neededBytes + inUseBytes)}, and the cache may have ${formatBytes(this.limitBytes)}; choose a shorter window, or allow more with --s3-cache-size`,
      );
    }
    if (this.limitBytes > 0) this.drop(this.limitBytes - neededBytes);
    const { bavail, bsize } = statfsSync(this.folder);
    const freeBytes = bavail * bsize;
    if (neededBytes <= freeBytes) return;
    throw new AuditError(
      'DISK_TOO_SMALL',
      `the logs to download are ${formatBytes(neededBytes)}, and the disk of '${this.folder}' has ${formatBytes(freeBytes)} left; choose a shorter window, or another disk with --s3-cache`,
    );
  }

  close(): void {
    rmSync(this.runFolder, { recursive: true, force: true });
  }

  /** What another run still reads stays on the disk until that ends. */
  private drop(limitBytes: number): void {
    const files = this.keptFiles().sort((a, b) => a.usedMs - b.usedMs);
    let bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    for (const file of files) {
      if (bytes <= limitBytes) break;
      rmSync(file.path, { force: true });
      bytes -= file.bytes;
    }
  }

  private keptFiles(): KeptFile[] {
    const root = join(this.folder, 'objects');
    if (!statSync(root, { throwIfNoEntry: false })) return [];
    return readdirSync(root, { recursive: true, withFileTypes: true }).flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      const stats = entry.isFile() ? statSync(path, { throwIfNoEntry: false }) : undefined;
      // a link to a file changes the time of its status
      return stats ? [{ path, bytes: stats.size, usedMs: stats.ctimeMs }] : [];
    });
  }

  private pathOf({ endpoint, bucket, key, etag, bytes }: CachedObject): string {
    const digest = createHash('sha256')
      .update(JSON.stringify([endpoint, bucket, key, etag, bytes]))
      .digest('hex');
    return join(this.folder, 'objects', digest.slice(0, 2), digest.slice(2, 42));
  }
}

function link(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') {
      unlinkSync(to);
      linkSync(from, to);
    } else if (NO_LINKS.includes(code)) copyFileSync(from, to);
    else throw error;
  }
}
