import { createHash, hash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { LineSelector } from './event-lines';
import { isGzip } from './gzip-content';
import { normalizedLines } from './line-normalizer';
import { compareSegments, type Segment } from './manifest';
import type { OldContent } from './old-content';
import { contentsOf, type ReadAhead, type TakenContent, UnusableSource } from './read-ahead';
import type { ContentPart, RollupContent } from './rollup-content';
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
  /** Whether only lines count, and neither blank ones nor how they end. */
  readonly linesOnly: boolean;
  readonly ahead: ReadAhead;
  readonly signal?: AbortSignal;
  /** Told after each source. */
  readonly onSource?: (source: StoredSource) => void;
}

/** After so many sources others get their turn: timers, signals, answers. */
const SOURCES_AT_ONCE = 256;

/**
 * Writes the old content with the new sources at their places.
 * @returns all segments in their order, and the sources that could not be had
 * @throws SpoiledAttempt when one of these was found too late
 */
export async function mergeSegments(
  merge: Merge,
): Promise<{ readonly segments: readonly Segment[]; readonly left: readonly LeftSource[] }> {
  const { store, sources, old, ahead, signal, onSource } = merge;
  const left: LeftSource[] = [];
  const { segments, copyBefore, copyRest } = oldSegments(merge);
  const nextContent = contentsOf(store, sources, ahead);
  for (const [index, source] of sources.entries()) {
    if (index % SOURCES_AT_ONCE === SOURCES_AT_ONCE - 1) await setImmediate();
    signal?.throwIfAborted();
    if (old) await copyBefore(source);
    const taken = nextContent();
    const found = taken instanceof Promise ? await taken : taken;
    const segment = await writeSource(merge, source, found);
    if (segment instanceof UnusableSource) left.push({ key: source.key, reason: segment.message });
    else segments.push(segment);
    onSource?.(source);
  }
  await copyRest();
  return { segments, left };
}

/** Copies old segments in stretches, as long as there is no new source between them. */
function oldSegments({ old, content }: Merge) {
  const segments: Segment[] = [];
  const before = old?.segments ?? [];
  let taken = 0;
  const copy = async (isNext: (segment: Segment) => boolean) => {
    let bytes = 0;
    for (let next = before[taken]; next !== undefined && isNext(next); next = before[taken]) {
      bytes += next.bytes;
      segments.push(next);
      taken++;
    }
    await old?.content.copy(bytes, content);
  };
  return {
    segments,
    // the identity of a source is known when its key is in the rollup already
    copyBefore: ({ key, identity = '' }: NewSource) =>
      copy((segment) => compareSegments(segment, { key, identity }) < 0),
    async copyRest() {
      await copy(() => true);
      await old?.content.end();
    },
  };
}

async function writeSource(merge: Merge, source: NewSource, found: TakenContent): Promise<Segment | UnusableSource> {
  if (found instanceof UnusableSource) return found;
  const isPlain =
    found !== 'large' && !merge.selector && !merge.linesOnly && !isGzip(found) && !source.key.endsWith('.gz');
  const part = isPlain ? merge.content.append(found) : undefined;
  if (part) return toSegment(source, part, identityOf(merge, source, found as Buffer));
  // what follows takes its time, and others may read meanwhile
  const kept = found === 'large' || !merge.store.readNow ? found : Buffer.from(found);
  if (isPlain) {
    await merge.content.flush();
    const second = merge.content.append(kept as Buffer);
    if (second) return toSegment(source, second, identityOf(merge, source, kept as Buffer));
  }
  return await writeLines(merge, source, kept);
}

async function writeLines(merge: Merge, source: NewSource, found: Buffer | 'large'): Promise<Segment | UnusableSource> {
  const { store, content } = merge;
  const digest = store.identifiesByContent && source.identity === undefined ? createHash('sha256') : undefined;
  const lines = await linesOf(store, source, found, digest && ((piece) => digest.update(piece)));
  if (lines instanceof UnusableSource) return lines;
  const filters = [
    ...(merge.selector ? [merge.selector(source)] : []),
    ...(merge.linesOnly ? [normalizedLines()] : []),
  ];
  const part = await content.segment(async () => {
    for await (const piece of lines) await content.write(filters.reduce((bytes, filter) => filter.take(bytes), piece));
    for (const [index, filter] of filters.entries()) {
      const rest = filters.slice(index + 1).reduce((bytes, next) => next.take(bytes), filter.end());
      await content.write(rest);
    }
  });
  return toSegment(source, part, source.identity ?? digest?.digest('hex') ?? source.version);
}

function identityOf({ store }: Merge, { identity, version }: NewSource, content: Buffer): string {
  return identity ?? (store.identifiesByContent ? hash('sha256', content, 'hex') : version);
}

function toSegment({ key, bytes, version }: NewSource, part: ContentPart, identity: string): Segment {
  return { key, identity, sourceBytes: bytes, version, lines: part.lines, bytes: part.bytes };
}
