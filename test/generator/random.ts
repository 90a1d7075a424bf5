/** Deterministic random numbers: the same seed gives the same sequence on every machine. */
export interface Random {
  /** A number from 0 (inclusive) to 1 (exclusive). */
  next(): number;
  /** An integer from 0 (inclusive) to `limit` (exclusive). */
  below(limit: number): number;
  /** An integer from `low` to `high`, both inclusive. */
  between(low: number, high: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** One element of a list that is not empty. */
  pick<T>(items: readonly T[]): T;
  /** One element, chosen by the weights beside the elements. */
  weighted<T>(items: readonly (readonly [T, number])[]): T;
  /** Upper-case hexadecimal digits. */
  hex(length: number): string;
  /** Characters of an alphabet. */
  text(length: number, alphabet: string): string;
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Makes a random number sequence (mulberry32) from a seed. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  const text = (length: number, alphabet: string): string => {
    let result = '';
    for (let i = 0; i < length; i++) result += alphabet[below(alphabet.length)];
    return result;
  };
  return {
    next,
    below,
    between: (low, high) => low + below(high - low + 1),
    chance: (probability) => next() < probability,
    pick: (items) => items[below(items.length)] as (typeof items)[number],
    weighted: (items) => pickWeighted(items, next()),
    hex: (length) => text(length, '0123456789ABCDEF'),
    text,
  };
}

/** A host id as S3 writes it: 75 Base64 characters and a `=`. */
export function randomHostId(random: Random): string {
  return `${random.text(75, BASE64)}=`;
}

function pickWeighted<T>(items: readonly (readonly [T, number])[], share: number): T {
  const total = items.reduce((sum, [, weight]) => sum + weight, 0);
  let rest = share * total;
  for (const [item, weight] of items) {
    rest -= weight;
    if (rest < 0) return item;
  }
  return (items[items.length - 1] as readonly [T, number])[0];
}
