import Table from 'cli-table3';
import stringWidth from 'string-width';
import type { ResultColumn } from '../result';
import { isNumeric, NULL_TEXT } from './display';
import { type ColumnNeed, fitColumns } from './layout';
import type { Style } from './style';
import { isCut, wrapText } from './wrap';

export interface Rendered {
  readonly text: string;
  /** Whether some value was too long to be shown whole. */
  readonly cut: boolean;
}

type Cells = readonly (readonly string[])[];

const GAP = 2;
const MAX_LINES_PER_CELL = 4;
const MAX_HEADER_LINES = 9;
/** An IPv4 address and a request id fit into it. */
const MIN_TEXT_WIDTH = 16;
const DATE_WIDTH = '2026-11-03T'.length;

const TIMESTAMP_BREAKS = [/T$/];
const HEADER_BREAKS = [/_$/];

/** Rows as a table within `width`, or undefined when the columns are too many for it. */
export function renderGrid(
  columns: readonly ResultColumn[],
  cells: Cells,
  width: number,
  style: Style,
): Rendered | undefined {
  const onOneLine = layOut(columns, cells, width, style, false);
  if (onOneLine && !onOneLine.cut) return onOneLine;
  return layOut(columns, cells, width, style, true) ?? onOneLine;
}

function layOut(
  columns: readonly ResultColumn[],
  cells: Cells,
  width: number,
  style: Style,
  foldTimes: boolean,
): Rendered | undefined {
  const needs = columns.map((column, index) => columnNeed(column, columnTexts(cells, index), foldTimes));
  const widths = fitColumns(needs, width - GAP * (columns.length - 1));
  if (!widths) return undefined;

  const widthOf = (index: number) => widths[index] ?? MIN_TEXT_WIDTH;
  const head = columns.map(({ name }, index) => wrapText(name, widthOf(index), MAX_HEADER_LINES, HEADER_BREAKS));
  const body = cells.map((row) =>
    row.map((text, index) => wrapText(text, widthOf(index), MAX_LINES_PER_CELL, breaksOf(columns[index]))),
  );
  const rule = widths.map((columnWidth) => style.dim('─'.repeat(columnWidth)));
  const rows = body.map((row) => paintNulls(row, style));
  return {
    text: draw(columns, [paintLines(head, style.bold), rule, ...separate(body, rows)]),
    cut: body.some((row, index) => row.some((lines, column) => isCut(cells[index]?.[column] ?? '', lines))),
  };
}

function columnTexts(cells: Cells, index: number): string[] {
  return cells.map((row) => row[index] ?? NULL_TEXT);
}

/** Numbers are never wrapped; names break at their underscores, timestamps between date and time. */
function columnNeed(column: ResultColumn, texts: readonly string[], foldTimes: boolean): ColumnNeed {
  const widest = Math.max(0, ...texts.map((text) => stringWidth(text)));
  const header = Math.max(...column.name.split(/(?<=_)/).map((piece) => piece.length));
  if (column.type === 'timestamp') {
    const width = Math.max(header, foldTimes ? Math.min(widest, DATE_WIDTH) : widest);
    return { min: width, natural: width };
  }
  const narrowest = isNumeric(column) ? widest : Math.min(widest, MIN_TEXT_WIDTH);
  return { min: Math.max(header, narrowest), natural: Math.max(column.name.length, widest) };
}

function breaksOf(column: ResultColumn | undefined): RegExp[] | undefined {
  return column?.type === 'timestamp' ? TIMESTAMP_BREAKS : undefined;
}

/** A blank line between rows as soon as one of them takes several lines. */
function separate(body: readonly string[][][], rows: readonly string[][]): string[][] {
  const wraps = body.some((row) => row.some((lines) => lines.length > 1));
  return rows.flatMap((row, index) => (wraps && index > 0 ? [row.map(() => ''), row] : [row]));
}

function paintLines(row: readonly string[][], paint: (text: string) => string): string[] {
  return row.map((lines) => lines.map(paint).join('\n'));
}

function paintNulls(row: readonly string[][], style: Style): string[] {
  return row.map((lines) => (lines.length === 1 && lines[0] === NULL_TEXT ? style.dim(NULL_TEXT) : lines.join('\n')));
}

const NO_LINES = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid'].flatMap((side) => [
    [side, ''],
    [`${side}-mid`, ''],
    [`${side}-left`, ''],
    [`${side}-right`, ''],
  ]),
);

function draw(columns: readonly ResultColumn[], rows: readonly string[][]): string {
  const table = new Table({
    colAligns: columns.map((column) => (isNumeric(column) ? 'right' : 'left')),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    chars: { ...NO_LINES, middle: ' '.repeat(GAP) },
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString().replace(/ +$/gm, '');
}
