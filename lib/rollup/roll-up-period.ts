import { setTimeout as delay } from 'node:timers/promises';
import { AuditError } from '../shared/errors';
import { type Comparison, compareSources, countOrphans } from './compare-sources';
import type { LeftSource } from './merge-segments';
import type { Amount } from './plan-rollup';
import type { ReadAhead } from './read-ahead';
import type { PlannedPeriod, RollupJob } from './rollup-job';
import { type RollupKeys, rollupKeys } from './rollup-place';
import { addressOf, loadState, type RollupState, verifyRollup } from './rollup-state';
import type { Sources } from './rollup-store';
import { SpoiledAttempt } from './source-lines';
import { inOrder, SourceChoice } from './source-list';
import { removeOrphans, writeRollup } from './write-rollup';

/** How a period is worked on. */
export interface PeriodOptions {
  /** Whether sources stay. */
  readonly keep?: boolean;
  /** Whether the rollup is written anew from the sources. */
  readonly overwrite?: boolean;
  /** Sources that are merged with one write; more are merged with further ones. */
  readonly maxSources?: number;
  /** Asked before each further write; when it says true, the rest is left for another call. */
  readonly isLate?: () => boolean;
  readonly ahead?: ReadAhead;
  readonly signal?: AbortSignal;
  /** Told what was read since it was last told. */
  readonly onRead?: (read: Amount) => void;
}

/** What became of a period. */
export interface PeriodOutcome {
  /** Address of the rollup. */
  readonly output: string;
  /** Sources that were added to it. */
  readonly merged: number;
  readonly mergedBytes: number;
  /** Sources that were in it before. */
  readonly contained: number;
  readonly deleted: number;
  /** Sources that are still there although they should not be, or are not in the rollup although they should be. */
  readonly left: readonly LeftSource[];
  /** Of the rollup, as far as there is one. */
  readonly lines: number;
  readonly bytes: number;
  /** Whether there was no time for all sources. */
  readonly more: boolean;
}

export interface PeriodResult extends PeriodOutcome {
  /** Sources that are in the rollup, which has been read back. */
  readonly held: Sources;
}

const AHEAD: ReadAhead = { parallel: 32, bytes: 64 * 1024 * 1024 };
const ATTEMPTS = 12;
const LONGEST_PAUSE_MS = 500;

/**
 * Puts the sources of a period into its rollup, each exactly once, reads it back, and deletes them. Ended at any point, it
 * can be done again; others may do the same at the same time.
 * @throws AuditError ROLLUP_REFUSED, ROLLUP_DAMAGED; ROLLUP_BUSY when others are always faster; others of S3 or the disk
 */
export async function rollUpPeriod(
  job: RollupJob,
  period: PlannedPeriod,
  options: PeriodOptions = {},
): Promise<PeriodResult> {
  return await new PeriodWork(job, period, options).run();
}

class PeriodWork {
  private readonly keys: RollupKeys;
  /** Sources that turned out to be unusable. */
  private readonly left = new Map<string, string>();
  /** In the order of their keys. */
  private readonly sources: Sources;
  private merged: SourceChoice;
  private mergedBytes = 0;
  private attempts = 0;
  /** Version that was read back. */
  private verified: string | undefined;
  private known: RollupState | undefined;
  private mustOverwrite: boolean;

  constructor(
    private readonly job: RollupJob,
    private readonly period: PlannedPeriod,
    private readonly options: PeriodOptions,
  ) {
    this.keys = rollupKeys(period, job.format);
    this.mustOverwrite = options.overwrite === true;
    this.sources = inOrder(period.sources);
    this.merged = new SourceChoice(this.sources);
  }

  async run(): Promise<PeriodResult> {
    for (;;) {
      this.options.signal?.throwIfAborted();
      const state = await loadState(this.job, this.keys, this.known);
      const comparison = await this.compare(state);
      const isDone = comparison.fresh.length === 0 && !(this.mustOverwrite && state);
      const isLate = this.merged.length > 0 && this.options.isLate?.() === true;
      if (!isDone && !isLate) {
        await this.tryWrite(state, comparison);
      } else if (!state || (await this.isVerified(state))) {
        return await this.finish(state, comparison, !isDone);
      }
    }
  }

