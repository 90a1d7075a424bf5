import type { Formatter } from '../formatter';
import type { Cell, ResultColumn } from '../result';
import { escapeForTerminal } from '../terminal/escape';
import { formatCount } from '../terminal/numbers';

/** A heading and a table for tickets and wikis (GitHub flavour); log text can't become markup. */
export const formatMarkdown: Formatter = async (result, sink) => {
  await sink(`### ${escapeMarkdown(result.title)}\n\n${tableHead(result.columns)}`);
  for await (const batch of result.rows) {
    let text = '';
    for (const row of batch) text += tableLine(result.columns.map((_, index) => renderCell(row[index] ?? null)));
    if (text !== '') await sink(text);
  }
  if (result.truncated) await sink(`\nThere are more rows than the limit of ${formatCount(result.limit)}.\n`);
};

function tableHead(columns: readonly ResultColumn[]): string {
  const rules = columns.map(({ type }) => (type === 'integer' || type === 'double' ? '---:' : '---'));
  return tableLine(columns.map(({ name }) => escapeMarkdown(name))) + tableLine(rules);
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`;
}

function renderCell(cell: Cell): string {
  if (cell === null) return '';
  return typeof cell === 'string' ? escapeMarkdown(cell) : String(cell);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Inside a word an underscore is plain text in GitHub's flavour, and operation names are full of them. */
const MARKUP = /[\\`*[\]|~$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;

/** Most values; they need no escapes. */
const PLAIN = /^[A-Za-z0-9 .:/@,;=?%+()-]*$/;

function escapeMarkdown(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .split(/\r\n|\n|\r/)
    .map((line) => escapeForTerminal(line))
    .join('\n')
    .replace(MARKUP, '\\$&')
    .replace(/[&<>]/g, (character) => ENTITIES[character] ?? '')
    .replaceAll('\n', '<br>');
}
