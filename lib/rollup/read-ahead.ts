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

/** Sources one after the other with their contents. Errors that concern more than one source are thrown. */
export function* contentsOf<Source extends StoredSource>(
  store: RollupStore,
  sources: Iterable<Source>,
  ahead: ReadAhead,
): Generator<{ readonly source: Source; readonly content: Promise<TakenContent> }> {
  const waiting: { readonly source: Source; readonly cost: number; readonly content: Promise<TakenContent> }[] = [];
  let waitingBytes = 0;
  for (const source of sources) {
    const cost = isSmall(source) ? source.bytes : 0;
    while (waiting.length >= ahead.parallel || (waiting.length > 0 && waitingBytes + cost > ahead.bytes)) {
      const first = waiting.shift() as (typeof waiting)[0];
      waitingBytes -= first.cost;
      yield first;
    }
    const content = contentOf(store, source);
    // whoever waits for it is told
    content.catch(() => {});
    waiting.push({ source, cost, content });
    waitingBytes += cost;
  }
  yield* waiting;
}

/** Whether a source is read as a whole. */
export function isSmall({ bytes }: StoredSource): boolean {
  return bytes <= SMALL_BYTES;
}

/** Content of one source. Errors that concern more than it are thrown. */
export async function contentOf(store: RollupStore, source: StoredSource): Promise<TakenContent> {
  if (source.unreadable !== undefined) return new UnusableSource(source.unreadable);
  if (!isSmall(source)) return 'large';
  try {
    return await store.read(source);
  } catch (error) {
    return unusable(error);
  }
}

/** The same at once and into a given space, from a store that can do that. */
export function readNow(store: RollupStore, source: StoredSource, space: Buffer): Buffer | UnusableSource {
  if (source.unreadable !== undefined) return new UnusableSource(source.unreadable);
  try {
    return store.readInto?.(source, space) as Buffer;
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
