/** A JSON value that remembers how its numbers are written. */
export type JsonNode =
  | { readonly kind: 'string'; readonly text: string }
  /** A number, true, false or null, as it is written. */
  | { readonly kind: 'plain'; readonly text: string }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'object'; readonly members: readonly (readonly [string, JsonNode])[] };

const TOKEN = /\s*(?:("(?:[^"\\]|\\.)*")|([[\]{},:])|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/sy;

/** @throws SyntaxError */
export function parseJsonText(text: string): JsonNode {
  let position = 0;
  const node = value(next());
  if (text.slice(position).trim() !== '') throw new SyntaxError(`something follows the JSON at ${position}`);
  return node;

  function next(): string {
    TOKEN.lastIndex = position;
    const found = TOKEN.exec(text);
    if (!found) throw new SyntaxError(`no JSON at ${position}`);
    position = TOKEN.lastIndex;
    return (found[1] ?? found[2] ?? found[3]) as string;
  }

  function value(token: string): JsonNode {
    if (token === '{') return object();
    if (token === '[') return array();
    if (token.startsWith('"')) return { kind: 'string', text: JSON.parse(token) as string };
    if (token.length === 1 && '}],:'.includes(token)) throw new SyntaxError(`unexpected ${token} before ${position}`);
    return { kind: 'plain', text: token };
  }

  function object(): JsonNode {
    const members: [string, JsonNode][] = [];
    for (let token = next(); token !== '}'; token = next()) {
      if (token === ',' && members.length > 0) token = next();
      const name = JSON.parse(token) as string;
      if (next() !== ':') throw new SyntaxError(`no colon before ${position}`);
      members.push([name, value(next())]);
    }
    return { kind: 'object', members };
  }

  function array(): JsonNode {
    const items: JsonNode[] = [];
    for (let token = next(); token !== ']'; token = next()) {
      items.push(value(token === ',' && items.length > 0 ? next() : token));
    }
    return { kind: 'array', items };
  }
}

/** Without spaces, numbers as they were. */
export function writeJsonText(node: JsonNode): string {
  switch (node.kind) {
    case 'string':
      return JSON.stringify(node.text);
    case 'plain':
      return node.text;
    case 'array':
      return `[${node.items.map(writeJsonText).join(',')}]`;
    case 'object':
      return `{${node.members.map(([name, member]) => `${JSON.stringify(name)}:${writeJsonText(member)}`).join(',')}}`;
  }
}
