import { readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, join, relative, resolve, sep } from 'node:path';
import { globSync, isDynamicPattern } from 'tinyglobby';
import { AuditError } from '../shared/errors';

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
 * The files below the given paths (files, folders, patterns), in the order of their names, each once. `-` stands for
 * standard input, which is kept in the file `standardInput`.
 * @throws AuditError when a path does not exist or a pattern fits nothing
 */
export function listLocalLogs(paths: readonly string[], standardInput?: string): readonly LogFile[] {
  const files = paths.flatMap((path) =>
    path === '-' && standardInput !== undefined ? listStandardInput(standardInput) : listPath(path),
  );
  return [...new Map(files.map((file) => [file.path, file])).values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function listStandardInput(path: string): readonly LogFile[] {
  return [toLogFile(realpathSync(path), 'standard input', basename(path), statSync(path).size, true)];
}

function listPath(path: string): readonly LogFile[] {
  if (path.startsWith('s3://')) {
    throw new AuditError(
      'NOT_SUPPORTED',
      `--logs can't read S3 yet, got '${path}'; copy the logs first: aws s3 sync ${path} ./logs`,
    );
  }
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory()) return listFolder(path);
  if (stats) return [toLogFile(realpathSync(path), path, basename(path), stats.size, true)];
  if (isDynamicPattern(path)) return listPattern(path);
  throw new AuditError(
    'LOGS_NOT_FOUND',
    `--logs '${path}' does not exist; give a file, a folder or a pattern such as 'logs/2026-02-*'`,
  );
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
      const shownPath = join(shownRoot, below);
      const relativePath = above + below.split(sep).join('/');
      const stats = statSync(path, { throwIfNoEntry: false });
      if (stats?.isDirectory()) return walk(realpathSync(path), shownPath, `${relativePath}/`, visited);
      if (!stats?.isFile()) return [];
      return [toLogFile(entry.isFile() ? path : realpathSync(path), shownPath, relativePath, stats.size, false)];
    });
}

function listPattern(pattern: string): readonly LogFile[] {
  const paths = globSync(pattern, { onlyFiles: false, expandDirectories: false, dot: false });
  if (paths.length === 0) {
    throw new AuditError(
      'LOGS_NOT_FOUND',
      `--logs pattern '${pattern}' fits no file; quote it so that the shell leaves it alone, or give a folder`,
    );
  }
  return paths.flatMap((path) => listPath(path));
}

function toLogFile(path: string, shownPath: string, relativePath: string, bytes: number, named: boolean): LogFile {
  return { path: resolve(path), shownPath, relativePath, bytes, named };
}
