import type { ResultColumn } from '../result';
import { NULL_TEXT } from './display';
import type { Rendered } from './grid';
import { formatCount } from './numbers';
import type { Style } from './style';
import { isCut, wrapText } from './wrap';

const GAP = 2;
const MAX_LINES_PER_VALUE = 10;
const MIN_VALUE_WIDTH = 20;

/** Rows one below the other, a line per column, for answers that are too wide for a table. */
export function renderRecords(
  columns: readonly ResultColumn[],
  cells: readonly (readonly string[])[],
  width: number,
  style: Style,
): Rendered {
  const nameWidth = Math.max(0, ...columns.map(({ name }) => name.length));
  const valueWidth = Math.max(MIN_VALUE_WIDTH, width - nameWidth - GAP);
  const indent = ' '.repeat(nameWidth + GAP);
  let cut = false;

  const renderField = (name: string, text: string) => {
    const lines = wrapText(text, valueWidth, MAX_LINES_PER_VALUE);
    cut ||= isCut(text, lines);
    const value = text === NULL_TEXT ? style.dim(text) : lines.join(`\n${indent}`);
    return `${style.bold(name)}${indent.slice(name.length)}${value}`.trimEnd();
  };
  const records = cells.map((row, index) => {
    const title = style.dim(`── ${formatCount(index + 1)} `.padEnd(width, '─'));
    return [title, ...columns.map(({ name }, column) => renderField(name, row[column] ?? NULL_TEXT))].join('\n');
  });
  return { text: records.join('\n'), cut };
}
