import { XMLBuilder, XMLParser } from 'fast-xml-parser';

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@', suppressEmptyNode: false });

/** A document of one element. Arrays become repeated elements, members that are undefined are left out. */
export function toXml(root: string, content: Readonly<Record<string, unknown>>, namespace?: string): string {
  const element = namespace === undefined ? content : { '@xmlns': namespace, ...content };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ [root]: prune(element) })}`;
}

function prune(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(prune);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [name, prune(member)]),
  );
}

/**
 * The root element of a document as plain values; every text stays text, and elements named in `lists` (by path, such as
 * `Delete.Object`) are always arrays.
 */
export function fromXml(
  text: string,
  lists: readonly string[] = [],
): { readonly root: string; readonly content: unknown } {
  const parser = new XMLParser({
    ignoreAttributes: true,
    parseTagValue: false,
    ignoreDeclaration: true,
    trimValues: false,
    isArray: (_name, path) => lists.includes(String(path)),
  });
  const parsed = parser.parse(text) as Record<string, unknown>;
  const [root] = Object.keys(parsed);
  if (root === undefined) throw new Error('no XML');
  return { root, content: parsed[root] };
}
