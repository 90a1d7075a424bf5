import { INVISIBLE } from '../invisible';

const NAMED: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** Text from outside made safe for a terminal: what could steer it or hide is shown as `\x1b`, `\u202e`, `\n`. */
export function escapeForTerminal(text: string): string {
  return text.replace(INVISIBLE, (character) => NAMED[character] ?? escapeCodePoint(character.codePointAt(0) ?? 0));
}

function escapeCodePoint(codePoint: number): string {
  const hex = codePoint.toString(16);
  if (codePoint <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return codePoint <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`;
}
