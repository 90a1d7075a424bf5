import fc from 'fast-check';
import { type CsvFields, readResultCsv } from '../../../lib/engines/athena/result-csv';

test('tells NULL from empty text, and keeps quotes, commas and line ends within a field', async () => {
  const text = '"a","b","c"\n"","say ""hi"", ok",\n,"two\r\nlines","x"\n';
  expect(await read([text])).toEqual([
    ['a', 'b', 'c'],
    ['', 'say "hi", ok', null],
    [null, 'two\r\nlines', 'x'],
  ]);
});

test('reads a last row without a line end, and nothing from an empty result', async () => {
  expect(await read(['"a","b"\n"1",'])).toEqual([
    ['a', 'b'],
    ['1', null],
  ]);
  expect(await read([])).toEqual([]);
});

test('reads the same however the bytes are cut, between the bytes of a character too', async () => {
  const cell = fc.option(fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'a', 'é', '😀', ' ') }));
  const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(rows, fc.integer({ min: 1, max: 9 }), async (expected, size) => {
      const bytes = Buffer.from(expected.map((row) => `${row.map(quoted).join(',')}\n`).join(''));
      expect(await read(pieces(bytes, size))).toEqual(expected);
    }),
  );
});

test('reads a row of a megabyte that comes in small pieces', async () => {
  const long = 'x"'.repeat(500_000);
  const bytes = Buffer.from(`${quoted('a')}\n${quoted(long)}\n`);
  const records = await read(pieces(bytes, 1000));
  expect(records).toHaveLength(2);
  expect(records[1]?.[0] === long).toBe(true);
});

test.each([
  ['ends within a field', '"a","b"\n"1","2', 'the result ends in the middle of a row'],
  ['has text beside its quotes', '"a"\n"1"2\n', 'a field has text beside its quotes, near "\\"1\\"2\\n"'],
  ['has a quote within a bare field', '"a"\n1"2"\n', 'a field has text beside its quotes'],
])('fails when the result %s', async (_, text, message) => {
  await expect(read([text])).rejects.toMatchObject({
    code: 'RESULT_UNREADABLE',
    message: expect.stringContaining(message),
  });
});

async function read(chunks: Iterable<string | Uint8Array>): Promise<CsvFields[]> {
  const records: CsvFields[] = [];
  for await (const batch of readResultCsv(bytesOf(chunks))) records.push(...batch);
  return records;
}

async function* bytesOf(chunks: Iterable<string | Uint8Array>): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}

function* pieces(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

function quoted(cell: string | null): string {
  return cell === null ? '' : `"${cell.replaceAll('"', '""')}"`;
}
