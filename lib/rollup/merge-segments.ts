import { createHash, hash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { LineSelector } from './event-lines';
import { isGzip } from './gzip-content';
import { normalizedLines } from './line-normalizer';
import type { OldContent } from './old-content';
import type { Amount } from './plan-rollup';
import {
  contentOf,
  contentsOf,
  isSmall,
  type ReadAhead,
  readNow,
  type TakenContent,
  UnusableSource,
} from './read-ahead';
import type { ContentPart, RollupContent } from './rollup-content';
import type { RollupStore, StoredSource } from './rollup-store';
import { compareSegments, type Segment, SegmentList } from './segment-list';
import { linesOf } from './source-lines';

/** Why a source is left where it is. */
export interface LeftSource {
  readonly key: string;
  readonly reason: string;
}

export interface Merge {
  readonly store: RollupStore;
  /** In the order of their keys. */
  readonly sources: Iterable<StoredSource>;
  /** What those are known by, by key, for which it had to be found out. */
  readonly identities: ReadonlyMap<string, string>;
  readonly old?: { readonly segments: Iterable<Segment>; readonly content: OldContent };
  readonly content: RollupContent;
  /** Chooses lines of a source; all when absent. */
  readonly selector?: (source: StoredSource) => LineSelector;
  /** Whether only lines count, and neither blank ones nor how they end. */
  readonly linesOnly: boolean;
  readonly ahead: ReadAhead;
  readonly signal?: AbortSignal;
  /** Told what was read since it was last told. */
  readonly onRead?: (read: Amount) => void;
}

/** After so many sources others get their turn: timers, signals, answers. */
const SOURCES_AT_ONCE = 256;

/** What was written. */
export interface MergedSegments {
  /** All of them, in their order. */
  readonly segments: SegmentList;
  /** How many are of new sources. */
  readonly added: number;
  readonly addedBytes: number;
  /** Sources that could not be had. */
  readonly left: readonly LeftSource[];
}

/**
 * Writes the old content with the new sources at their places.
 * @throws SpoiledAttempt when one of these can't be had, and it was found too late
 */
export async function mergeSegments(merge: Merge): Promise<MergedSegments> {
  const { store, sources, identities, old, ahead, signal, onRead } = merge;
  const left: LeftSource[] = [];
  const { segments, copyBefore, copyRest } = oldSegments(merge);
  let count = 0;
  let addedBytes = 0;
  for (const { source, content } of store.readInto ? alone(sources) : contentsOf(store, sources, ahead)) {
    if (++count % SOURCES_AT_ONCE === 0) await setImmediate();
    signal?.throwIfAborted();
    // the identity of a source is known when its key is in the rollup already
    if (old) await copyBefore({ key: source.key, identity: identities.get(source.key) ?? '' });
    const segment =
      (await appendNow(merge, source)) ??
      (await writeSource(merge, source, await (content ?? contentOf(store, source))));
    if (segment instanceof UnusableSource) left.push({ key: source.key, reason: segment.message });
    else {
      segments.add(segment);
      addedBytes += source.bytes;
    }
    onRead?.({ objects: 1, bytes: source.bytes });
  }
  await copyRest();
  return { segments, added: count - left.length, addedBytes, left };
}

/** Copies old segments in stretches, as long as there is no new source between them. */
function oldSegments({ old, content }: Merge) {
  const segments = new SegmentList();
  const rest = (old?.segments ?? [])[Symbol.iterator]();
  let next = rest.next();
  const copy = async (isNext: (segment: Segment) => boolean) => {
    let bytes = 0;
    for (; !next.done && isNext(next.value); next = rest.next()) {
      bytes += next.value.bytes;
      segments.add(next.value);
    }
    await old?.content.copy(bytes, content);
  };
  return {
    segments,
    copyBefore: (source: Pick<Segment, 'key' | 'identity'>) => copy((segment) => compareSegments(segment, source) < 0),
    async copyRest() {
      await copy(() => true);
      await old?.content.end();
    },
  };
}

function* alone(
  sources: Iterable<StoredSource>,
): Generator<{ readonly source: StoredSource; readonly content?: never }> {
  for (const source of sources) yield { source };
}

/**
 * Reads a source to where it has its place, where the store can do so and nothing is to be done with its lines.
 * @returns undefined when it has to be written in another way
 */
async function appendNow(merge: Merge, source: StoredSource): Promise<Segment | UnusableSource | undefined> {
  const { store, content } = merge;
  if (!store.readInto || !isPlain(merge, source) || !isSmall(source)) return undefined;
  if (!content.space(source.bytes)) await content.flush();
  const space = content.space(source.bytes);
  // from here on nobody else may have a turn
  if (!space) return undefined;
  const found = readNow(store, source, space);
  if (found instanceof UnusableSource) return found;
  if (isGzip(found)) return undefined;
  const identity = identityOf(merge, source, found);
  return toSegment(source, content.append(found), identity);
}

async function writeSource(merge: Merge, source: StoredSource, found: TakenContent): Promise<Segment | UnusableSource> {
  if (found instanceof UnusableSource) return found;
  const { store, content } = merge;
  if (found !== 'large' && isPlain(merge, source) && !isGzip(found)) {
    const part = await content.segment(() => content.write(found));
    return toSegment(source, part, identityOf(merge, source, found));
  }
  const known = merge.identities.get(source.key);
  const digest = store.identifiesByContent && known === undefined ? createHash('sha256') : undefined;
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
  return toSegment(source, part, known ?? digest?.digest('hex') ?? source.version);
}

/** Whether its lines are taken as they are. */
function isPlain({ selector, linesOnly }: Merge, { key }: StoredSource): boolean {
  return !selector && !linesOnly && !key.endsWith('.gz');
}

function identityOf({ store, identities }: Merge, { key, version }: StoredSource, content: Buffer): string {
  return identities.get(key) ?? (store.identifiesByContent ? hash('sha256', content, 'hex') : version);
}

function toSegment({ key, bytes, version }: StoredSource, part: ContentPart, identity: string): Segment {
  return { key, identity, sourceBytes: bytes, version, lines: part.lines, bytes: part.bytes };
}
