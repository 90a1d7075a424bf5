import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AuditError, oneLine } from '../shared/errors';

/**
 * A file that is written whole or not at all: under another name first, renamed when it is complete. A device or a FIFO is
 * written directly.
 */
class OutputFile {
  private constructor(
    private readonly path: string,
    private readonly option: string,
    private readonly writtenPath: string,
    private readonly handle: FileHandle,
  ) {}

  /** @throws AuditError when the path can't be written, for example a directory */
  static async create(path: string, option: string): Promise<OutputFile> {
    const direct = await isDevice(path, option);
    const writtenPath = direct ? path : partialPath(path);
    try {
      return new OutputFile(path, option, writtenPath, await open(writtenPath, direct ? 'w' : 'wx', 0o644));
    } catch (cause) {
      throw failed(path, option, cause);
    }
  }

  async write(text: string): Promise<void> {
    try {
      await this.handle.writeFile(text);
    } catch (cause) {
      throw failed(this.path, this.option, cause);
    }
  }

  /** Makes the file appear. */
  async finish(): Promise<void> {
    try {
      await this.handle.close();
      if (this.writtenPath !== this.path) await rename(this.writtenPath, this.path);
    } catch (cause) {
      throw failed(this.path, this.option, cause);
    }
  }

  /** Leaves nothing behind. */
  async discard(): Promise<void> {
    await this.handle.close().catch(() => {});
    if (this.writtenPath !== this.path) await rm(this.writtenPath, { force: true });
  }
}

/**
 * Makes sure that a file can be written, before any work is done for it.
 * @throws AuditError when it can't
 */
export async function requireWritable(path: string, option: string): Promise<void> {
  // whoever reads a FIFO takes the closing for its end
  if (!(await isDevice(path, option))) await (await OutputFile.create(path, option)).discard();
}

/** Puts a file in its place that someone else makes as a whole. @throws AuditError when that can't be done */
export async function replaceOutputFile(
  path: string,
  option: string,
  make: (partial: string) => Promise<void>,
): Promise<void> {
  if (await isDevice(path, option)) throw refused(path, option, 'it is no regular file; give a file name');
  const partial = partialPath(path);
  try {
    await make(partial);
    await rename(partial, path);
  } catch (cause) {
    await rm(partial, { force: true });
    throw failed(path, option, cause);
  }
}

/** Writes a whole file, or leaves none behind. `option` is the one that names it, for messages. */
export async function writeOutputFile(
  path: string,
  option: string,
  write: (sink: (text: string) => Promise<void>) => Promise<void>,
): Promise<void> {
  const file = await OutputFile.create(path, option);
  try {
    await write((text) => file.write(text));
    await file.finish();
  } catch (error) {
    await file.discard();
    throw error;
  }
}

/**
 * Makes a folder for several files, if there is none. `reason` says why a file won't do.
 * @throws AuditError when it can't be made
 */
export async function requireFolder(path: string, reason: string): Promise<void> {
  const stats = await stat(path).catch(() => undefined);
  if (stats && !stats.isDirectory()) throw new AuditError('OUTPUT_FAILED', `-o '${path}' is a file; ${reason}`);
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    throw new AuditError('OUTPUT_FAILED', `-o '${path}' can not be made: ${(cause as Error).message}`, { cause });
  }
}

async function isDevice(path: string, option: string): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined);
  if (stats?.isDirectory()) throw refused(path, option, 'it is a directory; give a file name');
  if (path.endsWith('/')) throw refused(path, option, 'it ends like a folder; give a file name');
  return stats !== undefined && !stats.isFile();
}

function partialPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.partial-${process.pid}`);
}

/** What is wrong with an output, for people. */
export function explainWriteError(error: unknown): string {
  const known: Readonly<Record<string, string>> = {
    ENOSPC: 'the disk is full',
    ENOENT: 'its folder does not exist',
    ENOTDIR: 'a part of the path is no folder',
    EACCES: 'there is no permission',
    EROFS: 'the disk is read-only',
  };
  return known[(error as NodeJS.ErrnoException).code ?? ''] ?? oneLine(error);
}

function failed(path: string, option: string, cause: unknown): AuditError {
  return refused(path, option, explainWriteError(cause), cause);
}

function refused(path: string, option: string, reason: string, cause?: unknown): AuditError {
  return new AuditError('OUTPUT_FAILED', `${option} '${path}' can not be written: ${reason}`, { cause });
}
