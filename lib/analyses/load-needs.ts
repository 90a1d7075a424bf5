import type { Analysis, CanonicalView } from './analysis';
import { neededColumns } from './render';
import { allOf, analysisClauses, type Selection, selectionClauses } from './selection';
import type { SqlClause } from './sql-value';

/** What of the logs somebody wants to ask about: a load keeps this, and nothing else. */
export interface LoadNeeds {
  readonly view: CanonicalView;
  /** Columns of the view. */
  readonly columns: readonly string[];
  /** Conditions on the view, any of which must hold for a row to be wanted; none means that every row is. */
  readonly anyOf: readonly SqlClause[];
  /**
   * Whether the raw fields behind the columns are kept, so that what is costly is made later and only for the rows of an
   * analysis, or the columns themselves, which is cheaper when every row is asked for several times.
   */
  readonly store: 'raw' | 'view';
  /** An expression over the view that is kept as the column `section`, because its value can't be had later. */
  readonly section?: SqlClause;
}

/**
 * What a run of several analyses over one log type needs.
 * @throws UsageError for filters that mean nothing for the log type
 */
export function needsOfAnalyses(analyses: readonly Analysis[], selection: Selection): LoadNeeds {
  const [first] = analyses;
  if (!first) throw new Error('a load needs an analysis');
  selectionClauses(first.view, selection);
  const conditions = analyses.map((analysis) => analysisClauses(analysis, selection));
  return {
    view: first.view,
    store: 'raw',
    columns: [...new Set(analyses.flatMap((analysis) => neededColumns(analysis, selection)))],
    anyOf: conditions.some((clauses) => clauses.length === 0) ? [] : conditions.map(allOf),
  };
}
