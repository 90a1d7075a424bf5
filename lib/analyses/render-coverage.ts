import type { CanonicalView } from './analysis';
import { PARTITION_VALUES } from './partitions';
import { type AthenaSource, type RenderedQuery, readTables, renderWith } from './render';

/** Name of the coverage query beside those of the analyses; none of them may have it. */
export const COVERAGE = 'coverage';

/** What a coverage query counts by. */
export interface CoverageScope {
  readonly window: { readonly from: Date; readonly to: Date };
  /** Buckets among whose rows copies are counted; none means all. */
  readonly buckets: readonly string[];
}

/** Columns of the answer, which has one row. */
const COLUMNS = [
  ['objects', 'integer', 'log objects with at least one row'],
  ['records', 'integer', 'lines or records, without blank lines'],
  ['parsed', 'integer', 'those of a known form with a readable time'],
  ['unparsed', 'integer', 'all others'],
  ['outside_window', 'integer', 'parsed ones outside the window'],
  ['duplicates', 'integer', 'copies among those in the window that are about the audited buckets'],
  ['first_event', 'timestamp', 'time of the first one in the window'],
  ['last_event', 'timestamp', 'time of the last one in the window'],
] as const;

/**
 * The query that counts what the logs of a run hold. Window and buckets are text of it: Athena takes parameters in
 * conditions only, and this one has to count rows that meet none.
 */
export function renderCoverageQuery(view: CanonicalView, scope: CoverageScope, source: AthenaSource): RenderedQuery {
  const { sql, parameters } = readTables(view.athenaRecords, source);
  const counts = view.athenaCoverage
    .trim()
    .replaceAll('{{window}}', windowCondition(scope))
    .replaceAll('{{buckets}}', bucketCondition(scope));
  return {
    sql: `${renderWith([{ name: 'records', sql }])}\n${counts}`,
    parameters,
    columns: COLUMNS.map(([name, type, description]) => ({ name, type, description })),
  };
}

function windowCondition({ window: { from, to } }: CoverageScope): string {
  return `event_time >= ${timestampLiteral(from)} and event_time < ${timestampLiteral(to)}`;
}

function bucketCondition({ buckets }: CoverageScope): string {
  if (buckets.length === 0) return 'true';
  const wrong = buckets.find((bucket) => !PARTITION_VALUES.source_bucket.test(bucket));
  if (wrong !== undefined) throw new Error(`'${wrong}' is no name of a bucket`);
  return `coalesce(bucket in (${buckets.map((bucket) => `'${bucket}'`).join(', ')}), false)`;
}

function timestampLiteral(instant: Date): string {
  return `timestamp '${instant.toISOString().replace('T', ' ').replace('Z', '')}'`;
}
