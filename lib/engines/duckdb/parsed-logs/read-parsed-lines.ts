import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AuditError } from '../../../shared/errors';
import { Database } from '../database';
import { findForeignFiles } from './check-parsed-logs';
import { rebuiltLine } from './parse-lines';
import { readParsed } from './parsed-source';

export interface ParsedLinesRequest {
  /** A Parquet file of parsed logs. */
  readonly path: string;
  /** A folder of the caller's own, for what doesn't fit into memory. */
  readonly workFolder: string;
  /** @default 600 */
  readonly memoryLimitMb?: number;
}

/** A line to the letter, without its end. */
export interface ParsedLine {
  /** Number of the file that it came from, among those that were given when the Parquet file was written. */
  readonly file: number;
  readonly bytes: Buffer;
}

/**
 * The lines that parsed logs were made from, in their order and many at a time: the reverse of {@link writeParsedLogs}. Line
 * ends and blank lines are gone.
 * @throws AuditError (LOG_OBJECT_DAMAGED) when the file is something else, or damaged
 */
export async function* readParsedLines(request: ParsedLinesRequest): AsyncGenerator<readonly ParsedLine[]> {
  const { path, memoryLimitMb = 600 } = request;
  const workFolder = join(request.workFolder, 'parsed-lines');
  mkdirSync(workFolder, { recursive: true });
  const database = await Database.open({
    readableFiles: [path],
    readableFolders: [],
    workFolder,
    memoryLimitMb,
    keepsOrder: true,
  });
  try {
    const reason = (await findForeignFiles(database, [path])).get(path);
    if (reason) throw new AuditError('LOG_OBJECT_DAMAGED', `'${path}': ${reason}`);
    const sql = `select cast(file as varchar) as file, coalesce(line, ${rebuiltLine()}) as line, to_base64(line_bytes) as bytes
      from ${readParsed([path])}`;
    await database.createOrderedTable('lines', sql, []);
    const [[count] = []] = await database.rows('select count(*) from lines');
    let given = 0;
    for await (const batch of database.streamOrderedTable('lines')) {
      given += batch.length;
      yield (batch as readonly (readonly [string, string, string | null])[]).map(([file, line, bytes]) => ({
        file: Number(file),
        bytes: bytes === null ? Buffer.from(line) : Buffer.from(bytes, 'base64'),
      }));
    }
    // a stream that ends early has lost rows without an error
    if (given !== Number(count)) throw new Error(`only ${given} of ${count} lines of '${path}' could be read`);
  } finally {
    database.close();
    rmSync(workFolder, { recursive: true, force: true });
  }
}
