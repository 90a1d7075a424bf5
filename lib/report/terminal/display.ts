import type { Cell, ResultColumn } from '../result';
import { escapeForTerminal } from './escape';
import { formatCount, formatDouble } from './numbers';

/** Longer text is cut before it is measured and wrapped: nobody reads more than this in a table. */
const MAX_SHOWN = 2000;

/** NULL on the terminal, as in the logs. */
export const NULL_TEXT = '-';

export function isNumeric({ type }: ResultColumn): boolean {
  return type === 'integer' || type === 'double';
}

/** A cell as one line of safe text for the terminal. */
export function displayCell(cell: Cell): string {
  if (cell === null) return NULL_TEXT;
  if (typeof cell === 'bigint') return formatCount(cell);
  if (typeof cell === 'number') return Number.isInteger(cell) ? formatCount(cell) : formatDouble(cell);
  return cell.length > MAX_SHOWN ? `${escapeForTerminal(cutBefore(cell, MAX_SHOWN))}…` : escapeForTerminal(cell);
}

function cutBefore(text: string, end: number): string {
  const splitsPair = (text.codePointAt(end - 1) ?? 0) > 0xffff;
  return text.slice(0, splitsPair ? end - 1 : end);
}
