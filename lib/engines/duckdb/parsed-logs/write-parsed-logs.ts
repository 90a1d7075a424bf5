import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderWith } from '../../../analyses/render';
import { beginsLikeGzip, findGzipDamage } from '../../../log-store/gzip';
import { FORMAT_KEY, FORMAT_VERSION } from '../../../log-types/access-logs/parsed-format';
import { AuditError, oneLine } from '../../../shared/errors';
import { readLines } from '../access-log-source';
import { Database, quoted } from '../database';
import { forgetRejectedLines, pathsWithRejectedLines } from '../rejected-lines';
import { cleanLine, standInBytes, writeCleanLines } from './clean-lines';
import { parseLines } from './parse-lines';
import { readParsed } from './parsed-source';

export interface ParsedLogsRequest {
  /** Files of access-log lines, plain text or gzip (whatever their names). The order is that of their lines in the result. */
  readonly files: readonly string[];
  /** The Parquet file to be written; whatever is there is replaced. It gets its bytes as they are made: rename it when it is whole. */
  readonly path: string;
  /** An empty folder of the caller's own, for what doesn't fit into memory. */
  readonly workFolder: string;
  /** @default 600 */
  readonly memoryLimitMb?: number;
  /** @default 1, with which the same lines give the same bytes every time */
  readonly threads?: number;
  /** @default zstd */
  readonly compression?: 'zstd' | 'snappy';
  /** Whether gzip files are known to be whole. @default false */
  readonly checked?: boolean;
  readonly signal?: AbortSignal;
}

/** What has been written, as it was read back from the Parquet file. */
export interface ParsedLogsSummary {
  /** Lines are what stands between LF, CR or CRLF, blank ones left out: one row each. */
  readonly lines: number;
  /** Lines of the format of access logs; the others are there as text only. */
  readonly parsed: number;
  /** The same for each of the files. */
  readonly files: readonly { readonly lines: number; readonly parsed: number }[];
}

/** Rows of a group: as many are in memory at once, and as many are skipped at once when they are not in the window. */
const GROUP_ROWS = 122_880;

/**
 * Writes the lines of access-log files as Parquet: a row for each line, in order, in the columns of parsed-format.ts. Every
 * line can be had back to the letter with {@link readParsedLines}. Memory is bounded, whatever the size of the files.
 * The bytes depend on the content and the order of the files alone, as long as `threads` is 1 and DuckDB the same version.
 * @throws AuditError when a gzip file is damaged (LOG_OBJECT_DAMAGED) or the file can't be written (OUTPUT_FAILED)
 */
export async function writeParsedLogs(request: ParsedLogsRequest): Promise<ParsedLogsSummary> {
  const { files, signal } = request;
  // DuckDB gives what it can of a damaged one without a word
  if (!request.checked) for (const path of files) if (isGzip(path)) await requireWhole(path, signal);
  rmSync(request.path, { force: true });
  try {
    return (await tryWrite(request, files)) ?? (await writeCleaned(request));
  } catch (cause) {
    rmSync(request.path, { force: true });
    signal?.throwIfAborted();
    if (cause instanceof AuditError) throw cause;
    throw new AuditError('OUTPUT_FAILED', `'${request.path}' can not be written: ${oneLine(cause)}`, { cause });
  }
}

/** Whether a file is gzip by its name or its beginning. */
export function isGzip(path: string): boolean {
  return path.endsWith('.gz') || beginsLikeGzip(path);
}

async function requireWhole(path: string, signal: AbortSignal | undefined): Promise<void> {
  const damage = await findGzipDamage(path, signal);
  signal?.throwIfAborted();
  if (damage) throw new AuditError('LOG_OBJECT_DAMAGED', `'${path}': ${damage}`);
}

async function writeCleaned(request: ParsedLogsRequest): Promise<ParsedLogsSummary> {
  const copies: string[] = [];
  let longestBytes = 0;
  for (const [index, path] of request.files.entries()) {
    const copy = join(request.workFolder, `clean-${index}`);
    longestBytes = Math.max(longestBytes, await writeCleanLines(path, copy));
    copies.push(copy);
    request.signal?.throwIfAborted();
  }
  try {
    const summary = await tryWrite(request, copies, standInBytes(longestBytes));
    if (!summary) throw new Error('DuckDB refused lines that it should be able to read');
    return summary;
  } finally {
    for (const copy of copies) rmSync(copy, { force: true });
  }
}

/**
 * Writes the file, out of cleaned copies if `cleanLineBytes` tells their longest line.
 * @returns undefined when there are lines that DuckDB can't read
 */
async function tryWrite(
  request: ParsedLogsRequest,
  files: readonly string[],
  cleanLineBytes?: number,
): Promise<ParsedLogsSummary | undefined> {
  const { path, workFolder, memoryLimitMb = 600, threads = 1, compression = 'zstd', signal } = request;
  const database = await Database.open({
    readableFiles: [...files, path],
    readableFolders: [],
    workFolder,
    memoryLimitMb,
    threads,
    keepsOrder: true,
  });
  const stop = () => database.interrupt();
  signal?.addEventListener('abort', stop);
  try {
    const [line, bytes] = cleanLineBytes === undefined ? ['line', 'cast(null as blob)'] : cleanLine('line');
    const paths = files.length > 0 ? files : [writeEmptyFile(workFolder)];
    const averageBytes = paths.reduce((sum, file) => sum + statSync(file).size, 0) / paths.length;
    const lines = {
      name: 'lines',
      sql: `select ${line} as line, ${bytes} as line_bytes, file_index from ${readLines({ paths, averageBytes }, cleanLineBytes)}`,
    };
    await forgetRejectedLines(database);
    const query = `${renderWith(parseLines(lines))}\nselect * from parsed`;
    await database.run(
      `copy (\n${query}\n) to ${quoted(path)} (format parquet, compression ${compression}, row_group_size ${GROUP_ROWS}, use_tmp_file false,
      kv_metadata {${quoted(FORMAT_KEY)}: ${quoted(FORMAT_VERSION)}})`,
    );
    if ((await pathsWithRejectedLines(database)).size > 0) return undefined;
    return await summarize(database, path, files.length);
  } catch (error) {
    // of odd line ends DuckDB complains, and cleaned copies have none
    if (cleanLineBytes !== undefined || signal?.aborted) throw error;
    return undefined;
  } finally {
    signal?.removeEventListener('abort', stop);
    database.close();
  }
}

async function summarize(database: Database, path: string, fileCount: number): Promise<ParsedLogsSummary> {
  const rows = await database.rows(`select file, count(*), count(event_time) from ${readParsed([path])} group by file`);
  const counts = new Map(rows.map(([file, lines, parsed]) => [file, { lines: Number(lines), parsed: Number(parsed) }]));
  const files = Array.from({ length: fileCount }, (_, file) => counts.get(file) ?? { lines: 0, parsed: 0 });
  return {
    lines: files.reduce((sum, { lines }) => sum + lines, 0),
    parsed: files.reduce((sum, { parsed }) => sum + parsed, 0),
    files,
  };
}

function writeEmptyFile(folder: string): string {
  const path = join(folder, 'empty');
  writeFileSync(path, '', { mode: 0o600 });
  return path;
}
