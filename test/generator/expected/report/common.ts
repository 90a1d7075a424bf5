import { groupRows, type Row, share, sortRows } from '../rows';
import { type AnswerOptions, timeSpan } from '../selection';

/** What a report is asked for, beside window and filters. */
export interface ReportOptions<Event> extends Pick<AnswerOptions<Event>, 'window' | 'filter' | 'ownHosts'> {
  /** @default day */
  readonly period?: 'day' | 'hour';
  /** Addresses without their last part. @default false */
  readonly masked?: boolean;
}

/** All rows of all panels, by the name of the panel. */
export type ExpectedReport<Event> = (
  events: readonly Event[],
  options?: ReportOptions<Event>,
) => Readonly<Record<string, readonly Row[]>>;

/** Groups of events with their number, the largest first; `tell` says what else there is to tell of a group. */
export function counted<Event>(
  events: readonly Event[],
  groupOf: (event: Event) => Row,
  tell: (members: readonly Event[]) => Row,
): Row[] {
  const rows = groupRows(events, groupOf, (members) => ({ requests: members.length, ...tell(members) }));
  return sortRows(rows, '-requests');
}

/** The same with the share that each group has of all events. */
export function busiest<Event>(
  events: readonly Event[],
  groupOf: (event: Event) => Row,
  tell: (members: readonly Event[]) => Row,
): Row[] {
  return counted(events, groupOf, (members) => ({
    share: share(members.length, events.length),
    ...tell(members),
  }));
}

/** The rows with the part that each has of the sum of a column. */
export function withShare(rows: readonly Row[], column: string): Row[] {
  const total = rows.reduce((sum, row) => sum + Number(row[column]), 0);
  return rows.map((row) => ({ ...row, share: total === 0 ? null : Number(row[column]) / total }));
}

/** The time of the last of some events. */
export function lastTime(events: readonly { readonly timeMs: number }[]): string | null {
  return timeSpan(events).last;
}

/** `192.0.2.0` for an IPv4 address, the first 48 bits for an IPv6 address, anything else as it is. */
export function maskAddress(address: string): string {
  const v4 = /^(?:::ffff:)?(\d+\.\d+\.\d+)\.\d+$/i.exec(address);
  if (v4) return `${v4[1]}.0`;
  if (!/^[0-9a-f:]+$/i.test(address) || !address.includes(':')) return address;
  const [head = '', tail] = address.toLowerCase().split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - front.length - back.length }, () => '0');
  const groups = [...front, ...zeros, ...back].slice(0, 3).map((group) => Number.parseInt(group, 16).toString(16));
  return `${groups.join(':')}::`;
}

const DEPTHS = [1, 2, 3, 4];

/**
 * Sums up objects by folder: to the smallest depth at which no folder has half of the requests, or else to the one at
 * which the largest is smallest.
 */
export function foldersOf(objects: readonly Row[], columns: readonly string[]): Row[] {
  const byDepth = DEPTHS.map((depth) => foldersAt(objects, columns, depth));
  const largest = byDepth.map((rows) => Math.max(...rows.map((row) => Number(row.requests))));
  const total = objects.reduce((sum, row) => sum + Number(row.requests), 0);
  const even = largest.findIndex((count) => 2 * count < total);
  return withShare(byDepth[even === -1 ? largest.indexOf(Math.min(...largest)) : even] ?? [], 'requests');
}

function foldersAt(objects: readonly Row[], columns: readonly string[], depth: number): Row[] {
  const folders = new Map<string, Row>();
  for (const object of objects) {
    const parts = String(object.key).split('/').slice(0, -1).slice(0, depth);
    const folder = parts.length === 0 ? null : `${parts.join('/')}/`;
    const id = JSON.stringify([object.bucket, folder]);
    const known = folders.get(id) ?? {
      bucket: object.bucket as string,
      folder,
      keys: 0,
      ...Object.fromEntries(columns.map((name) => [name, 0])),
    };
    known.keys = Number(known.keys) + 1;
    for (const name of columns) known[name] = Number(known[name]) + Number(object[name]);
    folders.set(id, known);
  }
  return [...folders.values()];
}
