import { createHash } from 'node:crypto';
import type { LineSelector } from './event-lines';
import { compareSegments, type Segment } from './manifest';
import type { OldContent } from './old-content';
import { type ReadAhead, readAhead, UnusableSource } from './read-ahead';
import type { RollupContent } from './rollup-content';
import type { RollupStore, StoredSource } from './rollup-store';
import { linesOf } from './source-lines';

/** A source that is not in the rollup yet. */
export interface NewSource extends StoredSource {
  /** What it is known by, if that had to be found out. */
  readonly identity?: string;
}

/** Why a source is left where it is. */
export interface LeftSource {
  readonly key: string;
  readonly reason: string;
}

export interface Merge {
  readonly store: RollupStore;
  /** In the order of their keys. */
  readonly sources: readonly NewSource[];
  readonly old?: { readonly segments: readonly Segment[]; readonly content: OldContent };
  readonly content: RollupContent;
  /** Chooses lines of a source; all when absent. */
  readonly selector?: (source: StoredSource) => LineSelector;
  readonly ahead: ReadAhead;
  /** Told after each source. */
  readonly onSource?: (source: StoredSource) => void;
}

/**
 * Writes the old content with the new sources at their places.
 * @returns all segments in their order, and the sources that could not be had
 * @throws SpoiledAttempt when one of these was found too late
 */
export async function mergeSegments(
  merge: Merge,
): Promise<{ readonly segments: readonly Segment[]; readonly left: readonly LeftSource[] }> {
  const { store, sources, old, content, ahead, onSource } = merge;
  const segments: Segment[] = [];
  const left: LeftSource[] = [];
  const before = old?.segments ?? [];
  let taken = 0;
  const copyOld = async (isNext: (segment: Segment) => boolean) => {
    const start = taken;
    let bytes = 0;
    for (let next = before[taken]; next !== undefined && isNext(next); next = before[taken]) {
      bytes += next.bytes;
      taken++;
    }
    for (let index = start; index < taken; index++) segments.push(before[index] as Segment);
    await old?.content.copy(bytes, content);
  };
  for await (const { source, content: found } of readAhead(store, sources, ahead)) {
    await copyOld((segment) => isBefore(segment, source));
    const segment = found instanceof UnusableSource ? found : await writeSource(merge, source, found);
    if (segment instanceof UnusableSource) left.push({ key: source.key, reason: segment.message });
    else segments.push(segment);
    onSource?.(source);
  }
  await copyOld(() => true);
  await old?.content.end();
  return { segments, left };
}

/** The identity of a source is known when its key is in the rollup already. */
function isBefore(segment: Segment, { key, identity = '' }: NewSource): boolean {
  return compareSegments(segment, { key, identity }) < 0;
}

async function writeSource(
  { store, content, selector }: Merge,
  source: NewSource,
  found: Buffer | 'large',
): Promise<Segment | UnusableSource> {
  const digest = store.identifiesByContent && source.identity === undefined ? createHash('sha256') : undefined;
  const lines = await linesOf(store, source, found, digest && ((piece) => digest.update(piece)));
  if (lines instanceof UnusableSource) return lines;
  const chosen = selector?.(source);
  const written = await content.segment(async () => {
    for await (const piece of lines) await content.write(chosen ? chosen.take(piece) : piece);
    if (chosen) await content.write(chosen.end());
  });
  const identity = source.identity ?? digest?.digest('hex') ?? source.version;
  return { key: source.key, identity, sourceBytes: source.bytes, version: source.version, ...written };
}
