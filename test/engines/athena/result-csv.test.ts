import fc from 'fast-check';
import { parseCsv, readCsv } from '../../../lib/engines/athena/result-csv';

const write = (rows: readonly (readonly (string | null)[])[]) =>
  rows
    .map((row) => `${row.map((value) => (value === null ? '' : `"${value.replaceAll('"', '""')}"`)).join(',')}\n`)
    .join('');

async function readAll(chunks: readonly Uint8Array[]): Promise<unknown[]> {
  const rows: unknown[] = [];
  for await (const row of readCsv(
    (async function* () {
      yield* chunks;
    })(),
  ))
    rows.push(row);
  return rows;
}

test.each([
  [
    '"a","b"\n"1",\n',
    [
      ['a', 'b'],
      ['1', null],
    ],
  ],
  ['"say ""hi""",""\n', [['say "hi"', '']]],
  ['"two\nlines","a,b"\n', [['two\nlines', 'a,b']]],
  ['bare,values\r\n', [['bare', 'values']]],
  ['"no line end"', [['no line end']]],
  [',\n', [[null, null]]],
  ['\n', [[null]]],
  ['', []],
])('%j is %j', (text, rows) => {
  expect([...parseCsv(text)]).toEqual(rows);
});

test('rows come as they were written, wherever the stream is cut', async () => {
  const value = fc.oneof(
    fc.constant(null),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('"', '\n', ',', '""', '漢😀'),
  );
  const row = fc.array(value, { minLength: 2, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 5 }), fc.nat(), async (rows, seed) => {
      const bytes = Buffer.from(write(rows));
      const cut = bytes.length === 0 ? 0 : seed % bytes.length;
      expect(await readAll([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(rows);
    }),
    { seed: 20260301, numRuns: 300 },
  );
});
