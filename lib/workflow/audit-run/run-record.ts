import type { AnalysisColumn } from '../../analyses/analysis';
import type { CsvRow } from '../../engines/athena/result-csv';
import type { Coverage } from '../../report/coverage';
import type { FailureCode } from '../../shared/errors';
import type { AccessMode, LostObject } from './run-state';

/** The answer to one analysis of a run. */
export interface AnalysisResult {
  readonly id: string;
  readonly title: string;
  /** Id of the query execution in Athena. */
  readonly queryId: string;
  /** Key of the CSV file in the results bucket. */
  readonly csvKey: string;
  readonly columns: readonly AnalysisColumn[];
  readonly rows: number;
  /** There are at least `rows`; time ran out before all were counted. */
  readonly uncounted?: boolean;
  /** The largest number of rows asked for; absent for all. */
  readonly limit?: number;
  readonly scannedBytes: number;
  readonly notes: readonly string[];
}

/** An analysis of a run that has no answer. */
export interface FailedAnalysis {
  readonly id: string;
  readonly queryId?: string;
  readonly code: FailureCode;
  readonly message: string;
}

/** What stays of a run: `results/<run id>/run.json`. Commands that look back read it. */
export interface RunRecord {
  readonly version: 1;
  readonly runId: string;
  readonly executionArn: string;
  readonly stackName: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly finishedAt: string;
  /** `partial`: some log objects are not in the answers. `failed`: some analyses have no answer. */
  readonly status: 'complete' | 'partial' | 'failed';
  readonly input: unknown;
  readonly logBucket: string;
  readonly logPrefix: string;
  readonly logType: string;
  /** ISO 8601; `to` is exclusive. */
  readonly window: { readonly from: string; readonly to: string };
  readonly filters: Readonly<Record<string, readonly string[]>>;
  readonly mode: AccessMode;
  readonly copyJobId?: string;
  readonly objects: number;
  readonly bytes: number;
  /** Bytes that all queries read. */
  readonly scannedBytes: number;
  readonly analyses: readonly AnalysisResult[];
  readonly failed: readonly FailedAnalysis[];
  /** Absent when the coverage query has failed. */
  readonly coverage?: Coverage;
  /** Why the answers are partial, sentences without a full stop. */
  readonly partial: readonly string[];
  /** First log objects that are not in the answers. */
  readonly lost: readonly LostObject[];
  readonly notes: readonly string[];
}

/** What the mail of a run needs besides; it holds values of the logs, so it does not stay. */
export interface RunSummary {
  readonly record: RunRecord;
  readonly firstRows: Readonly<
    Record<string, { readonly columns: readonly string[]; readonly rows: readonly CsvRow[] }>
  >;
}
