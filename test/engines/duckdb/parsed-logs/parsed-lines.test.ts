import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { hostileLine } from '../../../helpers/hostile-lines';
import { linesOf, makeFolder, requests } from '../../../helpers/log-folder';
import { readParsed, writeParsed } from '../../../helpers/parsed-logs';

let folder: string;

beforeAll(() => {
  folder = makeFolder('parsed-lines');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const LINES = linesOf(requests(3));
const LATIN1 = LINES.map((line) => Buffer.from(line.replace('aws-cli/2.22.33', 'caf\u00e9'), 'latin1'));

/** Lines with an odd byte, then, from where a mebibyte ends, lines that begin like a file and like lines that stand for others. */
function oddFurtherDown(): Buffer {
  const first = Buffer.concat([LATIN1[0] as Buffer, Buffer.from('\n')]);
  const filling = Buffer.from(`${'x'.repeat(1023)}\n`.repeat(1024)).subarray(first.length);
  return Buffer.concat([first, filling, Buffer.from(`\ufeff${LINES[1]}\n\u0001${LINES[2]}\n`)]);
}

describe('lines that are written as Parquet', () => {
  test('come back to the letter, whatever forgers put into them', async () => {
    const lines = [...new Set(fc.sample(hostileLine, { seed: 7, numRuns: 4000 }))];
    // a byte order mark in front of a file is none of its first line
    const path = write('hostile.log', `first\n${lines.join('\n')}\n`);
    const parquet = join(folder, 'hostile.parquet');
    const { lines: count, parsed } = await writeParsed([path], parquet);
    expect(count).toBe(lines.length + 1);
    expect(parsed).toBeGreaterThan(count * 0.3);
    const back = (await readParsed(parquet)).map(([, line]) => Buffer.from(line, 'latin1').toString());
    expect(back).toEqual(['first', ...lines]);
  });

  test.each<readonly [string, Buffer]>([
    ['bytes that are no UTF-8', Buffer.concat(LATIN1.flatMap((line) => [line, Buffer.from('\n')]))],
    [
      'an odd byte in the last line, which has no end',
      Buffer.concat([Buffer.from(`${LINES[0]}\n`), LATIN1[1] as Buffer]),
    ],
    ['a line that begins like those that stand for others', Buffer.from(`\u0001${LINES[0]}\n\u0001\n${LINES[1]}\n`)],
    ['a very long line', Buffer.from(`${LINES[0]}\n${'x'.repeat(5_000_000)}\n${LINES[1]}\n`)],
    ['a long line with odd bytes', Buffer.concat([Buffer.alloc(1_200_000, 0xe9), Buffer.from(`\n${LINES[1]}`)])],
    ['what is odd only at the beginning of a file, or of a line, further down', oddFurtherDown()],
    ['NUL', Buffer.from(`${LINES[0]}\u0000\n\u0000\n${LINES[1]}\n`)],
  ])('come back to the letter with %s', async (_what, content) => {
    const path = write('odd.log', content);
    const parquet = join(folder, 'odd.parquet');
    const { lines } = await writeParsed([path], parquet);
    const expected = content.toString('latin1').split('\n');
    if (expected.at(-1) === '') expected.pop();
    expect((await readParsed(parquet)).map(([, line]) => line)).toEqual(expected);
    expect(lines).toBe(expected.length);
  });

  test('end at LF, CR or CRLF; blank ones are left out', async () => {
    const path = write('ends.log', `\ufeff${LINES[0]}\r\n\r\n${LINES[1]}\r${LINES[2]}\n\n`);
    const parquet = join(folder, 'ends.parquet');
    expect(await writeParsed([path], parquet)).toMatchObject({ lines: 3, parsed: 3 });
    expect((await readParsed(parquet)).map(([, line]) => line)).toEqual(LINES);
  });

  test('tell which file they come from, and keep the order of the files', async () => {
    const files = [
      write('b.log', `${LINES[2]}\nodd`),
      write('empty.log', ''),
      write('a.log.gz', gzipSync(`${LINES[0]}\n`)),
      write('disguised', gzipSync(`${LINES[1]}\n`)),
    ];
    const parquet = join(folder, 'files.parquet');
    const { files: counts } = await writeParsed(files, parquet);
    expect(counts).toEqual([
      { lines: 2, parsed: 1 },
      { lines: 0, parsed: 0 },
      { lines: 1, parsed: 1 },
      { lines: 1, parsed: 1 },
    ]);
    expect(await readParsed(parquet)).toEqual([
      [0, LINES[2]],
      [0, 'odd'],
      [2, LINES[0]],
      [3, LINES[1]],
    ]);
  });

  test('can be none at all', async () => {
    const parquet = join(folder, 'none.parquet');
    expect(await writeParsed([], parquet)).toEqual({ lines: 0, parsed: 0, files: [] });
    expect(await readParsed(parquet)).toEqual([]);
  });

  test('give the same bytes every time, with any number of threads', async () => {
    const lines = linesOf(requests(250_000)).join('\n');
    const path = write('many.log', lines);
    const bytes: Buffer[] = [];
    for (const threads of [1, 2]) {
      const parquet = join(folder, `many-${bytes.length}.parquet`);
      await writeParsed([path], parquet, { threads });
      bytes.push(readFileSync(parquet));
    }
    expect(bytes[0]?.equals(bytes[1] as Buffer)).toBe(true);
  }, 120_000);
});

test.each([
  ['cut short', gzipSync(LINES.join('\n')).subarray(0, 200), 'a.gz'],
  ['no gzip', Buffer.from(LINES.join('\n')), 'b.gz'],
  ['gzip without its name, and cut short', gzipSync(LINES.join('\n')).subarray(0, 200), 'c'],
])('fails for a gzip file that is %s, and leaves nothing', async (_what, content, name) => {
  const parquet = join(folder, 'damaged.parquet');
  await expect(writeParsed([write(name, content)], parquet)).rejects.toMatchObject({ code: 'LOG_OBJECT_DAMAGED' });
  expect(() => readFileSync(parquet)).toThrow('ENOENT');
});

test('fails for a file that is something else', async () => {
  await expect(readParsed(write('text.parquet', 'PAR1 hello'))).rejects.toMatchObject({ code: 'LOG_OBJECT_DAMAGED' });
});
