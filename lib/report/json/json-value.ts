import type { Cell, ResultColumn, Row } from '../result';

/** A row as one JSON object with the column names as keys. */
export type RowWriter = (row: Row) => string;

export function rowWriter(columns: readonly ResultColumn[]): RowWriter {
  const keys = columns.map((column, index) => `${index === 0 ? '{' : ','}${JSON.stringify(column.name)}:`);
  return (row) => {
    let text = '';
    for (let index = 0; index < keys.length; index++) {
      text += keys[index] + renderCell(row[index] ?? null);
    }
    return `${text}}`;
  };
}

function renderCell(cell: Cell): string {
  if (typeof cell === 'string') return JSON.stringify(cell);
  if (typeof cell === 'bigint') return isSafe(cell) ? cell.toString() : `"${cell}"`;
  if (typeof cell === 'number' && Number.isInteger(cell) && !Number.isSafeInteger(cell)) return `"${BigInt(cell)}"`;
  return JSON.stringify(cell);
}

function isSafe(value: bigint): boolean {
  return value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER;
}

/** JSON.stringify leaves these as they are; inside JSON they only occur in strings, where `\u` means the same. */
const RAW_IN_JSON = /[\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** The same JSON without characters that steer a terminal. */
export function escapeJson(json: string): string {
  return json.replace(RAW_IN_JSON, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
