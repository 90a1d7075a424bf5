import { isObject } from '../policy/elements';

/** Whether two policies, or parts of them, are the same but for the order of members and lists of one. */
export function sameJson(a: unknown, b: unknown): boolean {
  return plainJson(a) === plainJson(b);
}

function plainJson(value: unknown): string {
  if (Array.isArray(value)) return value.length === 1 ? plainJson(value[0]) : `[${value.map(plainJson).join()}]`;
  if (!isObject(value)) return String(JSON.stringify(value));
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${plainJson(value[name])}`).join()}}`;
}
