import type { CanonicalView } from '../../analyses/analysis';
import { identifiersOf } from '../../analyses/identifiers';
import { type NamedQuery, namedColumns, renderLayers, renderWith } from '../../analyses/render';
import { allOf } from '../../analyses/selection';
import type { SqlClause } from '../../analyses/sql-value';
import type { LogSource, RecordQueries } from './log-source';

/** What a load keeps of each record. */
export interface LoadPlan {
  readonly view: CanonicalView;
  /** Window and filters. */
  readonly scope: readonly SqlClause[];
  /** Conditions any of which must hold for a row to be wanted; none means that every row is. */
  readonly anyOf: readonly SqlClause[];
  /** Raw columns that are needed. */
  readonly columns: ReadonlySet<string>;
  /** Columns of the view that are kept in place of the raw ones; none when the raw ones are kept. */
  readonly made: readonly string[];
  /** An expression over the view that is kept as the column `section`. */
  readonly section?: SqlClause;
}

/** Columns of the view that are made while the logs are read: for window, filters, conditions, section, and to be kept. */
export function madeColumns({ view, scope, anyOf, section, made }: LoadPlan): readonly string[] {
  return namedColumns(view, [...[...scope, ...anyOf, ...(section ? [section] : [])].map(({ sql }) => sql), ...made]);
}

/** Raw columns out of which the view makes the given ones. */
export function rawColumnsOf(view: CanonicalView, columns: readonly string[], source: LogSource): ReadonlySet<string> {
  const [first] = renderLayers(view, columns, 'source');
  const words = identifiersOf((first as NamedQuery).sql);
  return new Set(source.columns.filter((name) => words.has(name)));
}

/**
 * One row for each record of `source`, as the table `base` holds it. Every record keeps what coverage needs; the columns
 * are kept only where the record is selected, because copying text costs more than reading it.
 *
 * odd_line, file_index  the record itself and its file, if it is not regular
 * in_scope              in the window and not filtered out
 * selected              in scope, and wanted
 * section               what tells the sections of a report, if it has some
 * identity              with the time, equal for copies of one record; NULL for a record that is no copy
 */
export function baseQuery(plan: LoadPlan, source: LogSource, records: RecordQueries): SqlClause {
  const { view, scope, anyOf, section } = plan;
  // cut out of every record; the others only of those that are selected
  const everywhere = new Set([...rawColumnsOf(view, madeColumns(plan), source), ...source.identityColumns]);
  const carried = ['line', 'file_index', 'regular', 'in_view', ...records.parts, ...[...everywhere].map(carriedName)];
  const layers = renderLayers({ ...view, rows: undefined }, madeColumns(plan), 'raw_fields', carried);
  const scopeCondition = allOf(scope);
  const selectCondition = anyCondition(anyOf);
  const queries: NamedQuery[] = [
    ...records.queries,
    {
      name: 'cut_records',
      sql: `select ${[...COMMON, ...records.parts].join(', ')},\n${[...everywhere].map((name) => `  ${records.field(name)} as ${name}`).join(',\n')}\nfrom source`,
    },
    {
      name: 'raw_fields',
      sql: `select *, coalesce(${view.rows ?? 'true'}, false) as in_view,\n${[...everywhere].map((name) => `  ${name} as ${carriedName(name)}`).join(',\n')}\nfrom cut_records`,
    },
    ...layers,
    {
      name: 'scoped',
      sql: `select *, coalesce(regular and in_view and ${scopeCondition.sql}, false) as in_scope\nfrom ${(layers.at(-1) as NamedQuery).name}`,
    },
    { name: 'chosen', sql: `select *, in_scope and coalesce(${selectCondition.sql}, false) as selected\nfrom scoped` },
  ];
  const rawField = (name: string) => (everywhere.has(name) ? carriedName(name) : records.field(name));
  const kept: readonly (readonly [string, string])[] =
    plan.made.length > 0
      ? plan.made.map((name) => [name, name])
      : [...plan.columns].map((name) => [name, rawField(name)]);
  const sql = `${renderWith(queries)}
select
  case when not regular then line end as odd_line,
  case when not regular then file_index end as file_index,
  case when regular then event_time end as event_time,
  in_scope,
  selected,
  case when in_scope then ${source.identity(carriedName)} end as identity,
${section ? `  case when selected then ${section.sql} end as section,\n` : ''}${kept.map(([name, value]) => `  case when selected then ${value} end as ${name}`).join(',\n')}
from chosen`;
  return {
    sql,
    parameters: [...scopeCondition.parameters, ...selectCondition.parameters, ...(section?.parameters ?? [])],
  };
}

/** Columns that every source has. */
const COMMON = ['line', 'file_index', 'regular', 'event_time'];

function anyCondition(clauses: readonly SqlClause[]): SqlClause {
  if (clauses.length === 0) return { sql: 'true', parameters: [] };
  return {
    sql: `(${clauses.map(({ sql }) => `(${sql})`).join(' or ')})`,
    parameters: clauses.flatMap(({ parameters }) => parameters),
  };
}

/** Name under which a raw column goes past the canonical columns, which may have the same name. */
function carriedName(column: string): string {
  return `raw__${column}`;
}
