import type { LogTypeId } from '../../log-types/log-type';
import type { FailureCode } from '../../shared/errors';

/** What the state machine hands to each function. */
export interface StepEvent {
  /** What the step before has replied; `{}` at the beginning. After a failure it also holds `error`. */
  readonly state: RunState | { readonly error?: StepError };
  readonly execution: {
    readonly arn: string;
    /** ISO 8601. */
    readonly startedAt: string;
    /** The input of the execution: what the person who started it wants. */
    readonly input: unknown;
  };
  /** Which mail `notify` has to send; absent for the other steps. */
  readonly mail?: MailKind;
}

export type MailKind = 'started' | 'results' | 'nothing-found' | 'failed';

/** As Step Functions gives it to a Catch. */
export interface StepError {
  readonly Error: string;
  readonly Cause: string;
}

/**
 * Where the state machine goes next. plan: `plan` (again), `nothing-found`, `copy`, `query`. start-copy and check-copy:
 * `wait`, `query`. start-queries: `wait`. check-queries: `wait`, `start`, `summarize`. summarize: `notify`. notify:
 * `wait` (for the subscription), `done`; for the mail `started` it is left as it was.
 */
export type Next = 'plan' | 'nothing-found' | 'copy' | 'query' | 'wait' | 'start' | 'summarize' | 'notify' | 'done';

/** How the queries of a run get at the logs. */
export type AccessMode = 'copy' | 'in-place' | 'listed';

/** What the steps hand on to each other; under 32 KB. Everything that grows with the logs lies in the work bucket. */
export interface RunState {
  readonly runId: string;
  readonly next: Next;
  /** Seconds until the next look, when `next` is `wait`. */
  readonly waitSeconds: number;
  readonly logType: LogTypeId;
  readonly analyses: readonly string[];
  /** ISO 8601; `to` is exclusive. */
  readonly window: { readonly from: string; readonly to: string };
  readonly mode: AccessMode;
  /** Log objects that the run reads, as far as they are listed. */
  readonly objects: number;
  readonly bytes: number;
  /** Owned by the step of that name; others only read it. */
  readonly plan?: PlanState;
  readonly copy?: CopyState;
  readonly queries?: QueriesState;
  readonly summary?: SummaryState;
  /** What the run was doing when it failed. */
  readonly failedStep?: string;
  readonly error?: StepError;
}

/** How far the listing is. */
export interface PlanState {
  /** Invocations that have ended. */
  readonly round: number;
  /** The range that is listed, and the last key seen in it; absent when all is listed. */
  readonly cursor?: { readonly range: number; readonly after?: string };
  /** The lists of objects that are written. */
  readonly lists?: ListsInProgress;
  /** How many of the objects are rollups in Parquet. */
  readonly rolledUp: number;
  /** ETag of the manifest of the copy; absent when there is nothing to copy. */
  readonly manifestETag?: string;
  /** Objects that are left out, by reason. */
  readonly leftOut: Readonly<Record<string, number>>;
  /** First keys of those whose events are missing in the answers. */
  readonly lost: readonly LostObject[];
}

/** The lists of objects in the making, that of the logs and that of rollups in Parquet. */
export interface ListsInProgress {
  readonly logs?: ListInProgress;
  readonly rollups: ListInProgress;
}

/** What a list in the making leaves to the next invocation; its parts and its rest lie in the work bucket. */
export interface ListInProgress {
  readonly uploadId?: string;
  /** Name under which the work bucket has the parts and the rest. */
  readonly kept: string;
}

/** A log object whose events are not in the answers. */
export interface LostObject {
  readonly key: string;
  readonly reason: string;
}

export interface CopyState {
  readonly jobId: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly copied?: number;
  readonly failed?: number;
  /** First objects that were not copied. */
  readonly failures?: readonly LostObject[];
  /** Why they can't be named. */
  readonly unreadable?: string;
}

export interface QueriesState {
  /** ISO 8601. */
  readonly startedAt: string;
  readonly runs: readonly QueryRun[];
}

/** How far the query of an analysis, or the coverage query, is. */
export interface QueryRun {
  readonly name: string;
  readonly state: 'waiting' | 'running' | 'succeeded' | 'failed';
  /** How often it was started, or was to be. */
  readonly attempt: number;
  readonly id?: string;
  readonly scannedBytes?: number;
  readonly error?: { readonly code: FailureCode; readonly message: string };
}

export interface SummaryState {
  readonly partial: boolean;
}
