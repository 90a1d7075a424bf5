/** Value of a column by its name; NULL is null. */
export type ColumnValue = (column: string) => string | null;

const TERM = /^([a-z_][a-z0-9_]*) (?:(is null)|(is not null)|= '((?:[^']|'')*)')$/;

/**
 * The condition of a note for rows that no engine holds any more. It knows what notes need: comparisons of a column with
 * a text or with NULL, joined by `and`.
 * @throws Error for any other SQL
 */
export function compileCondition(when: string): (value: ColumnValue) => boolean {
  const terms = when.split(/\s+and\s+/).map((text): ((value: ColumnValue) => boolean) => {
    const match = TERM.exec(text.trim());
    if (!match) throw new Error(`the condition of a note can't be '${text}'`);
    const [, column = '', isNull, isNotNull, quoted] = match;
    if (isNull) return (value) => value(column) === null;
    if (isNotNull) return (value) => value(column) !== null;
    const wanted = (quoted ?? '').replaceAll("''", "'");
    return (value) => value(column) === wanted;
  });
  return (value) => terms.every((term) => term(value));
}
