import stringWidth from 'string-width';
import type { Cell, ResultColumn } from '../result';
import { formatBytes } from '../sizes';
import { displayCell } from '../terminal/display';
import { escapeForTerminal } from '../terminal/escape';
import { formatCount } from '../terminal/numbers';
import { createStyle, type Style } from '../terminal/style';
import { wrapText } from '../terminal/wrap';
import { fillPeriods, parsePeriod } from './calendar';
import { findingsOf } from './findings';
import { cellOf, numberOf, type PanelAnswer, panelOf, type ReportData, type ReportPart, restOf } from './report-data';

const BAR_WIDTH = 16;
const MIN_LABEL_WIDTH = 34;
const GAP = '  ';
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const SPARKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** So many rows of a list are shown; files have more. */
const MOST_ROWS = 8;

/** The report for a terminal: the totals, what stands out, and the lists with bars. */
export function renderTerminalReport(data: ReportData, width: number, color: boolean): string {
  const style = createStyle(color);
  const lines = [style.bold(escapeForTerminal(data.title)), ''];
  for (const part of data.parts) lines.push(...renderPart(part, data, width, style));
  return `${lines.join('\n')}\n`;
}

function renderPart(part: ReportPart, data: ReportData, width: number, style: Style): readonly string[] {
  const { grouping } = data;
  const name = part.group ?? 'none';
  const head = grouping
    ? [style.bold(`── ${cut(escapeForTerminal(`${grouping.by}: ${name}`), width - 6)} ──`), '']
    : [];
  return [
    ...head,
    ...renderSummary(part, width, style),
    ...renderFindings(part, style),
    ...renderSpark(panelOf(part, 'traffic'), data.period, width, style),
    ...part.sections.flatMap(({ panels }) => panels.flatMap((answer) => renderList(answer, width, style))),
  ];
}

function renderSummary(part: ReportPart, width: number, style: Style): readonly string[] {
  const answer = panelOf(part, 'summary');
  const [row] = answer?.rows ?? [];
  if (!answer || !row || answer.panel.show.as !== 'tiles') return [];
  const facts = answer.panel.show.tiles.map(({ column: name, label, share }) => {
    const column = answer.columns.find((candidate) => candidate.name === name);
    const value = cellOf(answer, row, name);
    const part = share === undefined ? null : cellOf(answer, row, share);
    const text = value === null || !column ? '-' : formatCell(value, column);
    return [label, part === null ? text : `${text} (${percent(Number(part))})`] as const;
  });
  const [labelWidth, valueWidth] = [0, 1].map((index) =>
    Math.max(...facts.map((fact) => stringWidth(fact[index] as string))),
  );
  const cell = (labelWidth ?? 0) + (valueWidth ?? 0) + 2 * GAP.length;
  const columns = Math.max(1, Math.floor((width + GAP.length) / cell));
  const cells = facts.map(
    ([label, value]) => `${style.dim(label.padEnd(labelWidth ?? 0))}${GAP}${value.padEnd(valueWidth ?? 0)}`,
  );
  const rows = Math.ceil(cells.length / columns);
  const lines = Array.from({ length: rows }, (_, index) =>
    cells
      .filter((_, position) => position % rows === index)
      .join(GAP)
      .trimEnd(),
  );
  return [...lines, ''];
}

function renderFindings(part: ReportPart, style: Style): readonly string[] {
  const findings = findingsOf(part);
  if (findings.length === 0) return [];
  const lines = findings.map(({ tone, text }) => {
    const sentence = text.map((piece) => (typeof piece === 'string' ? piece : escapeForTerminal(piece.value))).join('');
    const sign = tone === 'bad' ? style.red('!') : tone === 'warn' ? style.yellow('!') : '·';
    return `${sign} ${sentence}`;
  });
  return [...lines, ''];
}

/** The requests over time as a line of small bars. */
function renderSpark(
  answer: PanelAnswer | undefined,
  period: 'hour' | 'day',
  width: number,
  style: Style,
): readonly string[] {
  if (!answer || answer.rows.length < 2) return [];
  const counts = new Map(answer.rows.map((row) => [parsePeriod(String(row[0])), numberOf(answer, row, 'requests')]));
  const values = fillPeriods([...counts.keys()], period).map((ms) => counts.get(ms) ?? 0);
  const perBar = Math.ceil(values.length / width);
  const bars = Array.from({ length: Math.ceil(values.length / perBar) }, (_, index) =>
    sum(values.slice(index * perBar, (index + 1) * perBar)),
  );
  const most = Math.max(...bars);
  const draw = (value: number) => (value === 0 ? ' ' : SPARKS[Math.min(7, Math.floor((value / most) * 8))]);
  const [first, last] = [answer.rows[0], answer.rows.at(-1)].map((row) => String(row?.[0]));
  return [
    `${style.bold('Requests')} ${style.dim(`per ${perBar > 1 ? `${perBar} ${period}s` : period}, ${first} to ${last}`)}`,
    bars.map(draw).join('').trimEnd(),
    '',
  ];
}

