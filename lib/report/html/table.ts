import type { ResultColumn } from '../result';
import { formatCount } from '../terminal/numbers';
import { cellOf, numberOf, type PanelAnswer, type Rest, restOf } from '../traffic/report-data';
import { type Html, html, type Renderable } from './html';
import { breakableLength, formatShare, isNumeric, labelOf, showCell } from './values';

/** So many rows are shown at first; a switch shows the rest. */
const ROWS_AT_FIRST = 10;

/** Up to so many columns leave half of the width to the label, from so many on they need most of it themselves. */
const FEW_COLUMNS = 5;
const MANY_COLUMNS = 7;
/** A label of so many characters needs little room. */
const SHORT_LABEL = 14;
/** Columns of text are at least so many characters wide if a value can't be broken into less; the style has a class for each. */
const COLUMN_WIDTHS = [8, 10, 12, 14] as const;

export interface TableOptions {
  readonly id: string;
  /** Columns that would say the same in every row. */
  readonly hidden?: readonly string[];
  /** Draws something below the label of a row. */
  readonly mark?: (row: PanelAnswer['rows'][number]) => Html;
  /** The column that the list is about; the rest of a list is told as a part of it. */
  readonly main?: string;
  /** Whether all rows are shown at once. */
  readonly whole?: boolean;
}

/** The rows of a panel as a table. On a phone each row becomes a small card, by style alone. */
export function renderTable(answer: PanelAnswer, options: TableOptions): Html {
  const { id, hidden = [], whole = false } = options;
  const columns = answer.columns.filter(({ name }) => !hidden.includes(name));
  const label = labelColumn(columns);
  const extra = !whole && answer.rows.length > ROWS_AT_FIRST;
  const rows = answer.rows.map((row, index) => {
    const cells = columns.map((column) =>
      renderCell(answer, row, column, column === label ? options.mark?.(row) : undefined),
    );
    return html`<tr role="row"${extra && index >= ROWS_AT_FIRST ? html` class="extra"` : undefined}>${cells}</tr>
`;
  });
  return html`<div class="list" data-first="${whole ? 0 : ROWS_AT_FIRST}">
<table role="table" aria-labelledby="${id}" class="${widthOf(answer, columns, label)}">
<thead role="rowgroup"><tr role="row">${columns.map((column) => renderHead(answer, column))}</tr></thead>
<tbody role="rowgroup">
${rows}</tbody>${renderFoot(answer, columns, label, options.main, extra)}
</table>
${extra && html`<label class="more"><input type="checkbox"> show all ${formatCount(answer.rows.length)} rows</label>`}
</div>`;
}

function renderHead(answer: PanelAnswer, column: ResultColumn): Html {
  const { description, type } = column;
  const kind = isNumeric(column) ? 'num' : type === 'string' ? `wide-${columnWidth(answer, column)}` : undefined;
  return html`<th role="columnheader" scope="col"${kind && html` class="${kind}"`} data-type="${isNumeric(column) ? 'number' : type === 'string' ? 'text' : 'value'}" title="${description}">${labelOf(column)}</th>`;
}

function renderCell(
  answer: PanelAnswer,
  row: PanelAnswer['rows'][number],
  column: ResultColumn,
  mark: Html | undefined,
): Html {
  const cell = cellOf(answer, row, column.name);
  const numeric = isNumeric(column);
  // the script sorts by this where the text shown is rounded
  const exact: Renderable = numeric && cell !== null ? html` data-value="${String(cell)}"` : undefined;
  const kind = mark ? 'label' : numeric ? 'num' : 'text';
  return html`<td role="cell" class="${kind}"${exact} data-label="${labelOf(column)}"><span class="v">${showCell(cell, column)}</span>${mark}</td>`;
}

/** What the list leaves out, as a last line: one for the list as it is at first, one for when all rows are shown. */
function renderFoot(
  answer: PanelAnswer,
  columns: readonly ResultColumn[],
  label: ResultColumn | undefined,
  main: string | undefined,
  extra: boolean,
): Html | undefined {
  const line = (rest: Rest | undefined, kind: string) =>
    rest &&
    html`<tr role="row" class="${kind}">${columns.map((column) => restCell(answer, rest, column, label, main))}</tr>`;
  const lines = [
    ...(extra ? [line(restOf(answer, ROWS_AT_FIRST), 'at-first')] : []),
    line(restOf(answer), extra ? 'at-last' : ''),
  ];
  if (lines.every((one) => one === undefined)) return undefined;
  return html`
<tfoot role="rowgroup">${lines}</tfoot>`;
}

function restCell(
  answer: PanelAnswer,
  { count, sums }: Rest,
  column: ResultColumn,
  label: ResultColumn | undefined,
  main: string | undefined,
): Html {
  if (column === label)
    return html`<td role="cell" class="label"><span class="v">… and ${formatCount(count)} more</span></td>`;
  const value = (text: Html | string) =>
    html`<td role="cell" class="num" data-label="${labelOf(column)}"><span class="v">${text}</span></td>`;
  const sum = sums[column.name];
  if (sum !== undefined) return value(showCell(sum, column));
  const whole = main === undefined ? 0 : Number(answer.sums[main] ?? 0);
  if (column.name === 'share' && main !== undefined && whole > 0) return value(formatShare((sums[main] ?? 0) / whole));
  return html`<td role="cell" class="void"></td>`;
}

/** Room for the label, which is what the other columns leave. */
function widthOf(answer: PanelAnswer, columns: readonly ResultColumn[], label: ResultColumn | undefined): string {
  const isShort = label && answer.rows.every((row) => String(cellOf(answer, row, label.name)).length <= SHORT_LABEL);
  const isAlone = columns.every((column) => column === label || column.type !== 'string');
  if (isShort && !isAlone) return 'short';
  if (columns.length <= FEW_COLUMNS) return 'few';
  return columns.length >= MANY_COLUMNS ? 'many' : 'some';
}

/** So many characters of a column stay together. */
function columnWidth(answer: PanelAnswer, { name }: ResultColumn): number {
  const longest = Math.max(0, ...answer.rows.map((row) => breakableLength(String(cellOf(answer, row, name) ?? ''))));
  return COLUMN_WIDTHS.find((width) => width >= longest) ?? 14;
}

/** The column that says what a row is about: the bucket rarely does. */
function labelColumn(columns: readonly ResultColumn[]): ResultColumn | undefined {
  return columns.find((column) => !isNumeric(column) && column.name !== 'bucket') ?? columns[0];
}

/** The longest bar of a list. */
export function largestOf(answer: PanelAnswer, column: string): number {
  return answer.rows.reduce((most, row) => Math.max(most, numberOf(answer, row, column)), 0);
}
