import { TRINO_FUNCTIONS } from '../../../../lib/engines/duckdb/trino-functions';

/** Trino's functions that only `source.athena.sql` and `coverage.athena.sql` use, in addition to those of the laptop's own prelude. */
const SOURCE_FUNCTIONS: readonly string[] = [
  `macro date_parse(s, f) as case f
    when '%d/%b/%Y:%H:%i:%s +0000' then strptime(s, '%d/%b/%Y:%H:%M:%S +0000')
    else cast(cast('date_parse: this format is not supported: ' || f as integer) as timestamp) end`,
  `macro from_iso8601_timestamp(s) as case
    when regexp_matches(s, '^\\d{4}-\\d\\d-\\d\\d(T\\d\\d(:\\d\\d(:\\d\\d([.]\\d+)?)?)?(Z|[+-]\\d\\d(:?\\d\\d)?)?)?$')
    then cast(s as timestamptz) else cast(cast('no ISO 8601: ' || s as integer) as varchar)::timestamptz end`,
  "macro at_timezone(t, z) as case z when 'UTC' then t else cast(cast(z as integer) as varchar)::timestamptz end",
  'macro to_utf8(s) as encode(s)',
  // another hash, but only whether two are the same counts
  'macro xxhash64(b) as hash(b)',
];

/** Statements that a session begins with. */
export const PRELUDE = [
  "set TimeZone = 'UTC'",
  'set integer_division = true',
  "set lambda_syntax = 'ENABLE_SINGLE_ARROW'",
  ...[...TRINO_FUNCTIONS, ...SOURCE_FUNCTIONS].map((macro) => `create ${macro}`),
].join(';\n');

/** SHIM: DuckDB's macros take no lambda, and it calls Trino's `transform` by another name. */
export function inDuckDbWords(sql: string): string {
  return sql.replace(/\btransform\(/g, 'list_transform(');
}