function renderList(answer: PanelAnswer, width: number, style: Style): readonly string[] {
  const { panel } = answer;
  if (panel.show.as !== 'bars' || answer.rows.length === 0) return [];
  const { bar } = panel.show;
  const rows = answer.rows.slice(0, MOST_ROWS);
  const most = Math.max(...answer.rows.map((row) => numberOf(answer, row, bar)));
  const numbers = fittingNumbers(answer, bar, width);
  const texts = rows.map((row) => numbers.map((column) => formatCell(cellOf(answer, row, column.name), column)));
  const widths = numbers.map((column, index) =>
    Math.max(headOf(column).length, ...texts.map((cells) => stringWidth(cells[index] as string))),
  );
  const labelWidth = Math.max(MIN_LABEL_WIDTH, width - BAR_WIDTH - GAP.length * (numbers.length + 1) - sum(widths));
  const labels = labelsOf(answer, rows);
  const usedWidth = Math.min(labelWidth, Math.max(...labels.map((label) => stringWidth(label)), panel.title.length));
  const line = (label: string, drawn: string, cells: readonly string[]) =>
    [
      `${label}${' '.repeat(Math.max(0, usedWidth - stringWidth(label)))}`,
      drawn,
      ...cells.map((cell, index) => cell.padStart(widths[index] as number)),
    ]
      .join(GAP)
      .trimEnd();
  const more = restAfter(answer, rows.length);
  return [
    line(style.bold(panel.title), ' '.repeat(BAR_WIDTH), numbers.map(headOf)),
    ...rows.map((row, index) =>
      line(
        cut(labels[index] as string, usedWidth),
        drawBar(most === 0 ? 0 : numberOf(answer, row, bar) / most),
        texts[index] as string[],
      ),
    ),
    ...(more > 0 ? [style.dim(`… and ${formatCount(more)} more`)] : []),
    '',
  ];
}

/** What a row is about: its texts, without the bucket when that is the same in all rows. */
function labelsOf(answer: PanelAnswer, rows: PanelAnswer['rows']): readonly string[] {
  const texts = answer.columns.filter(({ name, type }) => type === 'string' || name === 'http_status');
  const said = texts.filter(
    ({ name }) =>
      name !== 'bucket' || texts.length === 1 || new Set(answer.rows.map((row) => cellOf(answer, row, name))).size > 1,
  );
  return rows.map((row) => said.map((column) => showText(cellOf(answer, row, column.name), column)).join('  '));
}

function showText(cell: Cell, { name }: ResultColumn): string {
  return cell === null && name === 'requester' ? 'anonymous' : displayCell(cell);
}

/** The columns with numbers that leave room for labels; the one of the bar comes first. */
function fittingNumbers({ columns }: PanelAnswer, bar: string, width: number): readonly ResultColumn[] {
  const numbers = columns.filter(
    ({ type, name }) => (type === 'integer' || type === 'double') && name !== 'http_status',
  );
  const ordered = [...numbers.filter(({ name }) => name === bar), ...numbers.filter(({ name }) => name !== bar)];
  return ordered.slice(0, Math.max(1, Math.floor((width - MIN_LABEL_WIDTH - BAR_WIDTH) / 13)));
}

function restAfter(answer: PanelAnswer, shown: number): number {
  return answer.rows.length - shown + (restOf(answer)?.count ?? 0);
}

function headOf({ name }: ResultColumn): string {
  return name.replaceAll('_', ' ');
}

function formatCell(cell: Cell, { unit }: ResultColumn): string {
  if (cell === null) return '-';
  if (unit === 'bytes') return formatBytes(Number(cell));
  if (unit === 'fraction') return percent(Number(cell));
  return displayCell(cell);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** A bar in eighths of a character. */
function drawBar(part: number): string {
  const eighths = part > 0 ? Math.max(1, Math.round(part * BAR_WIDTH * 8)) : 0;
  return `${'█'.repeat(Math.floor(eighths / 8))}${EIGHTHS[eighths % 8]}`.padEnd(BAR_WIDTH);
}

/** A text that is too long loses its middle: names differ at their ends. */
function cut(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  const end = Math.ceil((width - 1) * 0.6);
  let head = wrapText(text, width - end, 1)[0] as string;
  if (head.endsWith('…')) head = head.slice(0, -1);
  const characters = [...text];
  let tail = '';
  while (characters.length > 0 && stringWidth(tail) + stringWidth(characters.at(-1) as string) <= end) {
    tail = `${characters.pop()}${tail}`;
  }
  return `${head}…${tail}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
