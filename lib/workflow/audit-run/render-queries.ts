import type { Analysis } from '../../analyses/analysis';
import { loadView } from '../../analyses/catalogue';
import { type AthenaSource, type RenderedQuery, renderAthenaQuery } from '../../analyses/render';
import { COVERAGE, renderCoverageQuery } from '../../analyses/render-coverage';
import { toSqlLiteral } from '../../analyses/sql-value';
import { UsageError } from '../../shared/errors';
import type { RunQuery } from './run-plan';
import type { RunRequest } from './run-request';

/** https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html */
const MAX_QUERY_BYTES = 262_144;
const MAX_PARAMETER_CHARACTERS = 1024;

/**
 * The queries of a run: one for each analysis, and one for coverage.
 * @throws UsageError when one has more or longer values than Athena takes
 */
export function renderQueries(request: RunRequest, source: AthenaSource): readonly RunQuery[] {
  const { logType, analyses, selection, window, sourceBuckets } = request;
  const buckets = selection.filters.bucket ?? sourceBuckets;
  const coverage = renderCoverageQuery(loadView(logType.id), { window, buckets }, source);
  return [
    ...analyses.map((analysis) => {
      const limit = analysis.limit ?? 0;
      return toRunQuery(analysis, renderAthenaQuery(analysis, selection, source, limit), limit);
    }),
    toRunQuery({ id: COVERAGE, title: 'Coverage' }, coverage, 0),
  ];
}

function toRunQuery({ id, title }: Pick<Analysis, 'id' | 'title'>, query: RenderedQuery, limit: number): RunQuery {
  const parameters = query.parameters.map(toSqlLiteral);
  const long = parameters.find((parameter) => parameter.length > MAX_PARAMETER_CHARACTERS);
  if (long !== undefined) {
    throw new UsageError(
      'INVALID_FILTER',
      `a value is longer than the ${MAX_PARAMETER_CHARACTERS} characters that Athena takes: ${long.slice(0, 60)}…`,
    );
  }
  const bytes = Buffer.byteLength(query.sql);
  if (bytes > MAX_QUERY_BYTES) {
    throw new UsageError(
      'INVALID_FILTER',
      `the query of ${id} has ${bytes} bytes, Athena takes ${MAX_QUERY_BYTES}; give fewer values to filters`,
    );
  }
  return { name: id, title, sql: query.sql, parameters, columns: query.columns, limit };
}
