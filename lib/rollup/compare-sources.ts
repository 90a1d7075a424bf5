import type { Manifest, Segment } from './manifest';
import type { LeftSource, NewSource } from './merge-segments';
import { UnusableSource, unusable } from './read-ahead';
import type { RollupStore, StoredSource } from './rollup-store';

/** What of the sources of a period is in its rollup. */
export interface Comparison {
  readonly contained: readonly StoredSource[];
  /** In the order of their keys. */
  readonly fresh: readonly NewSource[];
  readonly left: readonly LeftSource[];
}

/** Tells sources that are in a rollup, with this very content, from those that are not. */
export async function compareSources(
  store: RollupStore,
  manifest: Manifest | undefined,
  sources: readonly StoredSource[],
): Promise<Comparison> {
  const segments = segmentsByKey(manifest?.segments ?? []);
  const contained: StoredSource[] = [];
  const fresh: NewSource[] = [];
  const left: LeftSource[] = [];
  for (const source of sources) {
    const known = segments.get(source.key);
    const identity = known && (await identityOf(store, source, known));
    if (identity instanceof UnusableSource) left.push({ key: source.key, reason: identity.message });
    else if (identity === undefined) fresh.push(source);
    else if (known?.some((segment) => isOf(segment, source, identity))) contained.push(source);
    // other content under the same key: more lines
    else fresh.push({ ...source, identity });
  }
  fresh.sort((a, b) => (a.key < b.key ? -1 : 1));
  return { contained, fresh, left };
}

/** How many segments of a rollup are of no source that is there. */
export function countOrphans(manifest: Manifest, { contained }: Comparison): number {
  const keys = new Set(contained.map(({ key }) => key));
  // of two contents under one key only one can still be there
  return manifest.segments.filter(({ key }) => !keys.delete(key)).length;
}

function segmentsByKey(segments: readonly Segment[]): ReadonlyMap<string, readonly Segment[]> {
  const byKey = new Map<string, Segment[]>();
  for (const segment of segments) {
    const others = byKey.get(segment.key);
    if (others) others.push(segment);
    else byKey.set(segment.key, [segment]);
  }
  return byKey;
}

async function identityOf(
  store: RollupStore,
  source: StoredSource,
  known: readonly Segment[],
): Promise<string | UnusableSource> {
  if (source.unreadable !== undefined) return new UnusableSource(source.unreadable);
  const same = known.find(({ version, sourceBytes }) => version === source.version && sourceBytes === source.bytes);
  if (same) return same.identity;
  try {
    return await store.identify(source);
  } catch (error) {
    return unusable(error);
  }
}

function isOf({ identity, sourceBytes }: Segment, { bytes }: StoredSource, found: string): boolean {
  return identity === found && sourceBytes === bytes;
}
