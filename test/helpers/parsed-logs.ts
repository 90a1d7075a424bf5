import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readParsedLines } from '../../lib/engines/duckdb/parsed-logs/read-parsed-lines';
import {
  type ParsedLogsRequest,
  type ParsedLogsSummary,
  writeParsedLogs,
} from '../../lib/engines/duckdb/parsed-logs/write-parsed-logs';
import { listLocalLogs } from '../../lib/log-store/local-logs';

/** Calls with a folder that is there only for the call. */
async function withWorkFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'parsed-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes log files as Parquet through the real writer. */
export function writeParsed(
  files: readonly string[],
  path: string,
  more: Partial<ParsedLogsRequest> = {},
): Promise<ParsedLogsSummary> {
  mkdirSync(dirname(path), { recursive: true });
  return withWorkFolder((workFolder) => writeParsedLogs({ files, path, workFolder, ...more }));
}

/** The lines of a Parquet file, as latin1 so that every byte counts. */
export function readParsed(path: string): Promise<readonly (readonly [file: number, line: string])[]> {
  return withWorkFolder(async (workFolder) => {
    const lines: [number, string][] = [];
    for await (const batch of readParsedLines({ path, workFolder })) {
      for (const { file, bytes } of batch) lines.push([file, bytes.toString('latin1')]);
    }
    return lines;
  });
}

/** Paths of all files below a folder, in order. */
export function filesBelow(folder: string): readonly string[] {
  return listLocalLogs([folder]).map(({ path }) => path);
}
