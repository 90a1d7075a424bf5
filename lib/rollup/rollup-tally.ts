import { AuditError } from '../shared/errors';
import type { LeftSource } from './merge-segments';
import { PlanTally } from './plan-rollup';
import type { PeriodOutcome } from './roll-up-period';
import type { AbandonedUploads } from './rollup-store';

/** A rollup that could not be made. */
export interface RollupFailure {
  readonly output: string;
  readonly message: string;
  /** Whether it was refused, so that trying again is no use. */
  readonly refused: boolean;
}

/** Reasons of sources that stay are kept with examples only. */
const EXAMPLES = 10;

/** What a rollup has done, counted while it works. */
export class RollupTally {
  readonly plan = new PlanTally();
  /** Whether everything below the source has been listed. */
  listed = false;
  /** Sources that are in their rollups now and were not before; in a dry run those that would be. */
  merged = 0;
  mergedBytes = 0;
  contained = 0;
  deleted = 0;
  leftCount = 0;
  readonly left: LeftSource[] = [];
  readonly failures: RollupFailure[] = [];
  /** Uploads that killed rollups have left, where there can be some. */
  abandoned: AbandonedUploads | undefined;
  /** Sources that were read so far. */
  read = 0;
  readBytes = 0;

  /** Addresses of rollups, each with whether it was written. A large one is written in several steps. */
  private readonly rollups = new Map<string, boolean>();

  /** Rollups that were written or added to. */
  get written(): number {
    let count = 0;
    for (const isWritten of this.rollups.values()) if (isWritten) count++;
    return count;
  }

  /** Rollups that had everything already. */
  get unchanged(): number {
    return this.rollups.size - this.written;
  }

  add(result: Pick<PeriodOutcome, 'output' | 'merged' | 'mergedBytes' | 'contained' | 'deleted' | 'left'>): void {
    const { output, merged } = result;
    this.rollups.set(output, merged > 0 || this.rollups.get(output) === true);
    this.merged += result.merged;
    this.mergedBytes += result.mergedBytes;
    this.contained += result.contained;
    this.deleted += result.deleted;
    this.leave(result.left);
  }

  leave(sources: readonly LeftSource[]): void {
    this.leftCount += sources.length;
    for (const source of sources) if (this.left.length < EXAMPLES) this.left.push(source);
  }

  /** In the order of the rollups, whichever came first. */
  sortFailures(): void {
    this.failures.sort((a, b) => (a.output < b.output ? -1 : 1));
  }

  /** @throws the error when it is a bug */
  fail(output: string, error: unknown): void {
    if (!(error instanceof AuditError)) throw error;
    this.failures.push({ output, message: error.message, refused: error.code === 'ROLLUP_REFUSED' });
  }
}
