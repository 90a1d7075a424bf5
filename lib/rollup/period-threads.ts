import { on } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { AuditError } from '../shared/errors';
import { FolderRollupStore } from './folder-rollup-store';
import type { PeriodOptions, PeriodOutcome } from './roll-up-period';
import type { PlannedPeriod, RollupJob } from './rollup-job';
import { SourceList } from './source-list';
import { STOP, type ThreadEnd, type ThreadJob, type ThreadMessage, type ThreadRequest } from './thread-messages';

/** More would wait for each other: the names of a folder are changed one at a time. */
const MOST_THREADS = 4;
/** Room for young objects. A thread that may have more takes it, and needs it no more than this. */
const YOUNG_MB = 4;

/**
 * Threads that work on periods, for jobs from folder to folder: there the processor is what everything waits for. They begin
 * when they are needed, and must be closed.
 */
export class PeriodThreads {
  readonly count = Math.min(MOST_THREADS, availableParallelism());
  private readonly all: Worker[] = [];
  private readonly idle: Worker[] = [];

  private constructor(private readonly job: ThreadJob) {}

  /** Undefined for jobs that threads can't do: stores elsewhere have to be waited for, and Parquet takes the memory alone. */
  static for({ source, destination, level, by, format }: RollupJob): PeriodThreads | undefined {
    if (!(source instanceof FolderRollupStore && destination instanceof FolderRollupStore)) return undefined;
    if (by !== 'delivery-time' || format === 'parquet') return undefined;
    return new PeriodThreads({ source: source.place, destination: destination.place, level, format });
  }

  /** Does what `rollUpPeriod` does, for so many periods at the same time as there are threads. Takes the sources away. */
  async rollUp({ place, period, sources }: PlannedPeriod, options: PeriodOptions): Promise<PeriodOutcome> {
    const { keep = false, overwrite = false, signal, onRead } = options;
    signal?.throwIfAborted();
    const thread = this.idle.pop() ?? this.start();
    const request: ThreadRequest = { place, period, sources: SourceList.of(sources).drain(), keep, overwrite };
    const end = await ask(thread, request, signal, onRead);
    this.idle.push(thread);
    if ('outcome' in end) return end.outcome;
    signal?.throwIfAborted();
    if ('stopped' in end) throw new Error('a thread stopped without being asked to');
    throw new AuditError(end.failure.code, end.failure.message);
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map((thread) => thread.terminate()));
  }

  private start(): Worker {
    const thread = new Worker(join(__dirname, 'period-thread.js'), {
      workerData: this.job,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    this.all.push(thread);
    return thread;
  }
}

/** @throws the error that ended the thread: a bug */
async function ask(
  thread: Worker,
  request: ThreadRequest,
  signal: AbortSignal | undefined,
  onRead: PeriodOptions['onRead'],
): Promise<ThreadEnd> {
  const stop = () => thread.postMessage(STOP);
  signal?.addEventListener('abort', stop);
  try {
    thread.postMessage(request, [request.sources.lines.buffer as ArrayBuffer]);
    const messages = on(thread, 'message', { close: ['exit'] }) as AsyncIterable<readonly [ThreadMessage]>;
    for await (const [message] of messages) {
      if (!('objects' in message)) return message;
      onRead?.(message);
    }
    throw new Error('a thread ended before its work');
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
