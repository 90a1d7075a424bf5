import { AuditError } from '../shared/errors';
import { type RollupStore, SourceChanged, type StoredSource } from './rollup-store';

/** Larger sources are not read ahead, but piece by piece when it is their turn. */
const SMALL_BYTES = 4 * 1024 * 1024;

/** How much is read ahead. */
export interface ReadAhead {
  /** Reads at the same time. */
  readonly parallel: number;
  /** Of content that waits for its turn. */
  readonly bytes: number;
}

/** Content of a source whose turn it is, `large` when it has to be opened, or why it can't be had. */
export type TakenContent = Buffer | 'large' | UnusableSource;

/** Why a source stays where it is. */
export class UnusableSource extends Error {}

/**
 * Gives the contents of sources one after the other, each time it is called. What a store gives at once is good until the next
 * call only. Errors that concern more than one source are thrown.
 */
export function contentsOf(
  store: RollupStore,
  sources: readonly StoredSource[],
  ahead: ReadAhead,
): () => TakenContent | Promise<TakenContent> {
  let next = 0;
  if (store.readNow) return () => takeNow(store, sources[next++] as StoredSource);
  const waiting: { readonly cost: number; readonly content: Promise<TakenContent> }[] = [];
  let waitingBytes = 0;
  return () => {
    for (let source = sources[next]; source !== undefined; source = sources[next]) {
      const cost = source.bytes > SMALL_BYTES ? 0 : source.bytes;
      const isFull = waiting.length >= ahead.parallel || waitingBytes + cost > ahead.bytes;
      if (waiting.length > 0 && isFull) break;
      const content = take(store, source);
      // whoever waits for it is told
      content.catch(() => {});
      waiting.push({ cost, content });
      waitingBytes += cost;
      next++;
    }
    const first = waiting.shift();
    if (!first) throw new Error('there is no other source');
    waitingBytes -= first.cost;
    return first.content;
  };
}

function takeNow(store: RollupStore, source: StoredSource): TakenContent {
  if (source.unreadable !== undefined) return new UnusableSource(source.unreadable);
  if (source.bytes > SMALL_BYTES) return 'large';
  try {
    return store.readNow?.(source) ?? 'large';
  } catch (error) {
    return unusable(error);
  }
}

async function take(store: RollupStore, source: StoredSource): Promise<TakenContent> {
  if (source.unreadable !== undefined) return new UnusableSource(source.unreadable);
  if (source.bytes > SMALL_BYTES) return 'large';
  try {
    return await store.read(source);
  } catch (error) {
    return unusable(error);
  }
}

/** What an error of reading means for one source. @throws the error when it concerns more than that */
export function unusable(error: unknown): UnusableSource {
  if (error instanceof UnusableSource) return error;
  if (error instanceof SourceChanged) {
    return new UnusableSource(error.kind === 'gone' ? 'gone since it was listed' : 'changed since it was listed');
  }
  const ofOne = ['LOG_OBJECT_DAMAGED', 'LOGS_DENIED', 'LOGS_ARCHIVED'];
  if (error instanceof AuditError && ofOne.includes(error.code)) return new UnusableSource(error.message);
  throw error;
}
