import { UsageError } from '../shared/errors';
import type { SqlClause } from './sql-value';

/**
 * The value of a parameter in the query string of the request line, as an expression over the view of access logs. It is
 * decoded as forms are (`+` is a space), or left as it came where it can't be. The first one counts when there are
 * several; NULL when there is none.
 */
export function queryParameterClause(name: string): SqlClause {
  const spellings = [...new Set([name, encodeURIComponent(name)])];
  // lazy, so that the first one is found
  const pattern = `^[^?]*[?](?:[^ ]*?&)??(?:${spellings.map(escapeRegex).join('|')})=([^& ]*)`;
  const value = 'regexp_extract(request_uri, ?, 1)';
  const decoded = `try(url_decode(${value}))`;
  const sql = [
    'case',
    `  when not regexp_like(${value}, '[%+]') then ${value}`,
    `  when not regexp_like(${value}, '^([^%]|%[0-9A-Fa-f]{2})*$') then ${value}`,
    `  when strpos(${decoded}, chr(65533)) = 0 then ${decoded}`,
    `  else ${value}`,
    'end',
  ].join('\n');
  return { sql, parameters: Array.from({ length: sql.split('?,').length - 1 }, () => pattern) };
}

/** `name=value` as a condition. @throws UsageError for anything else */
export function queryParameterEquals(text: string): SqlClause {
  const end = text.indexOf('=');
  if (end < 1) {
    throw new UsageError(
      'INVALID_FILTER',
      `--query-param is not a name and a value, got '${text}'; allowed is for example org=42`,
    );
  }
  const { sql, parameters } = queryParameterClause(text.slice(0, end));
  return { sql: `(${sql}) = ?`, parameters: [...parameters, text.slice(end + 1)] };
}

function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
