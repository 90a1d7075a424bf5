import type { Manifest } from './manifest';
import type { LeftSource } from './merge-segments';
import { UnusableSource, unusable } from './read-ahead';
import type { RollupStore, Sources, StoredSource } from './rollup-store';
import type { Segment } from './segment-list';
import { SourceChoice } from './source-list';

/** What of the sources of a period is in its rollup. */
export interface Comparison {
  readonly contained: SourceChoice;
  readonly fresh: SourceChoice;
  /** What those fresh ones are known by whose keys are in the rollup, with other content. */
  readonly identities: ReadonlyMap<string, string>;
  readonly left: readonly LeftSource[];
}

/**
 * Tells sources that are in a rollup, with this very content, from those that are not.
 * @param sources in the order of their keys
 * @param except keys of sources that are neither
 */
export async function compareSources(
  store: RollupStore,
  manifest: Manifest | undefined,
  sources: Sources,
  except: Pick<ReadonlyMap<string, unknown>, 'has' | 'size'> = new Map(),
): Promise<Comparison> {
  if (!manifest) {
    const fresh = SourceChoice.all(sources).without(except);
    return { contained: new SourceChoice(sources), fresh, identities: new Map(), left: [] };
  }
  const segmentsOf = segmentsByKey(manifest.segments);
  const [contained, fresh] = [new SourceChoice(sources), new SourceChoice(sources)];
  const identities = new Map<string, string>();
  const left: LeftSource[] = [];
  let position = -1;
  for (const source of sources) {
    position++;
    if (except.has(source.key)) continue;
    const known = segmentsOf(source.key);
    const identity = known.length === 0 ? undefined : identityOf(store, source, known);
    const found = identity instanceof Promise ? await identity : identity;
    if (found instanceof UnusableSource) left.push({ key: source.key, reason: found.message });
    else if (found === undefined) fresh.add(position);
    else if (known.some((segment) => isOf(segment, source, found))) contained.add(position);
    else {
      // other content under the same key: more lines
      fresh.add(position);
      identities.set(source.key, found);
    }
  }
  return { contained, fresh, identities, left };
}

/** How many segments of a rollup are of no source that is there; of two contents under one key only one can still be there. */
export function countOrphans({ segments }: Manifest, { contained }: Comparison): number {
  let count = 0;
  for (const _ of segments) count++;
  return count - contained.length;
}

/** Finds the segments of keys that are asked for in their order. */
function segmentsByKey(segments: Iterable<Segment>): (key: string) => readonly Segment[] {
  const rest = segments[Symbol.iterator]();
  let next = rest.next();
  return (key) => {
    while (!next.done && next.value.key < key) next = rest.next();
    const found: Segment[] = [];
    for (; !next.done && next.value.key === key; next = rest.next()) found.push(next.value);
    return found;
  };
}

function identityOf(
  store: RollupStore,
  source: StoredSource,
  known: readonly Segment[],
): string | UnusableSource | Promise<string | UnusableSource> {
  if (source.unreadable !== undefined) return new UnusableSource(source.unreadable);
  const same = known.find(({ version, sourceBytes }) => version === source.version && sourceBytes === source.bytes);
  return same ? same.identity : store.identify(source).catch(unusable);
}

function isOf({ identity, sourceBytes }: Segment, { bytes }: StoredSource, found: string): boolean {
  return identity === found && sourceBytes === bytes;
}
