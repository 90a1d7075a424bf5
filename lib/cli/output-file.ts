import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AuditError } from '../shared/errors';

/**
 * A file that is written whole or not at all: under another name first, renamed when it is complete. A device or a FIFO is
 * written directly.
 */
export class OutputFile {
  private constructor(
    private readonly path: string,
    private readonly writtenPath: string,
    private readonly handle: FileHandle,
  ) {}

  /** @throws AuditError when the path can't be written, for example a directory */
  static async create(path: string): Promise<OutputFile> {
    const stats = await stat(path).catch(() => undefined);
    if (stats?.isDirectory()) throw failed(path, 'it is a directory; give a file name');
    const direct = stats !== undefined && !stats.isFile();
    const writtenPath = direct ? path : partialPath(path);
    try {
      return new OutputFile(path, writtenPath, await open(writtenPath, direct ? 'w' : 'wx', 0o644));
    } catch (cause) {
      throw failed(path, explain(cause as NodeJS.ErrnoException), cause);
    }
  }

  /** Where a complete file must be put that someone else makes. */
  static async replace(path: string, make: (partial: string) => Promise<void>): Promise<void> {
    const stats = await stat(path).catch(() => undefined);
    if (stats && !stats.isFile()) throw failed(path, 'it is no regular file; give a file name');
    const partial = partialPath(path);
    try {
      await make(partial);
      await rename(partial, path);
    } catch (cause) {
      await rm(partial, { force: true });
      throw failed(path, explain(cause as NodeJS.ErrnoException), cause);
    }
  }

  async write(text: string): Promise<void> {
    try {
      await this.handle.writeFile(text);
    } catch (cause) {
      throw failed(this.path, explain(cause as NodeJS.ErrnoException), cause);
    }
  }

  /** Makes the file appear. */
  async finish(): Promise<void> {
    try {
      await this.handle.close();
      if (this.writtenPath !== this.path) await rename(this.writtenPath, this.path);
    } catch (cause) {
      throw failed(this.path, explain(cause as NodeJS.ErrnoException), cause);
    }
  }

  /** Leaves nothing behind. */
  async discard(): Promise<void> {
    await this.handle.close().catch(() => {});
    if (this.writtenPath !== this.path) await rm(this.writtenPath, { force: true });
  }
}

/** Writes a whole file, or leaves none behind. */
export async function writeOutputFile(
  path: string,
  write: (sink: (text: string) => Promise<void>) => Promise<void>,
): Promise<void> {
  const file = await OutputFile.create(path);
  try {
    await write((text) => file.write(text));
    await file.finish();
  } catch (error) {
    await file.discard();
    throw error;
  }
}

function partialPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.partial-${process.pid}`);
}

function explain(error: NodeJS.ErrnoException): string {
  const known: Readonly<Record<string, string>> = {
    ENOSPC: 'the disk is full',
    ENOENT: 'its folder does not exist',
    ENOTDIR: 'a part of the path is no folder',
    EACCES: 'there is no permission',
    EROFS: 'the disk is read-only',
  };
  return known[error.code ?? ''] ?? error.message;
}

function failed(path: string, reason: string, cause?: unknown): AuditError {
  return new AuditError('OUTPUT_FAILED', `-o '${path}' can not be written: ${reason}`, { cause });
}
