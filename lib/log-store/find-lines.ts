import { createReadStream } from 'node:fs';
import { readDecodedLines } from './decoded-text';
import { beginsLikeGzip } from './gzip';

const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/** Told of a line that was looked for; `false` ends the search. */
export type OnFound = (text: string, number: number) => boolean;

/**
 * Looks for lines in a file and gives the place of each (from 1), in order.
 * Most files are searched as bytes, where only lines of a length that is looked for are decoded.
 */
export async function findLines(path: string, texts: ReadonlySet<string>, onFound: OnFound): Promise<void> {
  let found = 0;
  const count: OnFound = (text, number) => {
    found++;
    return onFound(text, number);
  };
  const isPlain = !path.endsWith('.gz') && !beginsLikeGzip(path) && ![...texts].some((text) => text.includes('\ufffd'));
  if (isPlain && (await findInBytes(path, texts, count))) return;
  const alreadyTold = found;
  let wanted = true;
  found = 0;
  await readDecodedLines(path, (text, number) => {
    if (wanted && texts.has(text) && ++found > alreadyTold) wanted = onFound(text, number);
  });
}

/** @returns whether the search could be done: not behind a carriage return, which ends lines in several ways */
async function findInBytes(path: string, texts: ReadonlySet<string>, onFound: OnFound): Promise<boolean> {
  const lengths = new Set([...texts].map((text) => Buffer.byteLength(text)));
  let rest: Buffer | undefined;
  let number = 0;
  const check = (line: Buffer): boolean => {
    number++;
    if (!lengths.has(line.length)) return true;
    const text = line.toString('utf8');
    return texts.has(text) ? onFound(text, number) : true;
  };
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    if (piece.includes(0x0d)) return false;
    const bytes = rest ? Buffer.concat([rest, piece]) : piece;
    let start = !rest && bytes.indexOf(BYTE_ORDER_MARK) === 0 ? BYTE_ORDER_MARK.length : 0;
    for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start)) {
      if (!check(bytes.subarray(start, end))) return true;
      start = end + 1;
    }
    rest = Buffer.from(bytes.subarray(start));
  }
  if (rest && rest.length > 0) check(rest);
  return true;
}
