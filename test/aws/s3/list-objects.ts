import type { Bucket } from './bucket';
import { lowerBound } from './key-order';

export interface Listing {
  readonly keys: readonly string[];
  readonly prefixes: readonly string[];
  /** Last key or prefix listed, when there is more behind it. */
  readonly next?: string;
}

export interface ListingRange {
  readonly prefix: string;
  readonly delimiter: string;
  /** Only what comes after it. */
  readonly after: string;
  readonly max: number;
}

/** Behind every key with a prefix. */
const LAST = '\u{10ffff}';

/** One page of a listing, as ListObjectsV2 gives it. */
export function listKeys(
  { objects }: Pick<Bucket, 'objects'>,
  { prefix, delimiter, after, max }: ListingRange,
): Listing {
  const keys: string[] = [];
  const prefixes: string[] = [];
  let last = '';
  let index = startOf(objects, prefix, delimiter, after);
  while (index < objects.length) {
    const key = objects.keyAt(index);
    if (!key.startsWith(prefix)) break;
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const item = cut < 0 ? key : key.slice(0, cut + delimiter.length);
    if (keys.length + prefixes.length >= max) return max === 0 ? { keys, prefixes } : { keys, prefixes, next: last };
    (cut < 0 ? keys : prefixes).push(item);
    last = item;
    index = cut < 0 ? index + 1 : behind(objects, item);
  }
  return { keys, prefixes };
}

function startOf(objects: Bucket['objects'], prefix: string, delimiter: string, after: string): number {
  if (after === '') return objects.from(prefix);
  const cut = delimiter === '' ? -1 : after.indexOf(delimiter, prefix.length);
  // a common prefix that was listed already stands for all keys below it
  if (cut >= 0 && after.startsWith(prefix)) return behind(objects, after.slice(0, cut + delimiter.length));
  const index = Math.max(objects.from(prefix), objects.from(after));
  return objects.length > index && objects.keyAt(index) === after ? index + 1 : index;
}

function behind(objects: Bucket['objects'], prefix: string): number {
  return lowerBound(objects.length, (index) => objects.keyAt(index), prefix + LAST);
}
