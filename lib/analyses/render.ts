import type { Analysis, AnalysisColumn, AthenaTexts, CanonicalView, ViewColumn } from './analysis';
import { identifiersOf } from './identifiers';
import { type Partitions, partitionCondition } from './partitions';
import { allOf, analysisClauses, requireOptions, type Selection, selectionClauses } from './selection';
import type { SqlClause, SqlValue } from './sql-value';

/** A query that an engine can run as it is. */
export interface RenderedQuery {
  readonly sql: string;
  /** One for each `?`, in order. */
  readonly parameters: readonly SqlValue[];
  /** Columns of the answer; timestamps come as ISO 8601 text. */
  readonly columns: readonly AnalysisColumn[];
}

/** A `with` query by name. */
export interface NamedQuery {
  readonly name: string;
  readonly sql: string;
}

/** A table that an Athena query reads. */
export interface AthenaTable {
  /** Its name, with its database if need be. */
  readonly table: string;
  /** The partitions that are read; by default all, which a table with injected partitions refuses. */
  readonly partitions?: Partitions;
}

/** What an Athena query reads. */
export interface AthenaSource extends AthenaTable {
  /** The table of rollups in Parquet, when there are some to be read, too. */
  readonly rolledUp?: AthenaTable;
  /** Addresses (`s3://…`) of objects that are left out. */
  readonly without?: readonly string[];
}

/**
 * The Athena query of an analysis: raw table → canonical view → window and filters → without duplicates → answer.
 * `limit` is the number of rows wanted, 0 for all. Partitions that are asked for have no parameter: their `?` come first.
 * @throws UsageError when filters, options or partitions don't fit
 */
export function renderAthenaQuery(
  analysis: Analysis,
  selection: Selection,
  source: AthenaSource,
  limit: number,
): RenderedQuery {
  const { view } = analysis;
  const needed = allNeededColumns(analysis, selection);
  const layers = renderLayers(view, needed, 'source');
  const condition = allOf([...selectionClauses(view, selection), ...analysisClauses(analysis, selection)]);
  const raw = readTables(view.athenaSource, source);
  const queries: NamedQuery[] = [
    { name: 'source', sql: raw.sql },
    ...layers,
    { name: 'matched', sql: `select\n${list(needed)}\nfrom ${lastName(layers)}\nwhere ${condition.sql}` },
    { name: view.name, sql: withoutDuplicates(view, needed) },
  ];
  return {
    ...renderAnswer(analysis, selection, queries, limit),
    parameters: [...raw.parameters, ...condition.parameters],
  };
}

/** The query that reads the tables of a source, made of the texts for each. */
export function readTables(texts: AthenaTexts, { rolledUp, ...source }: AthenaSource): SqlClause {
  const raw = readTable(texts.raw, source);
  if (rolledUp === undefined) return raw;
  if (texts.rolledUp === undefined) throw new Error(`there are no rollups in Parquet beside the table ${source.table}`);
  return { sql: `${raw.sql}\nunion all\n${readTable(texts.rolledUp, rolledUp).sql}`, parameters: raw.parameters };
}

/** Puts table and partitions in their places; a line that speaks of partitions goes when nothing is narrowed. */
function readTable(text: string, { table, partitions = {}, without = [] }: Omit<AthenaSource, 'rolledUp'>): SqlClause {
  const conditions = [
    ...[partitionCondition(partitions)].filter((condition) => condition !== undefined),
    ...(without.length === 0 ? [] : [`"$path" not in (${without.map(() => '?').join(', ')})`]),
  ];
  const sql = text
    .trim()
    .split('\n')
    .filter((line) => conditions.length > 0 || !line.includes('{{partitions}}'))
    .join('\n')
    .replaceAll('{{table}}', table)
    .replaceAll('{{partitions}}', conditions.join('\n  and '));
  return { sql, parameters: without };
}

/**
 * The query of an analysis over rows that are already in place under `rowsFrom`: in the canonical view's columns, in the
 * window, filtered and without duplicates.
 */
export function renderLoadedQuery(
  analysis: Analysis,
  selection: Selection,
  rowsFrom: string,
  limit: number,
): RenderedQuery {
  const condition = allOf(analysisClauses(analysis, selection));
  const needed = neededColumns(analysis, selection);
  const rows = { name: analysis.view.name, sql: `select\n${list(needed)}\nfrom ${rowsFrom}\nwhere ${condition.sql}` };
  return { ...renderAnswer(analysis, selection, [rows], limit), parameters: condition.parameters };
}

/** Columns of the answer, with the one that `--by` adds. */
export function answerColumns(analysis: Analysis, selection: Selection): readonly AnalysisColumn[] {
  const by = byColumn(analysis, selection);
  return by === undefined ? analysis.columns : [describedViewColumn(analysis.view, by), ...analysis.columns];
}

/** Columns of the canonical view that the query of the analysis and its conditions name. */
export function neededColumns(analysis: Analysis, selection: Selection): readonly string[] {
  const conditions = analysisClauses(analysis, selection).map(({ sql }) => sql);
  return namedColumns(analysis.view, [queryText(analysis, selection), ...conditions]);
}

/** The same with the columns of window and filters and those that tell copies. */
function allNeededColumns(analysis: Analysis, selection: Selection): readonly string[] {
  const { view } = analysis;
  const { same, identifiedBy, keep } = view.duplicates;
  const conditions = selectionClauses(view, selection).map(({ sql }) => sql);
  return namedColumns(view, [...neededColumns(analysis, selection), ...conditions, ...same, identifiedBy, ...keep]);
}

