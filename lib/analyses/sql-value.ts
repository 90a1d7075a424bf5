/** A value that is bound to a `?`. */
export type SqlValue = string | number;

/** A piece of SQL with a `?` for each of its values. */
export interface SqlClause {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

/** The value as an SQL literal: the form in which Athena takes execution parameters. */
export function toSqlLiteral(value: SqlValue): string {
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;
}

/** The text with each `?` replaced by its value as a literal; for people who paste a query into a console. */
export function inlineParameters(sql: string, parameters: readonly SqlValue[]): string {
  let next = 0;
  return sql.replace(/'(?:[^']|'')*'|--[^\n]*|\?/g, (token) => {
    if (token !== '?') return token;
    const value = parameters[next++];
    if (value === undefined) throw new Error('more ? than parameters');
    return toSqlLiteral(value);
  });
}
