import { UsageError } from '../shared/errors';
import type { Window } from '../shared/utc-dates';
import type { Analysis, CanonicalView } from './analysis';
import { FILTERS, type FilterValues, ownHostClause } from './filters';
import type { SqlClause } from './sql-value';

/** What a run asks for, the same for every analysis of the run. */
export interface Selection {
  readonly window: Window;
  /** Values by filter name; an absent or empty one narrows nothing. */
  readonly filters: FilterValues;
  readonly includeFailed?: boolean;
  readonly by?: string;
  readonly ownHosts?: readonly string[];
}

/**
 * The conditions of window and filters over the canonical view; empty when there are none.
 * @throws UsageError for filters that mean nothing for the log type, and for values that can't be used
 */
export function selectionClauses(view: CanonicalView, selection: Selection): readonly SqlClause[] {
  const { from, to } = selection.window;
  return [
    ...(from ? [{ sql: 'event_time >= cast(? as timestamp)', parameters: [sqlTimestamp(from)] }] : []),
    ...(to ? [{ sql: 'event_time < cast(? as timestamp)', parameters: [sqlTimestamp(to)] }] : []),
    ...filterClauses(view, selection.filters),
  ];
}

/** The conditions of the window turned round: rows that lie outside it. Undefined when the window is open at both ends. */
export function outsideWindowClause({ window }: Selection): SqlClause | undefined {
  const { from, to } = window;
  if (!from && !to) return undefined;
  return {
    sql: [
      ...(from ? ['event_time < cast(? as timestamp)'] : []),
      ...(to ? ['event_time >= cast(? as timestamp)'] : []),
    ].join(' or '),
    parameters: [from, to].flatMap((end) => (end ? [sqlTimestamp(end)] : [])),
  };
}

/** The condition that makes the rows of the analysis out of those of the view; with its options. */
export function analysisClauses(analysis: Analysis, selection: Selection): readonly SqlClause[] {
  const { includeFailed, ownHost } = analysis.options;
  const rows = selection.includeFailed && includeFailed ? includeFailed.rows : analysis.rows;
  return [
    ...(rows === undefined ? [] : [{ sql: rows, parameters: [] }]),
    ...(ownHost && selection.ownHosts?.length ? [ownHostClause(selection.ownHosts)] : []),
  ];
}

/** All conditions in one, or `true`. */
export function allOf(clauses: readonly SqlClause[]): SqlClause {
  if (clauses.length === 0) return { sql: 'true', parameters: [] };
  return {
    sql: clauses.map(({ sql }) => `(${sql})`).join('\n    and '),
    parameters: clauses.flatMap(({ parameters }) => parameters),
  };
}

/** @throws UsageError when the analysis has no such option, or not with this value */
export function requireOptions(analysis: Analysis, selection: Selection): void {
  const { includeFailed, by, ownHost } = analysis.options;
  const refuse = (option: string) => {
    throw new UsageError(
      'UNKNOWN_OPTION',
      `${analysis.id} has no option ${option}; 's3-log-audit list ${analysis.id}' shows those it has`,
    );
  };
  if (selection.includeFailed && !includeFailed) refuse('--include-failed');
  if (selection.ownHosts?.length && !ownHost) refuse('--own-host');
  if (selection.by !== undefined) {
    if (!by) refuse('--by');
    else if (!by.choices.includes(selection.by)) {
      throw new UsageError(
        'INVALID_OPTION',
        `--by of ${analysis.id} can't be '${selection.by}'; allowed are ${by.choices.join(', ')}`,
      );
    }
  }
}

function filterClauses(view: CanonicalView, filters: FilterValues): readonly SqlClause[] {
  return FILTERS.filter(({ name }) => filters[name]?.length).map((filter) => {
    if (!filter.logTypes.includes(view.logType)) {
      throw new UsageError(
        'FILTER_NOT_APPLICABLE',
        `--${filter.name} can't be used with ${view.logType}: ${filter.reason}`,
      );
    }
    return filter.clause(filters[filter.name] as readonly string[]);
  });
}

function sqlTimestamp(instant: Date): string {
  return instant.toISOString().replace('T', ' ').replace('Z', '');
}
