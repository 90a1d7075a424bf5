import { diskFailure } from '../log-store/disk-failure';
import { forEachInParallel } from '../shared/in-parallel';
import { requireSameSettings } from './destination-settings';
import type { PeriodThreads } from './period-threads';
import { type EventBatch, planByEvents } from './plan-by-events';
import { type PlanOptions, planRollup } from './plan-rollup';
import { type PeriodPreview, previewPeriod } from './preview-period';
import type { ReadAhead } from './read-ahead';
import { type PeriodOptions, type PeriodOutcome, rollUpPeriod } from './roll-up-period';
import type { PlannedPeriod, RollupJob } from './rollup-job';
import { rollupKeys } from './rollup-place';
import { addressOf } from './rollup-state';
import { ATTEMPT_MS, type Sources } from './rollup-store';
import type { RollupTally } from './rollup-tally';

export interface RollUpOptions extends PlanOptions {
  /** What the source is called as seen from the destination. */
  readonly sourceName: string;
  readonly keep?: boolean;
  readonly overwrite?: boolean;
  /** Told what would be done with each period, in place of doing it. */
  readonly onDryRun?: (preview: PeriodPreview) => Promise<void>;
  /** Told what was done. */
  readonly onPeriod?: (result: PeriodOutcome) => Promise<void>;
  /** What works on periods by delivery time in place of this thread. */
  readonly threads?: PeriodThreads;
  /** Reads at the same time. */
  readonly concurrency: number;
  readonly signal?: AbortSignal;
}

/** Periods that are worked on at the same time, so that a small one does not have to wait for the answers to another. */
const PERIODS = 4;
/** In folders there is nothing to wait for but the disk. */
const PERIODS_IN_FOLDERS = 1;
/** Content in memory that waits for its turn. */
const AHEAD_BYTES = 64 * 1024 * 1024;

/**
 * Merges everything below the source that is old enough. Errors of one period don't stop the others: they are in the tally,
 * which counts while it works.
 * @throws AuditError for what concerns more than single periods
 */
export async function rollUp(job: RollupJob, options: RollUpOptions, tally: RollupTally): Promise<void> {
  if (options.onDryRun) {
    await requireSameSettings(job, options.sourceName, { dryRun: true });
    return await new Run(job, options, tally).run();
  }
  const release = await job.destination.lock();
  try {
    await requireSameSettings(job, options.sourceName);
    // once for all periods: one request, mostly
    tally.abandoned = await job.destination.abortAbandoned?.(new Date(options.now.getTime() - ATTEMPT_MS));
    await new Run(job, options, tally).run();
    tally.sortFailures();
  } finally {
    await release();
  }
}

class Run {
  private readonly ahead: ReadAhead;
  private readonly periods: number;
  /** Work on each rollup; nothing else may be done to it meanwhile. */
  private readonly underway = new Map<string, Promise<void>>();

  constructor(
    private readonly job: RollupJob,
    private readonly options: RollUpOptions,
    private readonly tally: RollupTally,
  ) {
    const { concurrency } = options;
    this.periods = options.threads?.count ?? periodsAtOnce(job);
    this.ahead = { parallel: Math.max(1, Math.ceil(concurrency / this.periods)), bytes: AHEAD_BYTES / this.periods };
  }

  async run(): Promise<void> {
    const { job, options, tally } = this;
    if (job.by === 'delivery-time') {
      const periods = this.untilListed(planRollup(job, options, tally.plan));
      await forEachInParallel(this.periods, periods, async (period) => {
        await this.oneAtATime(period, options.keep === true);
      });
      return;
    }
    const ahead = { ...this.ahead, parallel: options.concurrency };
    const batches = planByEvents(job, { ...options, ahead }, tally.plan);
    for await (const batch of this.untilListed(batches)) await this.mergeBatch(batch);
  }

  private async *untilListed<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item> {
    yield* items;
    this.tally.listed = true;
  }

  /** Deletes a source only when all rollups that its lines are in have been read back. */
  private async mergeBatch({ periods, rollupsOf, left }: EventBatch): Promise<void> {
    this.tally.leave(left);
    const missing = new Map(rollupsOf);
    await forEachInParallel(this.periods, each(periods), async (period) => {
      const held = await this.oneAtATime(period, true);
      const keys = new Set(Array.from(held, ({ key }) => key));
      for (const source of period.sources) {
        if (keys.has(source.key)) missing.set(source, (missing.get(source) as number) - 1);
      }
    });
    if (this.options.keep) return;
    const done = [...missing].filter(([, count]) => count === 0).map(([source]) => source);
    if (this.options.onDryRun) {
      this.tally.deleted += done.length;
      return;
    }
    const { deleted, kept } = await this.job.source.deleteSources(done);
    this.tally.deleted += deleted;
    this.tally.leave(kept);
  }

  /** @returns the sources that are in the rollup */
  private async oneAtATime(period: PlannedPeriod, keep: boolean): Promise<Sources> {
    const { output } = rollupKeys(period, this.job.format);
    const before = this.underway.get(output);
    const work = (before ?? Promise.resolve()).then(() => this.merge(period, keep));
    const end = work.then(
      () => {},
      () => {},
    );
    this.underway.set(output, end);
    try {
      return await work;
    } finally {
      if (this.underway.get(output) === end) this.underway.delete(output);
    }
  }

  private async merge(period: PlannedPeriod, keep: boolean): Promise<Sources> {
    const { job, options, tally } = this;
    options.signal?.throwIfAborted();
    try {
      if (options.onDryRun) return await this.preview(period, keep);
      const work: PeriodOptions = {
        keep,
        ahead: this.ahead,
        ...(options.overwrite ? { overwrite: true } : {}),
        ...(options.signal ? { signal: options.signal } : {}),
        onRead: ({ objects, bytes }) => {
          tally.read += objects;
          tally.readBytes += bytes;
        },
      };
      const result: PeriodOutcome & { readonly held?: Sources } = options.threads
        ? await options.threads.rollUp(period, work)
        : await rollUpPeriod(job, period, work);
      tally.add(result);
      await options.onPeriod?.(result);
      // asked for by event time only, where no threads are
      return result.held ?? [];
    } catch (error) {
      options.signal?.throwIfAborted();
      tally.fail(addressOf(job.destination, rollupKeys(period, job.format).output), diskFailure(error) ?? error);
      return [];
    }
  }

  private async preview(period: PlannedPeriod, keep: boolean): Promise<Sources> {
    const { job, options, tally } = this;
    const preview = await previewPeriod(job, period, { keep, ...(options.overwrite ? { overwrite: true } : {}) });
    const { output, sources, bytes, contained, deleted } = preview;
    tally.add({ output, merged: sources, mergedBytes: bytes, contained, deleted, left: [] });
    await options.onDryRun?.(preview);
    return preview.held;
  }
}

function periodsAtOnce({ source, destination, format }: RollupJob): number {
  // making Parquet takes as much memory as there should be
  if (format === 'parquet') return 1;
  return source.readInto && destination.readInto ? PERIODS_IN_FOLDERS : PERIODS;
}

async function* each<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}
