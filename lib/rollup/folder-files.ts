import {
  type BigIntStats,
  closeSync,
  constants,
  fsyncSync,
  lstatSync,
  opendirSync,
  openSync,
  readSync,
  writeFileSync,
} from 'node:fs';
import { AuditError, oneLine } from '../shared/errors';
import { SourceChanged } from './rollup-store';
import { SortedNames } from './sorted-names';

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

function toState(stats: BigIntStats): FileState {
  return { version: versionOf(stats), bytes: Number(stats.size), modifiedMs: Number(stats.mtimeMs) };
}

export function versionOf({ mtimeNs, ctimeNs, ino, size }: BigIntStats): string {
  return `${mtimeNs}-${ctimeNs}-${ino}-${size}`;
}

/** The paths of files and symbolic links below a folder that begin with the prefix, in their order. Links are not followed. */
export function* walkFiles(folder: string, prefix: string, above = ''): Generator<string> {
  const found = new SortedNames();
  const entries = opendirSync(`${folder}/${above}`, { bufferSize: ENTRIES_AT_ONCE });
  try {
    for (let entry = entries.readSync(); entry; entry = entries.readSync()) {
      const key = `${above}${entry.name}${entry.isDirectory() ? '/' : ''}`;
      const isWanted = key.startsWith(prefix) || (key.endsWith('/') && prefix.startsWith(key));
      if (isWanted && (entry.isDirectory() || entry.isFile() || entry.isSymbolicLink())) found.add(key);
    }
  } finally {
    entries.closeSync();
  }
  for (const key of found) {
    if (key.endsWith('/')) yield* walkFiles(folder, prefix, key);
    else yield key;
  }
}

/**
 * Content of a file that has so many bytes, at the beginning of `space`, which is larger.
 * @throws SourceChanged when it has not, or is gone; AuditError when it may not be read
 */
export function readWhole(path: string, bytes: number, space: Buffer = Buffer.allocUnsafe(bytes + 1)): Buffer {
  const file = openFile(path);
  try {
    // one more, to see whether there is more; less comes only from the end of a file
    if (readSync(file, space, 0, bytes + 1, null) !== bytes) throw new SourceChanged('changed');
    return space.subarray(0, bytes);
  } finally {
    closeSync(file);
  }
}

const ENTRIES_AT_ONCE = 1000;
const PIECE_BYTES = 1 << 18;

/** Content of a file in pieces, with the same errors. A piece is good until the next one is asked for. */
export async function* readPieces(path: string, version: string | undefined): AsyncGenerator<Buffer> {
  const isSame = () => version === undefined || stateOfFile(path)?.version === version;
  const file = openFile(path);
  try {
    if (!isSame()) throw new SourceChanged('changed');
    const buffer = Buffer.allocUnsafe(PIECE_BYTES);
    for (;;) {
      const count = readSync(file, buffer, 0, buffer.length, null);
      if (count === 0) break;
      yield buffer.subarray(0, count);
    }
    if (!isSame()) throw new SourceChanged('changed');
  } finally {
    closeSync(file);
  }
}

/** Writes a file, which is on disk then; its name is when its folder is. */
export function writeDurably(path: string, content: Iterable<Buffer>): void {
  const file = openSync(path, 'wx');
  try {
    for (const piece of content) writeFileSync(file, piece);
    fsyncSync(file);
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
