import { readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, join, relative, resolve, sep } from 'node:path';
import { globSync, isDynamicPattern } from 'tinyglobby';
import { AuditError, oneLine } from '../shared/errors';
import { STANDARD_INPUT } from './kept-streams';
import { STATE_FOLDER } from './sync/file-names';

/** A file that may be a log. */
export interface LogFile {
  /** Absolute, without symbolic links in the folder that was given. */
  readonly path: string;
  /** As the user would write it. */
  readonly shownPath: string;
  /** Relative to the folder that was given, with `/`; tells the log type's key layout. */
  readonly relativePath: string;
  /** Size on disk. */
  readonly bytes: number;
  /** Whether the user named this very file. */
  readonly named: boolean;
}

/**
 * The files below the given paths (files, folders, patterns), in the order of their names, each once. `streams` are files
 * in which streams among the paths are kept, `remote` those of paths that lie elsewhere.
 * @throws AuditError when a path does not exist or a pattern fits nothing
 */
export function listLocalLogs(
  paths: readonly string[],
  streams: ReadonlyMap<string, string> = new Map(),
  remote: ReadonlyMap<string, readonly LogFile[]> = new Map(),
): readonly LogFile[] {
  const files = paths.flatMap((path) => {
    const elsewhere = remote.get(path);
    if (elsewhere) return elsewhere;
    const kept = streams.get(path);
    return kept === undefined ? tryListPath(path) : listStream(path, kept);
  });
  // a file that is named is read even if a folder or pattern finds it as well
  const namedLast = [...files.filter(({ named }) => !named), ...files.filter(({ named }) => named)];
  return [...new Map(namedLast.map((file) => [file.path, file])).values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function listStream(path: string, kept: string): readonly LogFile[] {
  const shownPath = path === STANDARD_INPUT ? 'standard input' : path;
  return [toLogFile(realpathSync(kept), shownPath, basename(path), statSync(kept).size, true)];
}

function tryListPath(path: string): readonly LogFile[] {
  try {
    return listPath(path);
  } catch (cause) {
    if (cause instanceof AuditError) throw cause;
    throw new AuditError('LOGS_NOT_FOUND', `--logs '${path}' can not be read: ${oneLine(cause)}`, { cause });
  }
}

function listPath(path: string): readonly LogFile[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory()) return listFolder(path);
  if (stats) return [listFile(path, stats, true)];
  if (isDynamicPattern(path)) return listPattern(path);
  throw new AuditError(
    'LOGS_NOT_FOUND',
    `--logs '${path}' does not exist; give a file, a folder or a pattern such as 'logs/2026-02-*'`,
  );
}

function listFile(path: string, stats: Stats, named: boolean): LogFile {
  if (!stats.isFile()) throw new AuditError('LOGS_NOT_FOUND', `--logs '${path}' is neither a file nor a folder`);
  // DuckDB would decompress it, and say nothing of damage
  if (path.endsWith('.zst')) {
    throw new AuditError(
      'NOT_SUPPORTED',
      `--logs can't read zstd, got '${path}'; decompress it first: zstd -d ${path}`,
    );
  }
  return toLogFile(realpathSync(path), path, basename(path), stats.size, named);
}

/** All files below a folder; symbolic links are followed, each folder once. */
function listFolder(folder: string): readonly LogFile[] {
  return walk(realpathSync(folder), folder, '', new Set());
}

function walk(root: string, shownRoot: string, above: string, visited: Set<string>): readonly LogFile[] {
  if (visited.has(root)) return [];
  visited.add(root);
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      const below = relative(root, path);
      // what is ours there is no log, and not worth telling of
      if (below.split(sep).includes(STATE_FOLDER)) return [];
      const shownPath = join(shownRoot, below);
      const relativePath = above + below.split(sep).join('/');
      const stats = statOfEntry(path);
      if (stats?.isDirectory()) return walk(realpathSync(path), shownPath, `${relativePath}/`, visited);
      if (!stats?.isFile()) return [];
      return [toLogFile(entry.isFile() ? path : realpathSync(path), shownPath, relativePath, stats.size, false)];
    });
}

/** Undefined for a link that leads nowhere. */
function statOfEntry(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function listPattern(pattern: string): readonly LogFile[] {
  const paths = globSync(pattern, { onlyFiles: false, expandDirectories: false, dot: false });
  if (paths.length === 0) {
    throw new AuditError(
      'LOGS_NOT_FOUND',
      `--logs pattern '${pattern}' fits no file; quote it so that the shell leaves it alone, or give a folder`,
    );
  }
  return paths.flatMap((path) => {
    const stats = statSync(path);
    // the names of files that a pattern finds tell what they are, as in a folder
    return stats.isDirectory() ? listFolder(path) : [listFile(path, stats, false)];
  });
}

function toLogFile(path: string, shownPath: string, relativePath: string, bytes: number, named: boolean): LogFile {
  return { path: resolve(path), shownPath, relativePath, bytes, named };
}
