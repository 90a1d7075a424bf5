import type { StepError, StepEvent } from '../audit-run/run-state';

/** What the state machine hands to plan-rollup and notify-rollup. */
export interface RollupEvent extends Pick<StepEvent, 'execution'> {
  /** What the step before has replied; `{}` at the beginning. After a failure it also holds `error`. */
  readonly state: RollupState | { readonly error?: StepError };
  /** Which mail `notify-rollup` has to send. */
  readonly mail?: 'problems' | 'failed';
}

/** What the state machine hands to roll-up-period. */
export interface PeriodEvent extends Pick<StepEvent, 'execution'> {
  readonly state: RollupItem;
}

/** What the functions hand on to each other. Everything that grows with the logs lies in the work bucket. */
export interface RollupState {
  readonly runId: string;
  /**
   * Where the state machine goes next. plan-rollup: `plan` (again), `roll`, `tell`, `done`. notify-rollup: `wait` (for the
   * subscription), `failed`, `done`.
   */
  readonly next: 'plan' | 'roll' | 'tell' | 'done' | 'wait' | 'failed';
  /** Seconds until the next look, when `next` is `wait`. */
  readonly waitSeconds: number;
  /** Rounds that were planned; a round is what the Map of the state machine goes through. */
  readonly round: number;
  /** Events of the execution, about. */
  readonly events: number;
  readonly place: Place;
  /** Where this round began. */
  readonly roundPlace: Place;
  /** The periods of this round. */
  readonly items: readonly RollupItem[];
  /** What became of them. */
  readonly results?: readonly PeriodOutcome[];
  readonly totals: RollupTotals;
  /** The first problems; all are counted. */
  readonly problems: readonly PeriodProblem[];
  /** ARN of the execution that goes on with the rest. */
  readonly continuedBy?: string;
  readonly error?: StepError;
}

/** How far the listing of the logs is. */
export interface Place {
  /** The last key that was seen, relative to the folder of the prefix; absent at the beginning. */
  readonly after?: string;
  /** The last period that was found: it may come again. */
  readonly last?: string;
  /** Whether all is listed. */
  readonly isEnd: boolean;
}

/** A period of a round, on its way through the Map. */
export interface RollupItem {
  readonly round: number;
  readonly index: number;
  /** Key of its rollup, cut; for whoever looks at the execution. */
  readonly period: string;
  /** Invocations so far. */
  readonly calls: number;
  readonly counts: RollupCounts;
  readonly next?: 'more' | 'done';
  /** Whether another round has to go on with it. */
  readonly unfinished?: boolean;
  readonly problem?: Omit<PeriodProblem, 'period'>;
}

/** What a period becomes at the end of an iteration. */
export type PeriodOutcome = Pick<RollupItem, 'period' | 'calls' | 'counts' | 'unfinished' | 'problem'>;

/** Why a period is not as it should be. */
export interface PeriodProblem {
  readonly period: string;
  /** Name of the failure; `Left` for sources that could not be merged or deleted. */
  readonly code: string;
  readonly reason: string;
}

export interface RollupCounts {
  /** Log objects that were added to a rollup, their bytes, and those that were in it before. */
  readonly merged: number;
  readonly bytes: number;
  readonly contained: number;
  readonly deleted: number;
  /** Log objects that are still there although they should not be. */
  readonly left: number;
}

export interface RollupTotals extends RollupCounts {
  readonly periods: number;
  /** Periods that failed, and those of which something is left. */
  readonly failed: number;
  readonly incomplete: number;
}

export const NO_COUNTS: RollupCounts = { merged: 0, bytes: 0, contained: 0, deleted: 0, left: 0 };

/** Code of a period of which sources are left. */
export const LEFT = 'Left';

export function addCounts(a: RollupCounts, b: RollupCounts): RollupCounts {
  return {
    merged: a.merged + b.merged,
    bytes: a.bytes + b.bytes,
    contained: a.contained + b.contained,
    deleted: a.deleted + b.deleted,
    left: a.left + b.left,
  };
}
