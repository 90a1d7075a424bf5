import { isUtf8 } from 'node:buffer';
import { closeSync, createReadStream, openSync, writeSync } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { beginsLikeGzip } from '../../../log-store/gzip';

const LF = 0x0a;
const CR = 0x0d;
const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/** What a line begins with that stands for another one. */
const STAND_IN = 0x01;

/** Longer lines are odd. */
const LONGEST_PLAIN_BYTES = 500_000;

/** Size of the longest line that {@link writeCleanLines} writes for a line of the given size. */
export function standInBytes(lineBytes: number): number {
  // an odd byte is three in its place, and Base64 makes four out of three
  return 6 * lineBytes + 16;
}

/**
 * Copies a file of lines, plain or gzip, to one that DuckDB reads without refusing anything: lines end with LF, a byte order
 * mark is left out, and in the place of an odd line (no UTF-8, very long) stands one that {@link cleanLine} turns into it.
 * @returns size of the longest line in the copy
 */
export async function writeCleanLines(path: string, copy: string): Promise<number> {
  const fd = openSync(copy, 'w', 0o600);
  let longestBytes = 0;
  try {
    for await (const block of readBlocks(path)) {
      const plain = isPlain(block);
      for (const line of plain ? [block] : linesIn(block).map(standIn)) writeSync(fd, line);
      longestBytes = Math.max(longestBytes, plain ? LONGEST_PLAIN_BYTES : longestLine(block));
    }
    return longestBytes;
  } finally {
    closeSync(fd);
  }
}

/** SQL for `line` and `line_bytes` of what {@link writeCleanLines} has written. */
export function cleanLine(column: string): readonly [line: string, bytes: string] {
  const isStandIn = `starts_with(${column}, chr(${STAND_IN}))`;
  const part = (index: number) => `from_base64(split_part(substr(${column}, 2), ' ', ${index}))`;
  return [
    `case when ${isStandIn} then decode(${part(1)}) else ${column} end`,
    `case when ${isStandIn} and not ends_with(${column}, ' ') then ${part(2)} end`,
  ];
}

/** Whole lines of a file, many at a time, each with its end. */
async function* readBlocks(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: 1 << 20 });
  const bytes = path.endsWith('.gz') || beginsLikeGzip(path) ? pipeline(file, createGunzip(), () => {}) : file;
  let held: Buffer[] = [];
  let atBeginning = true;
  for await (let piece of bytes as AsyncIterable<Buffer>) {
    if (atBeginning && piece.indexOf(BYTE_ORDER_MARK) === 0) piece = piece.subarray(BYTE_ORDER_MARK.length);
    atBeginning = false;
    const end = piece.lastIndexOf(LF) + 1;
    if (end > 0) {
      yield Buffer.concat([...held, piece.subarray(0, end)]);
      held = [];
    }
    if (end < piece.length) held.push(Buffer.from(piece.subarray(end)));
  }
  if (held.length > 0) yield Buffer.concat([...held, Buffer.of(LF)]);
}

function isPlain(block: Buffer): boolean {
  return isUtf8(block) && !block.includes(CR) && !block.includes(STAND_IN) && longestLine(block) <= LONGEST_PLAIN_BYTES;
}

function longestLine(block: Buffer): number {
  let longest = 0;
  let start = 0;
  for (let end = block.indexOf(LF); end >= 0; end = block.indexOf(LF, start)) {
    longest = Math.max(longest, end - start);
    start = end + 1;
  }
  return longest;
}

/** The lines of a block, without their ends, as Athena cuts them; blank ones are none. */
function linesIn(block: Buffer): readonly Buffer[] {
  const lines: Buffer[] = [];
  let start = 0;
  for (let end = 0; end < block.length; end++) {
    if (block[end] !== LF && block[end] !== CR) continue;
    if (end > start) lines.push(block.subarray(start, end));
    start = end + 1;
  }
  return lines;
}

function standIn(line: Buffer): Buffer {
  const whole = isUtf8(line);
  if (whole && line.length <= LONGEST_PLAIN_BYTES && line[0] !== STAND_IN) {
    return Buffer.concat([line, Buffer.of(LF)]);
  }
  const text = Buffer.from(new TextDecoder('utf-8', { ignoreBOM: true }).decode(line));
  const bytes = whole ? '' : line.toString('base64');
  return Buffer.from(`${String.fromCharCode(STAND_IN)}${text.toString('base64')} ${bytes}\n`);
}
