import type { Cell, ResultColumn } from '../result';
import { formatBytes } from '../sizes';
import { formatCount } from '../terminal/numbers';
import { type Html, html } from './html';

/** Longer text is cut: nobody reads more than this in a table. */
const MAX_SHOWN = 240;

/** Shorter text fits into a column as it is. */
const SHORTEST_BROKEN = 14;

/** What a missing value means in some columns; elsewhere it is a dash. */
const MISSING: Readonly<Record<string, string>> = {
  requester: 'anonymous',
  user_agent: 'none told',
  folder: 'no folder',
  error_code: '',
};

/** A cell for a reader; exact values stand in the title. */
export function showCell(cell: Cell, column: ResultColumn): Html {
  if (cell === null) {
    const missing = MISSING[column.name] ?? '–';
    return missing === '' ? html`` : html`<span class="none">${missing}</span>`;
  }
  if (column.type === 'timestamp') return showTime(String(cell));
  if (typeof cell === 'string') return showText(cell);
  return showNumber(cell, column.unit, column.name);
}

/** Text out of the logs: cut, breakable where it has joints, and kept from turning the direction of what is around it. */
export function showText(text: string): Html {
  const characters = [...text.slice(0, 2 * MAX_SHOWN)];
  const isWhole = characters.length <= MAX_SHOWN;
  const shown = isWhole ? text : characters.slice(0, MAX_SHOWN).join('');
  const [, prefix = '', rest = shown] = ARN.exec(shown) ?? [];
  return html`<bdi>${prefix !== '' && html`<span class="arn">${breakable(prefix)}</span><wbr>`}${breakable(rest)}</bdi>${!isWhole && html`<span class="none">… (${formatCount(text.length)} characters)</span>`}`;
}

/** What all names of one account have in common. */
const ARN = /^(arn:[\w-]*:[\w-]*:[\w-]*:\d*:)(.+)$/s;

/** Long names break at their joints rather than anywhere. */
function breakable(text: string): readonly Html[] {
  return piecesOf(text).map((piece, index) => (index === 0 ? html`${piece}` : html`<wbr>${piece}`));
}

/** Length of the longest piece that a text is not broken within. */
export function breakableLength(text: string): number {
  return Math.max(0, ...piecesOf(text.slice(0, MAX_SHOWN)).map(({ length }) => length));
}

function piecesOf(text: string): readonly string[] {
  if (text.length < SHORTEST_BROKEN) return [text];
  return text.split(/(?<=[/:._?&=,;@-])(?=[^/:._?&=,;@-])|(?<=[a-z])(?=[A-Z])/);
}

function showNumber(value: number | bigint, unit: string | undefined, name: string): Html {
  // most tables are full of them, and none of them is what one looks for
  if (Number(value) === 0) return html`<span class="zero">0</span>`;
  if (unit === 'bytes') return html`<span title="${formatCount(value)} bytes">${formatBytes(Number(value))}</span>`;
  if (unit === 'fraction') return html`${formatShare(Number(value))}`;
  if (unit === 'ms') return html`<span title="${formatCount(value)} ms">${formatDuration(Number(value))}</span>`;
  if (name === 'http_status') return html`${String(value)}`;
  return html`${formatCount(value)}`;
}

/** `24 ms`, `4.1 s`, `130 s`. */
function formatDuration(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  return `${ms < 100_000 ? (ms / 1000).toFixed(1) : Math.round(ms / 1000)} s`;
}

/** `37.2 %`; `< 0.1 %` for what is little, but not nothing. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.0005) return '< 0.1 %';
  if (share < 1 && share >= 0.9995) return '> 99.9 %';
  return `${(share * 100).toFixed(1).replace(/^(0|100)\.0$/, '$1')} %`;
}

function showTime(instant: string): Html {
  return html`<time datetime="${instant}"><span>${instant.slice(0, 10)}</span> <span class="clock">${instant.slice(11, 19)}</span></time>`;
}

const LABELS: Readonly<Record<string, string>> = {
  remote_ip: 'Address',
  remote_ips: 'Addresses',
  http_status: 'Status',
  error_code: 'Error code',
  user_agent: 'Program',
  referrer_host: 'Site',
  key: 'Object',
  keys: 'Objects',
  bytes_sent: 'Sent',
  bytes_uploaded: 'Uploaded',
  bytes_in: 'Received',
  bytes_out: 'Sent',
  bytes: 'Size',
  first_time: 'First',
  last_time: 'Last',
  errors_4xx: '4xx',
  errors_5xx: '5xx',
  errors_403: '403',
  not_found: 'Not found',
  refused: '403',
  other_requests: 'Others',
  turn_around_max_ms: 'Turn-around max',
  total_max_ms: 'Total max',
};

/** The name of a column for a reader. */
export function labelOf({ name }: ResultColumn): string {
  const known = LABELS[name];
  if (known !== undefined) return known;
  const words = name.replace(/_ms$/, '').replace('turn_around', 'turn-around').replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Whether the values stand on the right, with their digits below one another. */
export function isNumeric({ type, name }: ResultColumn): boolean {
  return (type === 'integer' || type === 'double') && name !== 'http_status';
}
