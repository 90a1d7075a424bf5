import { type BigIntStats, closeSync, constants, fsyncSync, lstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { AuditError, oneLine } from '../shared/errors';
import { SourceChanged } from './rollup-store';

/** What the file system tells of a file. No change of its content leaves all of it as it was. */
export interface FileState {
  readonly version: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

/** State of a regular file; undefined when there is none. */
export function stateOfFile(path: string): FileState | undefined {
  const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return stats?.isFile() ? toState(stats) : undefined;
}

function toState({ mtimeNs, ctimeNs, mtimeMs, ino, size }: BigIntStats): FileState {
  return { version: `${mtimeNs}-${ctimeNs}-${ino}-${size}`, bytes: Number(size), modifiedMs: Number(mtimeMs) };
}

/** A file below a folder, or a symbolic link. */
export interface FoundFile {
  /** Relative, with `/`. */
  readonly key: string;
  readonly path: string;
  readonly isLink: boolean;
}

/** The files below a folder whose relative paths begin with the prefix, in the order of these. Links are not followed. */
export function* walkFiles(folder: string, prefix: string, above = ''): Generator<FoundFile> {
  const found = readdirSync(`${folder}/${above}`, { withFileTypes: true })
    .map((entry) => ({ entry, key: `${above}${entry.name}${entry.isDirectory() ? '/' : ''}` }))
    .filter(({ key }) => key.startsWith(prefix) || (key.endsWith('/') && prefix.startsWith(key)));
  found.sort((a, b) => (a.key < b.key ? -1 : 1));
  for (const { entry, key } of found) {
    if (entry.isDirectory()) yield* walkFiles(folder, prefix, key);
    else if (entry.isFile() || entry.isSymbolicLink()) {
      yield { key, path: `${folder}/${key}`, isLink: entry.isSymbolicLink() };
    }
  }
}

/**
 * Content of a file that has so many bytes, in `space` if it is large enough.
 * @throws SourceChanged when it has not, or is gone; AuditError when it may not be read
 */
export function readWhole(path: string, bytes: number, space?: Buffer): Buffer {
  const file = openFile(path);
  try {
    // one more, to see whether there is more
    const buffer = space && space.length > bytes ? space.subarray(0, bytes + 1) : Buffer.allocUnsafe(bytes + 1);
    let length = 0;
    for (;;) {
      const count = readSync(file, buffer, length, buffer.length - length, null);
      length += count;
      if (count === 0 || length > bytes) break;
    }
    if (length !== bytes) throw new SourceChanged('changed');
    return buffer.subarray(0, bytes);
  } finally {
    closeSync(file);
  }
}

const PIECE_BYTES = 1 << 20;

/** Content of a file in pieces, with the same errors. */
export async function* readPieces(path: string, version: string | undefined): AsyncGenerator<Buffer> {
  const isSame = () => version === undefined || stateOfFile(path)?.version === version;
  const file = openFile(path);
  try {
    if (!isSame()) throw new SourceChanged('changed');
    for (;;) {
      const buffer = Buffer.allocUnsafe(PIECE_BYTES);
      const count = readSync(file, buffer, 0, buffer.length, null);
      if (count === 0) break;
      yield buffer.subarray(0, count);
    }
    if (!isSame()) throw new SourceChanged('changed');
  } finally {
    closeSync(file);
  }
}

/** A name is on disk when its folder is. */
export function makeDurable(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function openFile(path: string): number {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new SourceChanged('gone');
    if (code === 'ELOOP' || code === 'ENOTDIR') throw new SourceChanged('changed');
    throw new AuditError('LOGS_DENIED', `'${path}' can not be read: ${oneLine(cause)}`, { cause });
  }
}