/** Columns of the canonical view that are named in any of the SQL texts, in the order of the view. */
export function namedColumns(view: CanonicalView, texts: readonly string[]): readonly string[] {
  const words = identifiersOf(texts.join('\n'));
  const names = view.layers.flat().map(({ name }) => name);
  return [...new Set(names)].filter((name) => name === 'event_time' || words.has(name));
}

/**
 * The layers of the view that give the needed columns out of `source`, each with nothing that is not needed. Columns of
 * the source that are `carried` go through all of them.
 */
export function renderLayers(
  view: CanonicalView,
  needed: readonly string[],
  source: string,
  carried: readonly string[] = [],
): readonly NamedQuery[] {
  const layers = pruneLayers(view, needed);
  return layers.map(({ columns, passed }, index) => ({
    name: layerName(view, index),
    sql: [
      'select',
      [...[...carried, ...passed].map((name) => `  ${name}`), ...columns.map(layerColumn)].join(',\n'),
      `from ${index === 0 ? source : layerName(view, index - 1)}`,
      ...(index === 0 && view.rows ? [`where ${view.rows}`] : []),
    ].join('\n'),
  }));
}

interface PrunedLayer {
  readonly columns: readonly ViewColumn[];
  /** Columns of a lower layer that a higher one needs. */
  readonly passed: readonly string[];
}

function pruneLayers(view: CanonicalView, needed: readonly string[]): readonly PrunedLayer[] {
  const pruned: PrunedLayer[] = [];
  let wanted = new Set(needed);
  for (let index = view.layers.length - 1; index >= 0; index--) {
    const below = new Set(
      view.layers
        .slice(0, index)
        .flat()
        .map(({ name }) => name),
    );
    const columns = (view.layers[index] as readonly ViewColumn[]).filter(({ name }) => wanted.has(name));
    if (columns.length === 0 && index > 0) continue;
    const passed = [...wanted].filter((name) => below.has(name) && !columns.some((column) => column.name === name));
    pruned.unshift({ columns, passed });
    wanted = new Set(
      [...passed, ...identifiersOf(columns.map(({ sql }) => sql).join('\n'))].filter((name) => below.has(name)),
    );
  }
  return pruned;
}

function layerColumn({ name, sql }: ViewColumn): string {
  return sql === name ? `  ${name}` : `  ${sql.replaceAll('\n', '\n  ')} as ${name}`;
}

/** Raw columns that the layers read for the needed columns. */
export function rawColumnsOf(layers: readonly NamedQuery[]): ReadonlySet<string> {
  return identifiersOf((layers[0] as NamedQuery).sql);
}

/** `with a as (…), b as (…)`. */
export function renderWith(queries: readonly NamedQuery[]): string {
  return `with ${queries.map(({ name, sql }) => `${name} as (\n${indent(sql)}\n)`).join(',\n')}`;
}

function renderAnswer(
  analysis: Analysis,
  selection: Selection,
  queries: readonly NamedQuery[],
  limit: number,
): Omit<RenderedQuery, 'parameters'> {
  requireOptions(analysis, selection);
  const columns = answerColumns(analysis, selection);
  const answer = { name: 'answer', sql: queryText(analysis, selection) };
  const sql = [
    renderWith([...queries, answer]),
    'select',
    columns.map(outputColumn).join(',\n'),
    'from answer',
    `order by ${orderOf(analysis, columns).join(', ')}`,
    ...(limit > 0 ? [`limit ${Math.trunc(limit)}`] : []),
  ].join('\n');
  return { sql, columns };
}

export function queryText(analysis: Analysis, selection: Selection): string {
  const by = byColumn(analysis, selection);
  return analysis.sql
    .replaceAll('{{by}}', by === undefined ? '' : `${by},`)
    .replaceAll('{{include_failed}}', String(selection.includeFailed ?? false))
    .trim();
}

function byColumn(analysis: Analysis, selection: Selection): string | undefined {
  const { by } = analysis.options;
  return by && (selection.by ?? by.default);
}

function describedViewColumn(view: CanonicalView, name: string): AnalysisColumn {
  const column = view.layers.flat().find((candidate) => candidate.name === name);
  if (!column || column.type === 'boolean') throw new Error(`no column ${name} in the view ${view.name}`);
  return {
    name,
    type: column.type,
    description: column.description ?? name,
    ...(column.unit ? { unit: column.unit } : {}),
  };
}

export function outputColumn({ name, type }: AnalysisColumn): string {
  return type === 'timestamp' ? `  date_format(${name}, '%Y-%m-%dT%H:%i:%sZ') as ${name}` : `  ${name}`;
}

export function orderOf(analysis: Analysis, columns: readonly AnalysisColumn[]): readonly string[] {
  const leading = new Set(analysis.order.map((key) => key.split(' ')[0]));
  return [...analysis.order, ...columns.map(({ name }) => name).filter((name) => !leading.has(name))];
}

function withoutDuplicates(view: CanonicalView, needed: readonly string[]): string {
  const { same, identifiedBy, keep } = view.duplicates;
  const order = [...keep, ...needed.filter((name) => !same.includes(name) && !keep.includes(name))];
  return [
    'select',
    list(needed),
    'from (',
    `  select *, row_number() over (partition by ${same.join(', ')} order by ${order.join(', ')}) as copy`,
    '  from matched',
    ')',
    `where copy = 1 or ${identifiedBy} is null`,
  ].join('\n');
}

function layerName(view: CanonicalView, index: number): string {
  return `${view.name}_${index + 1}`;
}

function lastName(layers: readonly NamedQuery[]): string {
  return (layers.at(-1) as NamedQuery).name;
}

function list(columns: readonly string[]): string {
  return columns.map((name) => `  ${name}`).join(',\n');
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
