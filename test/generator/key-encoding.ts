/** How a space is written at the first pass of the encoding; S3's logs have both. */
export type SpaceStyle = '%20' | '+';

const PLAIN = /^[A-Za-z0-9._*/-]*$/;

/** Encodes a text once, as HTML forms do, leaving slashes as they are. */
export function encodeOnce(text: string, space: SpaceStyle = '%20'): string {
  if (PLAIN.test(text)) return text;
  let result = '';
  for (const character of text) {
    if (PLAIN.test(character)) result += character;
    else if (character === ' ') result += space;
    else result += percentEncode(character);
  }
  return result;
}

/** Encodes a text twice: a space becomes `%2520` or `%2B`, a literal plus `%252B`. */
export function encodeTwice(text: string, space: SpaceStyle = '%20'): string {
  return encodeOnce(encodeOnce(text, space));
}

function percentEncode(character: string): string {
  let result = '';
  for (const byte of Buffer.from(character, 'utf8')) {
    result += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return result;
}
