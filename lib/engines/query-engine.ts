import type { Analysis, AnalysisColumn } from '../analyses/analysis';
import type { Selection } from '../analyses/selection';

/** Values of a row in the order of the columns; timestamps are ISO 8601 text. */
export type AnswerRow = readonly (string | number | bigint | null)[];

/** The answer of an engine to one analysis. */
export interface Answer {
  readonly columns: readonly AnalysisColumn[];
  /** Number of rows that {@link rows} gives. */
  readonly rowCount: number;
  /** Whether there are more rows than the limit. */
  readonly truncated: boolean;
  /** Notes of the analysis that apply to this answer. */
  readonly notes: readonly string[];
  /** The rows in batches; can be read once. */
  readonly rows: AsyncIterable<readonly AnswerRow[]>;
}

/** Whoever runs the SQL of an analysis over logs that have been chosen before. */
export interface QueryEngine {
  /** `limit` is the largest number of rows wanted, 0 for all. */
  answer(analysis: Analysis, selection: Selection, limit: number): Promise<Answer>;
}
