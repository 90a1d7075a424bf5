import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { readDecodedLines } from '../../lib/log-store/decoded-text';
import { findLines } from '../../lib/log-store/find-lines';
import { makeFolder, writeFiles } from '../helpers/log-folder';

/** Files are read in pieces of this size. */
const PIECE = 1 << 20;
const folder = makeFolder();
const path = join(folder, 'a.log');
afterAll(() => rmSync(folder, { recursive: true }));

async function linesOf(content: string | Buffer): Promise<string[]> {
  writeFiles({ 'a.log': content }, folder);
  const lines: string[] = [];
  await readDecodedLines(path, (line, number) => {
    lines.push(line);
    expect(number).toBe(lines.length);
  });
  return lines;
}

async function placesOf(content: string | Buffer, ...texts: string[]): Promise<[string, number][]> {
  writeFiles({ 'a.log': content }, folder);
  const places: [string, number][] = [];
  await findLines(path, new Set(texts), (text, number) => places.push([text, number]) > 0);
  return places;
}

/** Lines as Athena ends them: nothing stands behind the last line end. */
function split(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

test('lines end at LF, CRLF and CR, in any mixture', async () => {
  const text = fc
    .array(fc.constantFrom('a', 'bc', '\r', '\n', '\r\n', ' ', '漢', '😀', '\u2028'), { maxLength: 30 })
    .map((parts) => parts.join(''));
  await fc.assert(
    fc.asyncProperty(text, async (content) => {
      expect(await linesOf(content)).toEqual(split(content));
      expect(await linesOf(gzipSync(content))).toEqual(split(content));
    }),
    { seed: 20260203, numRuns: 60 },
  );
});

test.each([
  ['a CRLF', `${'x'.repeat(PIECE - 1)}\r\ny\r\n`],
  ['a CR', `${'x'.repeat(PIECE - 1)}\ry\r`],
  ['an LF', `${'x'.repeat(PIECE - 1)}\ny\n`],
  ['a character of three bytes', `${'x'.repeat(PIECE - 2)}漢\ny`],
  ['a character of four bytes', `${'x'.repeat(PIECE - 1)}😀\r\ny`],
])('%s at the border of two pieces is read whole', async (_, text) => {
  expect(await linesOf(text)).toEqual(split(text));
  expect(await placesOf(text, 'y')).toEqual([['y', 2]]);
});

test.each<[string, string | Buffer]>([
  ['LF', 'a\nb\n\na\nc'],
  ['CRLF', 'a\r\nb\r\n\r\na\r\nc\r\n'],
  ['CR', 'a\rb\r\ra\rc'],
  ['a byte order mark', '\ufeffa\nb\n\na\nc'],
  ['gzip', gzipSync('a\nb\n\na\nc')],
])('lines are found at each of their places: %s', async (_, content) => {
  expect(await placesOf(content, 'a', 'c', 'nowhere')).toEqual([
    ['a', 1],
    ['a', 4],
    ['c', 5],
  ]);
});

test('lines before and behind the first carriage return are found once', async () => {
  const text = `a\n${'x'.repeat(PIECE)}\na\r\n${'y'.repeat(PIECE)}\na`;
  expect(await placesOf(text, 'a')).toEqual([
    ['a', 1],
    ['a', 3],
    ['a', 5],
  ]);
});

test('lines with bytes that are no UTF-8 are found', async () => {
  expect(await placesOf(Buffer.from('a\nb\xff\nc', 'latin1'), 'b\ufffd', 'c')).toEqual([
    ['b\ufffd', 2],
    ['c', 3],
  ]);
});

test('the search ends when no more is wanted', async () => {
  writeFiles({ 'a.log': 'a\na\na\n' }, folder);
  const places: number[] = [];
  await findLines(path, new Set(['a']), (_, number) => places.push(number) < 2);
  expect(places).toEqual([1, 2]);
});
