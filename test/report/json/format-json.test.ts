import fc from 'fast-check';
import { formatJson } from '../../../lib/report/json/format-json';
import { formatNdjson } from '../../../lib/report/json/format-ndjson';
import type { Cell } from '../../../lib/report/result';
import { auditResult, columns, coverage, renderText } from '../../helpers/audit-result';

const shape = columns('event_time:timestamp key http_status:integer share:double');

test('writes one object with the keys of the contract', async () => {
  const text = await renderText(
    formatJson,
    auditResult(
      [{ name: 'bytes_sent', type: 'integer', unit: 'bytes', description: 'bytes sent' }, ...columns('key')],
      [
        [1, 'a'],
        [2, null],
        [3, ''],
      ],
      { truncated: true, limit: 3 },
    ),
  );
  const parsed = JSON.parse(text);
  expect(parsed).toEqual({
    analysis: 'deletions',
    logType: 'access-logs',
    window: { from: '2026-11-01T00:00:00Z', to: null },
    filters: { bucket: ['photos'] },
    columns: [
      { name: 'bytes_sent', type: 'integer', unit: 'bytes', description: 'bytes sent' },
      { name: 'key', type: 'string', unit: null, description: 'the key' },
    ],
    rows: [
      { bytes_sent: 1, key: 'a' },
      { bytes_sent: 2, key: null },
      { bytes_sent: 3, key: '' },
    ],
    truncated: true,
    coverage,
  });
  expect(Object.keys(parsed)).toEqual([
    'analysis',
    'logType',
    'window',
    'filters',
    'columns',
    'rows',
    'truncated',
    'coverage',
  ]);
  expect(text.endsWith('\n')).toBe(true);
});

test('writes an empty list when there are no rows', async () => {
  expect(JSON.parse(await renderText(formatJson, auditResult(shape, []))).rows).toEqual([]);
});

test('names records instead of lines for CloudTrail', async () => {
  const { lines: _, ...others } = coverage;
  const text = await renderText(formatJson, auditResult(shape, [], { coverage: { ...others, records: 7 } }));
  expect(JSON.parse(text).coverage).toEqual({ ...others, records: 7 });
});

test('writes a row per line as NDJSON', async () => {
  const result = auditResult(shape, [
    ['2026-11-02T09:14:05Z', 'a "b"', 204, 0.25],
    [null, null, null, null],
    ['2026-11-02T09:14:06Z', '', 9007199254740993n, 1e21],
  ]);
  expect(await renderText(formatNdjson, result)).toBe(
    [
      '{"event_time":"2026-11-02T09:14:05Z","key":"a \\"b\\"","http_status":204,"share":0.25}',
      '{"event_time":null,"key":null,"http_status":null,"share":null}',
      '{"event_time":"2026-11-02T09:14:06Z","key":"","http_status":"9007199254740993","share":1e+21}',
      '',
    ].join('\n'),
  );
});

test('writes nothing as NDJSON when there are no rows', async () => {
  expect(await renderText(formatNdjson, auditResult(shape, []))).toBe('');
});

const integer = async (cell: Cell) =>
  (await renderText(formatNdjson, auditResult(columns('n:integer'), [[cell]]))).trimEnd();

test.each([
  [9007199254740991n, '{"n":9007199254740991}'],
  [9007199254740992n, '{"n":"9007199254740992"}'],
  [-9007199254740991n, '{"n":-9007199254740991}'],
  [-9007199254740992n, '{"n":"-9007199254740992"}'],
  [2 ** 53, '{"n":"9007199254740992"}'],
  [0, '{"n":0}'],
])('writes the integer %s so that no reader rounds it', async (cell, expected) => {
  expect(await integer(cell)).toBe(expected);
});

test.each([
  ['not a number', Number.NaN],
  ['infinity', Number.POSITIVE_INFINITY],
])('writes %s as null', async (_, cell) => {
  expect(await renderText(formatNdjson, auditResult(columns('d:double'), [[cell]]))).toBe('{"d":null}\n');
});

test.each([
  ['JSON', formatJson],
  ['NDJSON', formatNdjson],
])('keeps every text in %s without a character that steers a terminal', async (_, format) => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[\u007f-\u009f\u2028-\u202e"\\]*$/));
  await fc.assert(
    fc.asyncProperty(fc.array(text, { maxLength: 5 }), async (keys) => {
      const rows = keys.map((key) => [key]);
      const json = await renderText(format, auditResult(columns('key'), rows));
      expect(json).not.toMatch(/[^\P{Cc}\n]|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u);
      const parsed =
        format === formatJson
          ? JSON.parse(json).rows
          : json
              .split('\n')
              .slice(0, -1)
              .map((line) => JSON.parse(line));
      expect(parsed).toEqual(keys.map((key) => ({ key })));
    }),
    { numRuns: 500 },
  );
});
