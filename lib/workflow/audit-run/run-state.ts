import type { LogTypeId } from '../../log-types/log-type';

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
  readonly mail?: 'started' | 'results' | 'nothing-found' | 'failed';
}

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
  readonly objects: number;
  readonly bytes: number;
  /** Owned by the step of that name; others only read it. */
  readonly plan?: Record<string, unknown>;
  readonly copy?: Record<string, unknown>;
  readonly queries?: Record<string, unknown>;
  readonly summary?: Record<string, unknown>;
  readonly mail?: Record<string, unknown>;
  readonly error?: StepError;
}
