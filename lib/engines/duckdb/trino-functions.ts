/**
 * Macros that make DuckDB accept the SQL of the analyses as it is written for Athena (Trino). A macro shadows a built-in
 * of the same name, which stays reachable as `system.main.<name>`.
 *
 * Formats must be constants for DuckDB, so each one in use is listed; another one fails with a message that names it
 * (as a conversion, because `try` refuses functions with side effects such as `error`). FILTER, DISTINCT, ORDER BY and
 * OVER can't follow a macro that stands for an aggregate.
 */
export const TRINO_FUNCTIONS: readonly string[] = [
  `macro date_format(t, f) as case f
    when '%Y-%m-%d' then strftime(t, '%Y-%m-%d')
    when '%Y/%m/%d' then strftime(t, '%Y/%m/%d')
    when '%Y-%m' then strftime(t, '%Y-%m')
    when '%Y-%m-%d %H:%i:%s' then strftime(t, '%Y-%m-%d %H:%M:%S')
    when '%Y-%m-%dT%H:%i:%sZ' then strftime(t, '%Y-%m-%dT%H:%M:%SZ')
    when '%Y-%m-%dT%H:00:00Z' then strftime(t, '%Y-%m-%dT%H:00:00Z')
    when '%H' then strftime(t, '%H')
    else cast(cast('date_format: this format is not supported: ' || f as integer) as varchar) end`,
  'macro date_diff(unit, a, b) as date_sub(unit, a, b)',
  'macro day_of_week(t) as isodow(t)',
  'macro to_unixtime(t) as epoch(t)',
  "macro url_decode(s) as system.main.url_decode(replace(s, '+', ' '))",
  'macro regexp_like(s, p) as regexp_matches(s, p)',
  `macro regexp_extract(s, p) as case when regexp_matches(s, p) then system.main.regexp_extract(s, p) end,
    (s, p, g) as case when regexp_matches(s, p) then system.main.regexp_extract(s, p, g) end`,
  `macro regexp_replace(s, p, r) as
    system.main.regexp_replace(s, p, system.main.regexp_replace(r, '\\$(\\d)', '\\\\\\1', 'g'), 'g')`,
  'macro split_part(s, d, i) as string_split(s, d)[i]',
  'macro approx_distinct(x) as approx_count_distinct(x)',
  'macro arbitrary(x) as any_value(x)',
  `macro json_path(p) as system.main.regexp_replace(p, '\\["([^"]*)"\\]', '."\\1"', 'g')`,
  `macro json_extract_scalar(j, p) as case
    when not json_valid(j) or json_type(j, json_path(p)) in ('OBJECT', 'ARRAY', 'NULL') then null
    else json_extract_string(j, json_path(p)) end`,
  'macro cardinality(a) as len(a)',
  'macro element_at(a, i) as list_extract(a, i)',
  'macro array_join(a, separator) as array_to_string(a, separator)',
  'macro concat(a, b) as a || b, (a, b, c) as a || b || c, (a, b, c, d) as a || b || c || d',
  'macro greatest(a, b) as case when a is null or b is null then null when a >= b then a else b end',
  'macro least(a, b) as case when a is null or b is null then null when a <= b then a else b end',
];
