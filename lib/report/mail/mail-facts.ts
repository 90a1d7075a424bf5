import type { Coverage } from '../coverage';

/** What a run was asked for, and what it found. Every mail repeats it: an earlier one may not have arrived. */
export interface RunFacts {
  readonly stackName: string;
  readonly runId: string;
  readonly analyses: readonly string[];
  /** ISO 8601; `to` is exclusive. */
  readonly window: { readonly from: string; readonly to: string };
  readonly sourceBuckets: readonly string[];
  /** Values by filter, without the buckets. */
  readonly filters: Readonly<Record<string, readonly string[]>>;
  readonly logTitle: string;
  /** Address of the logs: `s3://bucket/prefix`. */
  readonly logs: string;
  readonly executionLink: string;
}

/** What the plan of a run found. */
export interface FoundFacts {
  readonly objects: number;
  readonly bytes: number;
  /** Whether the logs are copied first. */
  readonly copied: boolean;
  readonly cost: string;
  readonly notes: readonly string[];
  /** Log objects that are not read, by reason. */
  readonly leftOut: Readonly<Record<string, number>>;
}

/** The answer to one analysis. */
export interface AnswerFacts {
  readonly id: string;
  readonly question: string;
  readonly rows: number;
  /** There are at least `rows`. */
  readonly uncounted: boolean;
  readonly limit?: number;
  /** Address of the CSV file. */
  readonly csv: string;
  readonly csvLink: string;
  readonly queryLink: string;
  readonly columns: readonly string[];
  readonly firstRows: readonly (readonly (string | null)[])[];
  readonly notes: readonly string[];
}

/** What the queries of a run gave. */
export interface ResultFacts {
  readonly answers: readonly AnswerFacts[];
  readonly coverage?: Coverage;
  /** Why the answers are partial; none when they rest on all logs. */
  readonly partial: readonly string[];
  readonly lost: readonly { readonly key: string; readonly reason: string }[];
  readonly scannedBytes: number;
  readonly region: string;
}

/** Why a run failed. */
export interface FailureFacts {
  /** What the run was doing. */
  readonly step: string;
  /** Code of the failure, or the name of an error. */
  readonly code: string;
  /** What happened and what to do. */
  readonly reason: string;
  /** Page of the query that failed. */
  readonly queryLink?: string;
}
