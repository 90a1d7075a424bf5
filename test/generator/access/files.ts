import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { deliveryStamp, utcDay } from '../log-time';
import type { AccessEvent } from './event';
import { renderAccessLineBytes } from './render';

/** What stands in a log file at one place. */
export type Entry =
  | { readonly kind: 'event'; readonly event: AccessEvent }
  /** Text that fits no form; it counts as `lines` lines, because a bare carriage return cuts it. */
  | { readonly kind: 'broken'; readonly text: string; readonly lines: number }
  | { readonly kind: 'blank' };

/** A log object of one bucket. */
export interface AccessLogFile {
  readonly bucket: string;
  readonly deliveredMs: number;
  /** Sixteen hexadecimal digits. */
  readonly unique: string;
  readonly entries: readonly Entry[];
  /** `mixed` has LF and CRLF in turn. @default lf */
  readonly lineEnd?: 'lf' | 'crlf' | 'mixed';
  /** @default true */
  readonly finalNewline?: boolean;
  /** Starts with a byte order mark. @default false */
  readonly byteOrderMark?: boolean;
}

/** Where and how to write log files. */
export interface AccessLogLayout {
  /** @default flat */
  readonly layout?: 'flat' | 'partitioned';
  /** Date of the partition. With `event`, files must hold events of one day each (see `deliver`). @default delivery */
  readonly dateSource?: 'delivery' | 'event';
  /** Before every name, for example `logs/`. @default none */
  readonly prefix?: string;
  /** @default 111122223333 */
  readonly account?: string;
  /** @default eu-west-1 */
  readonly region?: string;
  /** Compressed, with `.gz` at the end of the name, as merged logs are. @default false */
  readonly gzip?: boolean;
}

/** The key of a log file below the root of its target bucket. */
export function accessLogName(file: AccessLogFile, options: AccessLogLayout = {}): string {
  const {
    layout = 'flat',
    dateSource = 'delivery',
    prefix = '',
    account = '111122223333',
    region = 'eu-west-1',
  } = options;
  const name = `${deliveryStamp(file.deliveredMs)}-${file.unique}${options.gzip ? '.gz' : ''}`;
  if (layout === 'flat') return prefix + name;
  const dateMs = dateSource === 'delivery' ? file.deliveredMs : firstEventMs(file);
  return `${prefix}${account}/${region}/${file.bucket}/${utcDay(dateMs).replaceAll('-', '/')}/${name}`;
}

/** The bytes of a log file. */
export function renderAccessLogFile(file: AccessLogFile): Buffer {
  const parts: Buffer[] = file.byteOrderMark ? [Buffer.from('\uFEFF')] : [];
  file.entries.forEach((entry, index) => {
    parts.push(renderEntry(entry));
    const last = index === file.entries.length - 1;
    if (!last || file.finalNewline !== false) parts.push(Buffer.from(lineEnd(file, index)));
  });
  return Buffer.concat(parts);
}

/** Writes log files below a folder and returns their paths in the order of the files. */
export function writeAccessLogs(
  folder: string,
  files: readonly AccessLogFile[],
  options: AccessLogLayout = {},
): string[] {
  return files.map((file) => {
    const path = join(folder, accessLogName(file, options));
    mkdirSync(dirname(path), { recursive: true });
    const bytes = renderAccessLogFile(file);
    writeFileSync(path, options.gzip ? gzipSync(bytes) : bytes);
    return path;
  });
}

function renderEntry(entry: Entry): Buffer {
  if (entry.kind === 'event') return renderAccessLineBytes(entry.event);
  return Buffer.from(entry.kind === 'broken' ? entry.text : '');
}

function lineEnd(file: AccessLogFile, index: number): string {
  const { lineEnd: style = 'lf' } = file;
  return style === 'crlf' || (style === 'mixed' && index % 2 === 1) ? '\r\n' : '\n';
}

function firstEventMs(file: AccessLogFile): number {
  for (const entry of file.entries) if (entry.kind === 'event') return entry.event.timeMs;
  return file.deliveredMs;
}
