import { FORMAT_NAMES, formatters, isEngineFormat, requireFormat } from '../../lib/report/formats';
import { UsageError } from '../../lib/shared/errors';

test('knows the formats of the command line', () => {
  expect(FORMAT_NAMES).toEqual(['table', 'csv', 'json', 'ndjson', 'markdown', 'parquet']);
});

test('leaves Parquet to the engine', () => {
  expect(FORMAT_NAMES.map(requireFormat).filter(isEngineFormat)).toEqual(['parquet']);
  expect(Object.keys(formatters)).not.toContain('parquet');
});

test.each(['xml', '', 'CSV', 'constructor'])('fails for the unknown format %p and says what is allowed', (name) => {
  expect(() => requireFormat(name)).toThrow(UsageError);
  expect(() => requireFormat(name)).toThrow(
    `--format is none of ours, got '${name}'; allowed are table, csv, json, ndjson, markdown, parquet`,
  );
});
