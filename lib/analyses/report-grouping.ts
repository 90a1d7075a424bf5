import type { LogTypeId } from '../log-types/log-type';
import { UsageError } from '../shared/errors';
import { queryParameterClause } from './query-parameter';
import type { SqlClause } from './sql-value';

/** What a report can be grouped by, beside `query:<name>`. */
const GROUPING_COLUMNS = ['bucket', 'requester', 'operation'] as const;

/**
 * `query:org`, or a column: the expression over the view that gives the group of a request.
 * @throws UsageError for anything else, and for query strings where the log type has none
 */
export function groupingClause(text: string, logType: LogTypeId): SqlClause {
  requireGrouping(text);
  const [kind, name] = splitGrouping(text);
  if (kind !== 'query') return { sql: text, parameters: [] };
  if (logType !== 'access-logs') {
    throw new UsageError(
      'FILTER_NOT_APPLICABLE',
      `--group-by ${text} can't be used with ${logType}: it does not record the query string`,
    );
  }
  return queryParameterClause(name);
}

/** @throws UsageError for what no report can be grouped by */
export function requireGrouping(text: string): void {
  const [kind, name] = splitGrouping(text);
  if ((kind === 'query' && name !== '') || (GROUPING_COLUMNS as readonly string[]).includes(text)) return;
  throw new UsageError(
    'INVALID_OPTION',
    `--group-by can't be '${text}'; allowed are query:<name of a parameter>, ${GROUPING_COLUMNS.join(', ')}`,
  );
}

function splitGrouping(text: string): [string, string] {
  const end = text.indexOf(':');
  return end < 0 ? [text, ''] : [text.slice(0, end), text.slice(end + 1)];
}
