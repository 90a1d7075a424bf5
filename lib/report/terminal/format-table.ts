import type { Formatter } from '../formatter';
import type { AuditResult, ResultColumn, Row } from '../result';
import { displayCell, NULL_TEXT } from './display';
import { escapeForTerminal } from './escape';
import { type Rendered, renderGrid } from './grid';
import { formatCount } from './numbers';
import { renderRecords } from './records';
import { createStyle, type Style } from './style';

const MAX_ROWS_SHOWN = 50;
const MIN_WIDTH = 40;

/** A table with fewer columns than this, of an answer that has more, would say too little. */
const MIN_COLUMNS_SHOWN = 8;

/**
 * The first rows for a person at a terminal: a table, without the last columns where it would be too wide, or a list of
 * records where too little would be left of it.
 */
export const formatTable: Formatter = async (result, sink, { width = 80, color = false } = {}) => {
  const style = createStyle(color);
  const rows = await takeRows(result, MAX_ROWS_SHOWN);
  const cells = rows.map((row) => result.columns.map((_, index) => displayCell(row[index] ?? null)));
  const body = renderRows(result.columns, cells, Math.max(MIN_WIDTH, width), style);
  await sink(
    [
      style.bold(escapeForTerminal(result.title)),
      ...(body ? [body.text] : []),
      ...renderFooter(result, rows.length, body).map(style.dim),
      '',
    ].join('\n'),
  );
};

interface Body extends Rendered {
  /** Columns that are left out for lack of width. */
  readonly hidden: readonly string[];
}

function renderRows(
  columns: readonly ResultColumn[],
  cells: string[][],
  width: number,
  style: Style,
): Body | undefined {
  if (cells.length === 0) return undefined;
  for (const kept of narrowerChoices(columns, cells)) {
    const chosen = kept.map((index) => columns[index] as ResultColumn);
    const grid = renderGrid(
      chosen,
      cells.map((row) => kept.map((index) => row[index] as string)),
      width,
      style,
    );
    if (grid) return { ...grid, hidden: columns.filter((_, index) => !kept.includes(index)).map(({ name }) => name) };
  }
  return { ...renderRecords(columns, cells, width, style), hidden: [] };
}

/** All columns; then without those that hold nothing; then without the last ones, which identify more than they tell. */
function* narrowerChoices(columns: readonly ResultColumn[], cells: readonly string[][]): Generator<readonly number[]> {
  const all = columns.map((_, index) => index);
  yield all;
  const filled = all.filter((index) => cells.some((row) => row[index] !== NULL_TEXT));
  for (let count = filled.length; count >= MIN_COLUMNS_SHOWN; count--) yield filled.slice(0, count);
}

async function takeRows({ rows }: AuditResult, count: number): Promise<Row[]> {
  const taken: Row[] = [];
  for await (const batch of rows) {
    taken.push(...batch.slice(0, count - taken.length));
    if (taken.length >= count) break;
  }
  return taken;
}

function renderFooter({ rowCount, truncated, limit }: AuditResult, shown: number, body: Body | undefined): string[] {
  const more = rowCount - shown;
  const hidden = body?.hidden ?? [];
  return [
    ...(rowCount === 0 ? ['no rows'] : []),
    ...(more > 0 ? [`… and ${formatCount(more, 'more row')} (use --format csv or -o FILE for all)`] : []),
    ...(body?.cut ? ['… ends a value that is longer (whole in every other format)'] : []),
    ...(hidden.length > 0
      ? [`too narrow for ${hidden.map(escapeForTerminal).join(', ')} (there in every other format)`]
      : []),
    ...(truncated ? [`there are more rows than the limit of ${formatCount(limit)} (use --limit 0 for all)`] : []),
  ];
}
