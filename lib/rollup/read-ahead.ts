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

/** A source whose turn it is: its content, `large` when it has to be opened, or why it can't be had. */
export interface TakenSource<Source> {
  readonly source: Source;
  readonly content: Buffer | 'large' | UnusableSource;
}

/** Why a source stays where it is. */
export class UnusableSource extends Error {}

/** The contents of sources in their order. Those that can't be had are told as such; other errors end it. */
export async function* readAhead<Source extends StoredSource>(
  store: RollupStore,
  sources: readonly Source[],
  { parallel, bytes }: ReadAhead,
): AsyncGenerator<TakenSource<Source>> {
  const waiting: { readonly source: Source; readonly content: Promise<TakenSource<Source>['content']> }[] = [];
  let waitingBytes = 0;
  let next = 0;
  for (;;) {
    for (let source = sources[next]; source !== undefined; source = sources[next]) {
      const isFull = waiting.length >= parallel || waitingBytes + costOf(source) > bytes;
      if (waiting.length > 0 && isFull) break;
      const content = take(store, source);
      // whoever waits for it is told
      content.catch(() => {});
      waiting.push({ source, content });
      waitingBytes += costOf(source);
      next++;
    }
    const first = waiting.shift();
    if (!first) return;
    waitingBytes -= costOf(first.source);
    yield { source: first.source, content: await first.content };
  }
}

function costOf({ bytes }: StoredSource): number {
  return bytes > SMALL_BYTES ? 0 : bytes;
}

async function take(store: RollupStore, source: StoredSource): Promise<Buffer | 'large' | UnusableSource> {
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
