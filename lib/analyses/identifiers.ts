const LITERALS_AND_COMMENTS = /'(?:[^']|'')*'|--[^\n]*/g;

/** The words of an SQL text that may be names: outside of string literals and comments, in lower case. */
export function identifiersOf(sql: string): ReadonlySet<string> {
  return new Set(
    sql
      .replace(LITERALS_AND_COMMENTS, ' ')
      .toLowerCase()
      .match(/[a-z_][a-z0-9_]*/g) ?? [],
  );
}
