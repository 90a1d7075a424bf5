import { type JsonNode, writeJsonText } from './json-text';

/** A column type of Hive, as far as the tables here use them. */
export type HiveType =
  | { readonly kind: 'string' }
  | { readonly kind: 'number'; readonly name: 'int' | 'bigint' }
  | { readonly kind: 'timestamp' }
  | { readonly kind: 'array'; readonly item: HiveType }
  | { readonly kind: 'struct'; readonly fields: readonly (readonly [string, HiveType])[] };

/** @throws Error for a type that is not known here */
export function parseHiveType(text: string): HiveType {
  let rest = text;
  const type = parse();
  if (rest !== '') throw new Error(`${rest} is left over of the type ${text}`);
  return type;

  function parse(): HiveType {
    if (take('string')) return { kind: 'string' };
    if (take('timestamp')) return { kind: 'timestamp' };
    for (const name of ['int', 'bigint'] as const) if (take(name)) return { kind: 'number', name };
    if (take('array<')) {
      const item = parse();
      expect('>');
      return { kind: 'array', item };
    }
    expect('struct<');
    const fields: [string, HiveType][] = [];
    do {
      const [name = ''] = /^[a-z_0-9]+(?=:)/.exec(rest) ?? [];
      expect(`${name}:`);
      fields.push([name, parse()]);
    } while (take(','));
    expect('>');
    return { kind: 'struct', fields };
  }

  function take(token: string): boolean {
    if (!rest.startsWith(token)) return false;
    rest = rest.slice(token.length);
    return true;
  }

  function expect(token: string): void {
    if (!take(token)) throw new Error(`no ${token} at ${rest} of the type ${text}`);
  }
}

export function duckDbType(type: HiveType): string {
  switch (type.kind) {
    case 'string':
      return 'VARCHAR';
    case 'number':
      return type.name.toUpperCase();
    case 'timestamp':
      return 'TIMESTAMP';
    case 'array':
      return `${duckDbType(type.item)}[]`;
    case 'struct':
      return `STRUCT(${type.fields.map(([name, field]) => `"${name}" ${duckDbType(field)}`).join(', ')})`;
  }
}

/** What a JSON SerDe makes of a value: names without regard to case, anything may become text, what does not fit is NULL. */
export function toHiveJson(node: JsonNode | undefined, type: HiveType): unknown {
  if (node === undefined || (node.kind === 'plain' && node.text === 'null')) return null;
  switch (type.kind) {
    case 'string':
      return node.kind === 'string' ? node.text : writeJsonText(node);
    case 'number':
    case 'timestamp':
      throw new Error(`how a JSON SerDe reads a ${type.kind} is not known here`);
    case 'array':
      return node.kind === 'array' ? node.items.map((item) => toHiveJson(item, type.item)) : null;
    case 'struct':
      if (node.kind !== 'object') return null;
      return Object.fromEntries(type.fields.map(([name, field]) => [name, toHiveJson(memberOf(node, name), field)]));
  }
}

/** The last one of that name, whatever its case. */
export function memberOf(node: JsonNode, name: string): JsonNode | undefined {
  if (node.kind !== 'object') return undefined;
  return node.members.findLast(([member]) => member.toLowerCase() === name)?.[1];
}
