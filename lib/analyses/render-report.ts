import type { CanonicalView } from './analysis';
import { identifiersOf } from './identifiers';
import type { LoadNeeds } from './load-needs';
import {
  answerColumns,
  type NamedQuery,
  namedColumns,
  orderOf,
  outputColumn,
  queryText,
  renderLayers,
  renderWith,
} from './render';

import type { Panel, ReportDefinition, Rollup } from './report-definition';
import { allOf, analysisClauses, type Selection, selectionClauses } from './selection';
import type { SqlClause } from './sql-value';
import { viewOver } from './view-over';

/** The rows of one section of a report; undefined for a report without sections. */
export type SectionValue = string | null | undefined;

const ALL: SqlClause = { sql: 'true', parameters: [] };

/**
 * What a report needs of the logs. `section` is the expression that its sections are told by.
 * @throws UsageError for filters that mean nothing for the log type
 */
export function needsOfReport(report: ReportDefinition, selection: Selection, section?: SqlClause): LoadNeeds {
  const { view } = report;
  selectionClauses(view, selection);
  const overRows = report.rollups.filter(({ from }) => from === undefined);
  const texts = overRows.flatMap(({ rows, by, measures }) => [
    rows ?? '',
    ...[...by, ...measures].map(({ sql }) => sql),
  ]);
  return { view, columns: namedColumns(view, texts), anyOf: [], store: 'view', ...(section ? { section } : {}) };
}

/**
 * The groups of a rollup: out of `rowsFrom`, which has the columns of the view and, if there are sections, `section`, or
 * out of the rollup that it is made from.
 */
export function renderRollup(
  report: ReportDefinition,
  rollup: Rollup,
  rowsFrom: string,
  section: SectionValue,
  tableOf: (rollup: string) => string,
): SqlClause {
  const { by, measures, rows = 'true', from } = rollup;
  const source = report.rollups.find(({ name }) => name === from);
  const condition = source ? ALL : allOf(sectionClause(section));
  const texts = [rows, ...[...by, ...measures].map(({ sql }) => sql)].join('\n');
  const queries = source ? renderGroups(report.view, source, texts, ALL, tableOf(source.name), false) : [];
  const sql = [
    ...(source ? [renderWith(queries)] : []),
    'select',
    [...by, ...measures].map((column) => `  ${column.sql} as ${column.name}`).join(',\n'),
    `from ${source?.name ?? rowsFrom}`,
    `where (${rows}) and ${condition.sql}`,
    `group by ${by.map((_, index) => index + 1).join(', ')}`,
  ].join('\n');
  return { sql, parameters: condition.parameters };
}

/** How a report is asked for, the same for all its panels. */
export interface PanelRequest {
  readonly selection: Selection;
  /** Whether addresses are shown without their last part. */
  readonly maskAddresses: boolean;
}

/** The query of a panel, over the tables that hold the rollups; its answer has no order. */
export function renderPanel(
  report: ReportDefinition,
  panel: Panel,
  { selection, maskAddresses }: PanelRequest,
  tableOf: (rollup: string) => string,
): SqlClause {
  const query = queryText(panel, selection);
  const words = identifiersOf(query);
  const condition = allOf(analysisClauses(panel, selection));
  const used = report.rollups.filter(({ name }) => words.has(name));
  const masked = maskAddresses && panel.columns.some(({ name }) => name === 'remote_ip');
  const queries = used.flatMap((rollup) =>
    renderGroups(report.view, rollup, query, condition, tableOf(rollup.name), masked),
  );
  return {
    sql: `${renderWith([...queries, { name: 'answer', sql: query }])}\nselect\n${answerColumns(panel, selection).map(outputColumn).join(',\n')}\nfrom answer`,
    parameters: used.flatMap(() => condition.parameters),
  };
}

/** The order of the rows of a panel: its own, then all columns, so that it is the same every time. */
export function renderPanelOrder(panel: Panel, selection: Selection): string {
  return orderOf(panel, answerColumns(panel, selection)).join(', ');
}

/** The groups of a rollup under its name, with the columns of the view that the query names. */
function renderGroups(
  view: CanonicalView,
  rollup: Rollup,
  query: string,
  condition: SqlClause,
  table: string,
  masked: boolean,
): readonly NamedQuery[] {
  const own = [...rollup.by, ...rollup.measures].map(({ name }) => name);
  const grouped = viewOver(view, `${rollup.name}_groups`, own);
  const known = new Set(grouped.layers.flat().map(({ name }) => name));
  const needed = [...identifiersOf(`${query}\n${condition.sql}`)].filter((name) => known.has(name));
  const masking = masked && needed.includes('remote_ip');
  const layers = renderLayers(grouped, masking ? [...needed, 'masked_ip'] : needed, table);
  const shown = needed.map((name) => (masking && name === 'remote_ip' ? '  masked_ip as remote_ip' : `  ${name}`));
  const last = (layers.at(-1) as NamedQuery).name;
  return [...layers, { name: rollup.name, sql: `select\n${shown.join(',\n')}\nfrom ${last}\nwhere ${condition.sql}` }];
}

function sectionClause(section: SectionValue): readonly SqlClause[] {
  if (section === undefined) return [];
  return section === null
    ? [{ sql: 'section is null', parameters: [] }]
    : [{ sql: 'section = ?', parameters: [section] }];
}
