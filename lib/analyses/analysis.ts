import type { LogTypeId } from '../log-types/log-type';

/** Types of result columns. A timestamp is UTC; on output it is ISO 8601 text with `Z`. */
export type ColumnType = 'timestamp' | 'string' | 'integer' | 'double';

/** A column of an answer. */
export interface AnalysisColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** For example `bytes`, `ms`, `fraction`. */
  readonly unit?: string;
  readonly description: string;
}

/** A column of the canonical view, as an SQL expression over the layer below. */
export interface ViewColumn {
  readonly name: string;
  readonly type: ColumnType | 'boolean';
  readonly unit?: string;
  /** Absent for columns that only other columns use. */
  readonly description?: string;
  readonly sql: string;
}

/** Which rows are copies of one event, and which copy is kept. */
export interface DuplicateRule {
  /** Columns that copies have in common. */
  readonly same: readonly string[];
  /** A row in which this column is NULL is never a copy. */
  readonly identifiedBy: string;
  /** The copy that comes first by these expressions is kept. */
  readonly keep: readonly string[];
}

/** Queries that read a table on Athena; they hold `{{table}}`, and `{{partitions}}` where the condition on partitions stands. */
export interface AthenaTexts {
  readonly raw: string;
  /** The same columns from the table of rollups in Parquet; absent for a log type without any. */
  readonly rolledUp?: string;
}

/** The canonical view of a log type: what analyses select from. */
export interface CanonicalView {
  readonly logType: LogTypeId;
  /** Name in queries: `requests` or `events`. */
  readonly name: string;
  /** Condition on the first layer that records must meet to be rows of the view. */
  readonly rows?: string;
  readonly layers: readonly (readonly ViewColumn[])[];
  readonly summaryColumns: readonly AnalysisColumn[];
  readonly duplicates: DuplicateRule;
  /** Read the fields out of which the view is made. */
  readonly athenaSource: AthenaTexts;
  /** Read what coverage counts. */
  readonly athenaRecords: AthenaTexts;
  /** Counts what they have read as `records`; holds `{{window}}` and `{{buckets}}`. */
  readonly athenaCoverage: string;
}

/** A note that is shown with an answer when some of its rows meet a condition. */
export interface AnswerNote {
  /** SQL condition over the columns of the answer. */
  readonly when: string;
  /** `{count}` is the number of rows that meet it. */
  readonly text: string;
}

export interface AnalysisOptions {
  /** `--include-failed`: the condition that then stands in place of `rows`. */
  readonly includeFailed?: { readonly rows?: string };
  /** `--by`: columns of the view, one of which becomes the first column of the answer. */
  readonly by?: { readonly choices: readonly string[]; readonly default?: string };
  /** `--own-host`: hosts that are left out of `referrer_host`. */
  readonly ownHost?: boolean;
}

export type Severity = 'info' | 'low' | 'medium' | 'high';

/** How the answer is best drawn; names are columns of the answer. */
export interface Chart {
  readonly type: 'bar' | 'stacked-bar' | 'line' | 'timeline';
  readonly category?: string;
  readonly value?: string;
  readonly series?: string;
  readonly time?: string;
}

/** One question to one kind of log: a folder `queries/<log-type>/<id>/`. */
export interface Analysis {
  readonly id: string;
  readonly logType: LogTypeId;
  readonly view: CanonicalView;
  readonly title: string;
  readonly question: string;
  readonly severity: Severity;
  readonly references: readonly string[];
  readonly chart?: Chart;
  /** Condition on the view: the rows that the analysis is about. Duplicates are dropped among these. */
  readonly rows?: string;
  readonly options: AnalysisOptions;
  readonly columns: readonly AnalysisColumn[];
  /** Leading sort keys (`requests desc`); all the other columns follow, so that the order is stable. */
  readonly order: readonly string[];
  /** Default of `--limit`; absent means all rows. */
  readonly limit?: number;
  readonly notes: readonly AnswerNote[];
  /** `query.sql`: one SELECT over the canonical view; may hold `{{by}}` and `{{include_failed}}` (`true` or `false`). */
  readonly sql: string;
}
