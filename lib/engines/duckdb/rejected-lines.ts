import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { Database } from './database';

/** A line that DuckDB's reader refused: bytes that are no UTF-8, or longer than its limit. */
export interface RejectedLine {
  /** Path as it was given to DuckDB. */
  readonly path: string;
  readonly text: string;
}

/** Reads the lines that the last scan refused, as Athena would: bytes that are no UTF-8 as U+FFFD. */
export async function readRejectedLines(database: Database): Promise<readonly RejectedLine[]> {
  const rows = await database.rows(`
    select s.file_path, list(distinct cast(e.line_byte_position as double) - 1 order by cast(e.line_byte_position as double) - 1)
    from reject_errors e join reject_scans s using (scan_id, file_id)
    where scan_id = (select max(scan_id) from reject_scans)
    group by all
    order by all`);
  const lines: RejectedLine[] = [];
  for (const [path, starts] of rows as unknown as readonly [string, { items: number[] }][]) {
    const texts = await readLinesAt(path, starts.items);
    lines.push(...texts.map((text) => ({ path, text })));
  }
  return lines;
}

/** The lines that begin at the given places (0-based, ascending) of the decompressed file. */
async function readLinesAt(path: string, starts: readonly number[]): Promise<readonly string[]> {
  const file = createReadStream(path, { highWaterMark: 1 << 20 });
  const stream = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  const lines: string[] = [];
  let pending: Buffer[] = [];
  let position = 0;
  let next = 0;
  for await (const piece of stream as AsyncIterable<Buffer>) {
    let offset = 0;
    while (next < starts.length && offset < piece.length) {
      const start = Math.max((starts[next] as number) - position, offset);
      if (start >= piece.length) break;
      const end = endOfLine(piece, start);
      pending.push(Buffer.from(piece.subarray(start, end)));
      if (end === piece.length) break;
      lines.push(decode(pending));
      pending = [];
      offset = end;
      next++;
    }
    position += piece.length;
    if (next === starts.length) break;
  }
  if (pending.length > 0) lines.push(decode(pending));
  return lines;
}

function endOfLine(bytes: Buffer, start: number): number {
  const ends = [bytes.indexOf(0x0a, start), bytes.indexOf(0x0d, start)].filter((index) => index >= 0);
  return Math.min(bytes.length, ...ends);
}

function decode(pieces: readonly Buffer[]): string {
  return new TextDecoder('utf-8').decode(Buffer.concat(pieces));
}