  private async compare(state: RollupState | undefined): Promise<Comparison> {
    const comparison = await compareSources(this.job.source, state?.manifest, this.sources, this.left);
    for (const { key, reason } of comparison.left) this.left.set(key, reason);
    return comparison;
  }

  private async tryWrite(state: RollupState | undefined, comparison: Comparison): Promise<void> {
    if (this.mustOverwrite && state) this.requireAllSources(state, comparison);
    const { ahead = AHEAD, maxSources = Number.POSITIVE_INFINITY, signal, onRead } = this.options;
    const sources = this.mustOverwrite
      ? comparison.contained.and(comparison.fresh)
      : comparison.fresh.first(maxSources);
    try {
      const written = await writeRollup({
        job: this.job,
        period: this.period.period,
        keys: this.keys,
        sources,
        identities: comparison.identities,
        keepsOld: !this.mustOverwrite,
        ahead,
        ...(state ? { replaced: state } : {}),
        ...(signal ? { signal } : {}),
        ...(onRead ? { onRead } : {}),
      });
      if (written === 'conflict') return await this.pause();
      for (const { key, reason } of written.left) this.left.set(key, reason);
      if (written.state) await this.settle(state, written.state, sources, written.addedBytes);
      else this.mustOverwrite = false;
    } catch (error) {
      if (!(error instanceof SpoiledAttempt)) throw error;
      this.left.set(error.source.key, error.reason);
    }
  }

  /** What was just written is read back, before anything else is done. */
  private async settle(
    before: RollupState | undefined,
    state: RollupState,
    sources: SourceChoice,
    addedBytes: number,
  ): Promise<void> {
    this.mustOverwrite = false;
    this.merged = this.merged.and(sources.without(this.left));
    this.mergedBytes += addedBytes;
    if (!(await this.isVerified(state))) return;
    if (before) await this.job.destination.remove(before.manifestKey);
    if (!this.job.destination.identifiesByContent) await removeOrphans(this.job, this.keys, state);
  }

  private async isVerified(state: RollupState): Promise<boolean> {
    if (this.verified === state.version) return true;
    if (!(await verifyRollup(this.job, this.keys, state))) return false;
    this.verified = state.version;
    this.known = state;
    return true;
  }

  private async finish(state: RollupState | undefined, comparison: Comparison, more: boolean): Promise<PeriodResult> {
    const { contained } = comparison;
    const { deleted, kept } = this.options.keep
      ? { deleted: 0, kept: [] }
      : await this.job.source.deleteSources(contained);
    return {
      output: addressOf(this.job.destination, this.keys.output),
      merged: this.merged.length,
      mergedBytes: this.mergedBytes,
      contained: contained.except(this.merged).length,
      deleted,
      left: [...[...this.left].map(([key, reason]) => ({ key, reason })), ...kept],
      lines: state?.manifest.lines ?? 0,
      bytes: state?.manifest.storedBytes ?? 0,
      held: contained,
      more,
    };
  }

  private requireAllSources({ manifest }: RollupState, comparison: Comparison): void {
    const missing = countOrphans(manifest, comparison);
    if (missing === 0) return;
    throw new AuditError(
      'ROLLUP_REFUSED',
      `${addressOf(this.job.destination, this.keys.output)} holds ${missing === 1 ? 'a source that is' : `${missing.toLocaleString('en-US')} sources that are`} no longer there: written anew it would lose their lines; leave --overwrite out`,
    );
  }

  private async pause(): Promise<void> {
    if (++this.attempts >= ATTEMPTS) {
      throw new AuditError(
        'ROLLUP_BUSY',
        `${addressOf(this.job.destination, this.keys.output)} was changed by somebody else in ${ATTEMPTS} attempts; run it again`,
      );
    }
    const { signal } = this.options;
    await delay(Math.random() * LONGEST_PAUSE_MS, undefined, signal ? { signal } : {});
  }
}
