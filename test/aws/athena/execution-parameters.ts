import { AthenaQueryError } from './athena-engine';

/** A literal of SQL: text in single quotes, a number, true, false, null, or a date or time. */
const LITERAL = /^(?:(?:DATE|TIMESTAMP)\s+)?'(?:[^']|'')*'$|^-?\d+(?:\.\d+)?(?:[Ee][+-]?\d+)?$|^(?:true|false|null)$/i;

/** Texts in quotes, names in quotes, comments: places where a `?` is no parameter. */
const TOKENS = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\?/g;

/**
 * The query with a literal in each place of a `?`: what EXECUTE … USING does with them.
 * @throws AthenaQueryError when their number differs, or one is no literal
 */
export function withParameters(sql: string, parameters: readonly string[]): string {
  const expected = (sql.match(TOKENS) ?? []).filter((token) => token === '?').length;
  if (expected !== parameters.length) {
    throw new AthenaQueryError(
      `INVALID_PARAMETER_USAGE: line 1:1: Incorrect number of parameters: expected ${expected} but found ${parameters.length}`,
      2,
      false,
    );
  }
  const wrong = parameters.find((parameter) => !LITERAL.test(parameter));
  if (wrong !== undefined) {
    throw new AthenaQueryError(`SYNTAX_ERROR: the execution parameter ${wrong} is no literal`, 2, false);
  }
  let next = 0;
  return sql.replace(TOKENS, (token) => (token === '?' ? (parameters[next++] as string) : token));
}
