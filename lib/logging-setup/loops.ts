import type { LoggedBucket } from './bucket-logging';
import { isKnown, type Unknown } from './fact';

/** Where the logs of logs of a bucket end. */
export type Chain =
  | { readonly kind: 'ends' }
  /** The buckets in the order in which they log to each other; the last one is there before. */
  | { readonly kind: 'loop'; readonly path: readonly string[] }
  | { readonly kind: 'unknown'; readonly at: string; readonly why: Unknown };

/** Follows the logs of a bucket, the logs of those, and so on, as far as the buckets are known. */
export function followLogs(name: string, buckets: ReadonlyMap<string, Pick<LoggedBucket, 'destination'>>): Chain {
  const path = [name];
  for (;;) {
    const at = path[path.length - 1] as string;
    const destination = buckets.get(at)?.destination;
    if (!destination) return { kind: 'ends' };
    if (!isKnown(destination)) return { kind: 'unknown', at, why: destination };
    if (!destination.value) return { kind: 'ends' };
    const next = destination.value.bucket;
    const isLoop = path.includes(next);
    path.push(next);
    if (isLoop) return { kind: 'loop', path };
  }
}
