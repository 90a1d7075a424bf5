import type { Formatter } from '../formatter';
import type { AuditResult, ResultColumn, Row } from '../result';
import { displayCell } from './display';
import { escapeForTerminal } from './escape';
import { type Rendered, renderGrid } from './grid';
import { formatCount } from './numbers';
import { renderRecords } from './records';
import { createStyle, type Style } from './style';

const MAX_ROWS_SHOWN = 50;
const MIN_WIDTH = 40;

/** The first rows for a person at a terminal: a table, or a list of records where a table would be too wide. */
export const formatTable: Formatter = async (result, sink, { width = 80, color = false } = {}) => {
  const style = createStyle(color);
  const rows = await takeRows(result, MAX_ROWS_SHOWN);
  const cells = rows.map((row) => result.columns.map((_, index) => displayCell(row[index] ?? null)));
  const body = renderRows(result.columns, cells, Math.max(MIN_WIDTH, width), style);
  await sink(
    [
      style.bold(escapeForTerminal(result.title)),
      ...(body ? [body.text] : []),
      ...renderFooter(result, rows.length, body?.cut ?? false).map(style.dim),
      '',
    ].join('\n'),
  );
};

function renderRows(
  columns: readonly ResultColumn[],
  cells: string[][],
  width: number,
  style: Style,
): Rendered | undefined {
  if (cells.length === 0) return undefined;
  return renderGrid(columns, cells, width, style) ?? renderRecords(columns, cells, width, style);
}

async function takeRows({ rows }: AuditResult, count: number): Promise<Row[]> {
  const taken: Row[] = [];
  for await (const batch of rows) {
    taken.push(...batch.slice(0, count - taken.length));
    if (taken.length >= count) break;
  }
  return taken;
}

function renderFooter({ rowCount, truncated, limit }: AuditResult, shown: number, cut: boolean): string[] {
  const more = rowCount - shown;
  return [
    ...(rowCount === 0 ? ['no rows'] : []),
    ...(more > 0 ? [`… and ${formatCount(more, 'more row')} (use --format csv or -o FILE for all)`] : []),
    ...(cut ? ['… ends a value that is longer (whole in every other format)'] : []),
    ...(truncated ? [`there are more rows than the limit of ${formatCount(limit)} (use --limit 0 for all)`] : []),
  ];
}
