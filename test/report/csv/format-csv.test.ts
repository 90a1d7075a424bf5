import fc from 'fast-check';
import { formatCsv } from '../../../lib/report/csv/format-csv';
import type { Cell, Row } from '../../../lib/report/result';
import { auditResult, columns, renderText } from '../../helpers/audit-result';

/** The one field of a one-column answer. */
const field = async (cell: Cell, type = 'string', options = {}) => {
  const text = await renderText(formatCsv, auditResult(columns(`x:${type}`), [[cell]]), options);
  return text.slice('x\n'.length, -1);
};

test('writes a header and a line per row with LF', async () => {
  const result = auditResult(columns('event_time:timestamp key http_status:integer share:double'), [
    ['2026-11-02T09:14:05Z', 'a.jpg', 204, 0.25],
    ['2026-11-02T09:14:06Z', 'b c.jpg', null, 1e-7],
    ['2026-11-02T09:14:07Z', 'ü', 9007199254740993n, -0.5],
  ]);
  expect(await renderText(formatCsv, result)).toBe(
    [
      'event_time,key,http_status,share',
      '2026-11-02T09:14:05Z,a.jpg,204,0.25',
      '2026-11-02T09:14:06Z,b c.jpg,,1e-7',
      '2026-11-02T09:14:07Z,ü,9007199254740993,-0.5',
      '',
    ].join('\n'),
  );
});

test('writes the header alone when there are no rows', async () => {
  expect(await renderText(formatCsv, auditResult(columns('key bucket'), []))).toBe('key,bucket\n');
});

test.each([
  ['NULL', null, ''],
  ['empty text', '', '""'],
  ['a comma', 'a,b', '"a,b"'],
  ['a quote', 'say "hi"', '"say ""hi"""'],
  ['LF', 'a\nb', '"a\nb"'],
  ['CR', 'a\rb', '"a\rb"'],
  ['blanks around', ' a ', ' a '],
  ['control characters', '\u001b[31m\u0000', '\u001b[31m\u0000'],
  ['a formula', '=1+1', '=1+1'],
])('stays faithful to %s', async (_, cell, expected) => {
  expect(await field(cell)).toBe(expected);
});

test('shows control characters as escapes when it goes to a terminal', async () => {
  expect(await field('\u001b[31m,', 'string', { escapeControls: true })).toBe('"\\x1b[31m,"');
});

const safe = { spreadsheetSafe: true };

test.each([
  ['=', '=cmd()', `"'=cmd()"`],
  ['+', '+1', `"'+1"`],
  ['-', '-1', `"'-1"`],
  ['@', '@SUM(A1)', `"'@SUM(A1)"`],
  ['a tab', '\tx', `"'\tx"`],
  ['CR', '\rx', `"'\rx"`],
  ['a blank and =', ' =1', `"' =1"`],
  ['a no-break space and =', '\u00a0=1', `"'\u00a0=1"`],
  ['a quote and =', '"=1', `"'""=1"`],
  ['an apostrophe and =', "'=1", `"''=1"`],
  ['NUL and =', '\u0000=1', `"'\u0000=1"`],
  ['a full-width =', '＝1', `"'＝1"`],
])('defuses text that begins with %s for a spreadsheet', async (_, cell, expected) => {
  expect(await field(cell, 'string', safe)).toBe(expected);
});

test.each([
  ['plain text', 'a=b', 'string', 'a=b'],
  ['NULL', null, 'string', ''],
  ['a negative integer', -5, 'integer', '-5'],
  ['a negative double', -0.5, 'double', '-0.5'],
])('leaves %s alone for a spreadsheet', async (_, cell, type, expected) => {
  expect(await field(cell, type, safe)).toBe(expected);
});

/** A reader of RFC 4180 that knows NULL: fields as text, null where a field is empty without quotes. */
function parseCsv(text: string): (string | null)[][] {
  const rows: (string | null)[][] = [];
  let row: (string | null)[] = [];
  let rest = text;
  while (rest !== '') {
    const quoted = rest.startsWith('"');
    const raw = (quoted ? /^"(?:[^"]|"")*"/ : /^[^,\n]*/).exec(rest)?.[0] ?? '';
    row.push(quoted ? raw.slice(1, -1).replaceAll('""', '"') : raw === '' ? null : raw);
    const end = rest[raw.length];
    rest = rest.slice(raw.length + 1);
    if (end === '\n') {
      rows.push(row);
      row = [];
    } else if (end !== ',') throw new Error(`bad csv near ${JSON.stringify(rest)}`);
  }
  return rows;
}

test('gives back exactly what went in', async () => {
  const cell = fc.option(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[",\r\n =a]*$/), fc.constant('')));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(cell, cell, cell), { maxLength: 7 }), async (rows) => {
      const text = await renderText(formatCsv, auditResult(columns('a b c'), rows));
      expect(parseCsv(text)).toEqual([['a', 'b', 'c'], ...rows]);
    }),
    { numRuns: 500 },
  );
});

test('hands over a batch at a time and waits for each', async () => {
  const rows: Row[] = [['1'], ['2'], ['3']];
  const pieces: string[] = [];
  let busy = false;
  await formatCsv(auditResult(columns('x'), rows), async (piece) => {
    expect(busy).toBe(false);
    busy = true;
    await new Promise((resolve) => setImmediate(resolve));
    busy = false;
    pieces.push(piece);
  });
  expect(pieces).toEqual(['x\n', '1\n2\n', '3\n']);
});

test('fails when the sink fails', async () => {
  const full = () => Promise.reject(new Error('ENOSPC'));
  await expect(formatCsv(auditResult(columns('x'), [['1']]), full)).rejects.toThrow('ENOSPC');
});
