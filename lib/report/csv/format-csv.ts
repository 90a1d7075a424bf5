import type { FormatOptions, Formatter } from '../formatter';
import type { Cell, ResultColumn } from '../result';
import { escapeForTerminal } from '../terminal/escape';

type FieldWriter = (cell: Cell) => string;

/**
 * CSV as RFC 4180 has it, but with LF: a header, quotes only where needed. NULL is an empty field, empty text is `""`.
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */
export const formatCsv: Formatter = async (result, sink, options = {}) => {
  const writers = result.columns.map((column) => fieldWriter(column, options));
  await sink(`${result.columns.map((column) => quoteField(column.name)).join(',')}\n`);
  for await (const batch of result.rows) {
    let text = '';
    for (const row of batch) {
      for (let index = 0; index < writers.length; index++) {
        if (index > 0) text += ',';
        text += writers[index]?.(row[index] ?? null);
      }
      text += '\n';
    }
    if (text !== '') await sink(text);
  }
};

function fieldWriter(column: ResultColumn, options: FormatOptions): FieldWriter {
  if (column.type !== 'string') return (cell) => (cell === null ? '' : String(cell));
  const escapeText = options.escapeControls ? escapeForTerminal : (text: string) => text;
  const quote = options.spreadsheetSafe ? quoteDefused : quoteField;
  return (cell) => (cell === null ? '' : quote(escapeText(String(cell))));
}

const NEEDS_QUOTES = /[",\r\n]/;

function quoteField(text: string): string {
  if (text === '') return '""';
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What a spreadsheet reads as a formula, also behind blanks, control characters and quotes that it drops. */
const FORMULA = /^[\s\p{Cc}"']*[=+\-@＝＋－＠]|^[\t\r\n]/u;

/** @see https://owasp.org/www-community/attacks/CSV_Injection */
function quoteDefused(text: string): string {
  return FORMULA.test(text) ? `"'${text.replaceAll('"', '""')}"` : quoteField(text);
}
