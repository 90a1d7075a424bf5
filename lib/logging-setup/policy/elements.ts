/** A JSON object, such as a statement. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One or many texts, numbers or booleans as a list of texts; undefined for anything else. */
export function asStrings(value: unknown): readonly string[] | undefined {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const sound = list.every((item) => ['string', 'number', 'boolean'].includes(typeof item));
  return sound ? list.map(String) : undefined;
}

/** The statements of a policy, of which there may be one without a list; undefined for anything that is no policy. */
export function statementsOf(policy: unknown): readonly unknown[] | undefined {
  if (!isObject(policy)) return undefined;
  const { Statement: statements } = policy;
  if (Array.isArray(statements)) return statements;
  return isObject(statements) ? [statements] : undefined;
}
