import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Database } from './database';

/** A line that DuckDB's reader refused: bytes that are no UTF-8, or longer than its limit. */
export interface RejectedLine {
  /** Path as it was given to DuckDB. */
  readonly path: string;
  readonly text: string;
}

/** Forgets the lines that earlier scans refused: DuckDB keeps them, and notes no scan that refused none. */
export async function forgetRejectedLines(database: Database): Promise<void> {
  await database.run('drop table if exists reject_errors; drop table if exists reject_scans');
}

/** Paths of the files in which lines were refused since {@link forgetRejectedLines}. */
export async function pathsWithRejectedLines(database: Database): Promise<ReadonlySet<string>> {
  const rows = await database.rows(
    'select distinct file_path from reject_scans semi join reject_errors using (scan_id, file_id)',
  );
  return new Set(rows.map(([path]) => path as string));
}

/** Reads the lines that were refused since {@link forgetRejectedLines}, as Athena would: bytes that are no UTF-8 as U+FFFD. */
export async function readRejectedLines(database: Database): Promise<readonly RejectedLine[]> {
  const rows = await database.rows(`
    select s.file_path, list(distinct cast(e.line_byte_position as double) - 1 order by cast(e.line_byte_position as double) - 1)
    from reject_errors e join reject_scans s using (scan_id, file_id)
    group by all
    order by all`);
  const lines: RejectedLine[] = [];
  for (const [path, starts] of rows as unknown as readonly [string, { items: number[] }][]) {
    const texts = await readLinesAt(path, starts.items);
    if (texts.length !== starts.items.length) throw new Error(`${path}: refused lines can not be found again`);
    lines.push(...texts.map((text) => ({ path, text })));
  }
  return lines;
}

/** The lines that begin at the given places (0-based, ascending) of the decompressed file. */
async function readLinesAt(path: string, starts: readonly number[]): Promise<readonly string[]> {
  const file = createReadStream(path, { highWaterMark: 1 << 20 });
  const stream = path.endsWith('.gz') ? pipeline(file, createGunzip(), () => {}) : file;
  const lines: string[] = [];
  let pending: Buffer[] = [];
  let position = 0;
  for await (const piece of stream as AsyncIterable<Buffer>) {
    let offset = 0;
    while (lines.length < starts.length) {
      let start = Math.max((starts[lines.length] as number) - position, offset);
      // behind a CRLF, DuckDB takes the LF for the beginning of the next line
      while (pending.length === 0 && isLineEnd(piece[start])) start++;
      if (start >= piece.length) break;
      const end = endOfLine(piece, start);
      pending.push(Buffer.from(piece.subarray(start, end)));
      if (end === piece.length) break;
      lines.push(decode(pending, starts[lines.length] === 0));
      pending = [];
      offset = end;
    }
    position += piece.length;
    if (lines.length === starts.length) break;
  }
  if (pending.length > 0) lines.push(decode(pending, starts[lines.length] === 0));
  return lines;
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === 0x0a || byte === 0x0d;
}

function endOfLine(bytes: Buffer, start: number): number {
  const lineFeed = bytes.indexOf(0x0a, start);
  const end = lineFeed < 0 ? bytes.length : lineFeed;
  const carriageReturn = bytes.subarray(start, end).indexOf(0x0d);
  return carriageReturn < 0 ? end : start + carriageReturn;
}

function decode(pieces: readonly Buffer[], beginsFile: boolean): string {
  return new TextDecoder('utf-8', { ignoreBOM: !beginsFile }).decode(Buffer.concat(pieces));
}
