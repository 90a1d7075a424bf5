import { gunzip, isGzip } from './gzip-content';
import { type UnusableSource, unusable } from './read-ahead';
import type { RollupStore, StoredSource } from './rollup-store';

/** A small compressed source is unpacked up to here before any of it is used, so that damage is found in time. */
const UNPACKED_BYTES = 32 * 1024 * 1024;

/** A source can't be had of which something is used already. */
export class SpoiledAttempt extends Error {
  constructor(
    readonly source: StoredSource,
    readonly reason: string,
  ) {
    super(reason);
  }
}

/**
 * The lines of a source as they were, decompressed. A source that can't be had is told at the beginning as far as possible.
 * @throws SpoiledAttempt when it is found out later
 */
export async function linesOf(
  store: RollupStore,
  source: StoredSource,
  content: Buffer | 'large',
  onRaw?: (piece: Buffer) => void,
): Promise<AsyncIterable<Buffer> | readonly Buffer[] | UnusableSource> {
  try {
    if (content !== 'large') {
      onRaw?.(content);
      return isCompressed(source, content) ? await unpack(store, source, content) : [content];
    }
    const pieces = telling(store.open(source.key, source.version, source.bytes), onRaw)[Symbol.asyncIterator]();
    const { done, value: first } = await pieces.next();
    if (done) return [];
    const whole = startingWith(first, pieces);
    const lines = isCompressed(source, first) ? gunzip(whole, source.bytes, addressOf(store, source)) : whole;
    return spoiling(source, lines);
  } catch (error) {
    return unusable(error);
  }
}

function isCompressed(source: StoredSource, beginning: Buffer): boolean {
  return isGzip(beginning) || (source.key.endsWith('.gz') && source.bytes > 0);
}

async function unpack(
  store: RollupStore,
  source: StoredSource,
  content: Buffer,
): Promise<AsyncIterable<Buffer> | readonly Buffer[]> {
  const pieces = gunzip(once(content), source.bytes, addressOf(store, source));
  const unpacked: Buffer[] = [];
  let bytes = 0;
  for (;;) {
    const { done, value: piece } = await pieces.next();
    if (done) return unpacked;
    unpacked.push(piece);
    bytes += piece.length;
    if (bytes > UNPACKED_BYTES) return spoiling(source, startingWith(Buffer.concat(unpacked), pieces));
  }
}

async function* once(content: Buffer): AsyncGenerator<Buffer> {
  yield content;
}

async function* telling(
  pieces: AsyncIterable<Buffer>,
  onPiece: ((piece: Buffer) => void) | undefined,
): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    onPiece?.(piece);
    yield piece;
  }
}

async function* startingWith(first: Buffer, others: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield first;
    for (;;) {
      const { done, value } = await others.next();
      if (done) return;
      yield value;
    }
  } finally {
    await others.return?.();
  }
}

async function* spoiling(source: StoredSource, lines: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* lines;
  } catch (error) {
    throw new SpoiledAttempt(source, unusable(error).message);
  }
}

function addressOf({ address }: RollupStore, { key }: StoredSource): string {
  return `${address.replace(/[^/]*$/, '')}${key}`;
}
