import { utcDay } from '../log-time';
import type { Random } from '../random';
import type { AccessEvent } from './event';
import type { AccessLogFile, Entry } from './files';

/** How events get into files. Shares are probabilities from 0 to 1; all defaults are a tidy delivery. */
export interface DeliveryOptions {
  /** Length of the time slots that are cut into one file per bucket. @default one hour */
  readonly slotMs?: number;
  /** Events that come twice, in different files. @default 0 */
  readonly duplicates?: number;
  /** Events that come one to nine days late. @default 0 */
  readonly late?: number;
  /** Lines between the events that fit no form. @default 0 */
  readonly broken?: number;
  /** Blank lines between the events. @default 0 */
  readonly blank?: number;
  /** Lets some broken lines hold a carriage return, which makes two lines of them. @default false */
  readonly bareCarriageReturn?: boolean;
  /** Files with CRLF, mixed line ends, a missing final newline or a byte order mark. @default false */
  readonly oddFiles?: boolean;
  /** Keeps events of different days in different files, as partitioning by event time does. @default false */
  readonly cutByEventDay?: boolean;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Delivers events as S3 does: some time after the fact, in any order, cut into files by bucket and delivery time. */
export function deliver(
  events: readonly AccessEvent[],
  random: Random,
  options: DeliveryOptions = {},
): AccessLogFile[] {
  const { slotMs = HOUR_MS, duplicates = 0, late = 0, broken = 0, blank = 0 } = options;
  const slots = new Map<string, { bucket: string; endMs: number; entries: Entry[] }>();
  const put = (bucket: string, deliveredMs: number, eventMs: number, entry: Entry): void => {
    const endMs = Math.ceil(deliveredMs / slotMs) * slotMs;
    const id = `${endMs} ${bucket} ${options.cutByEventDay ? utcDay(eventMs) : ''}`;
    const slot = slots.get(id) ?? { bucket, endMs, entries: [] };
    slots.set(id, slot);
    slot.entries.push(entry);
  };
  for (const event of events) {
    const delayMs = random.chance(late) ? random.between(1, 9) * DAY_MS : random.between(10, 170) * 60_000;
    const deliveredMs = event.timeMs + delayMs;
    put(event.bucket, deliveredMs, event.timeMs, { kind: 'event', event });
    // Without a request id nothing tells a copy from a second request.
    if (event.requestId !== null && random.chance(duplicates)) {
      const againMs = deliveredMs + slotMs * random.between(1, 3);
      put(event.bucket, againMs, event.timeMs, { kind: 'event', event });
    }
    if (random.chance(broken)) put(event.bucket, deliveredMs, event.timeMs, brokenEntry(random, options));
    if (random.chance(blank)) put(event.bucket, deliveredMs, event.timeMs, { kind: 'blank' });
  }
  return [...slots.values()]
    .sort((a, b) => a.endMs - b.endMs)
    .map(({ bucket, endMs, entries }) => ({
      bucket,
      deliveredMs: endMs + random.below(60) * 1_000,
      unique: random.hex(16),
      entries,
      ...(options.oddFiles && oddForm(random)),
    }));
}

/** The distinct events of files, in the order in which they are found first. */
export function eventsOf(files: readonly AccessLogFile[]): AccessEvent[] {
  const events = new Set<AccessEvent>();
  for (const file of files) for (const entry of file.entries) if (entry.kind === 'event') events.add(entry.event);
  return [...events];
}

function oddForm(random: Random): Partial<AccessLogFile> {
  return random.weighted<Partial<AccessLogFile>>([
    [{}, 6],
    [{ lineEnd: 'crlf' }, 1],
    [{ lineEnd: 'mixed' }, 1],
    [{ finalNewline: false }, 1],
    [{ byteOrderMark: true }, 1],
  ]);
}

const OWNER = '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be';
const BROKEN = [
  'garbage',
  'Sorry, the log service is not available "today"',
  `${OWNER} acme-media [03/Feb/2026:10:00:00 +0000] 192.0.2.9 - 0A1B2C3D4E5F6071 REST.GET.OBJECT half/of/a`,
  `${OWNER} acme-media [99/Foo/2026:10:00:00 +0000] 192.0.2.9 - 0A1B2C3D4E5F6072 REST.GET.OBJECT k "GET /k HTTP/1.1" 200 - 1 1 1 1 "-" "curl/8.5.0" -`,
  `${OWNER} acme-media [03/Feb/2026:10:00:00 +0000] 192.0.2.9 - 0A1B2C3D4E5F6073 REST.GET.OBJECT k "GET /k HTTP/1.1" two - 1 1 1 1 "-" "curl/8.5.0" -`,
  '" " " " " "',
];

function brokenEntry(random: Random, options: DeliveryOptions): Entry {
  if (options.bareCarriageReturn && random.chance(0.3)) {
    return { kind: 'broken', text: 'cut by a carriage\rreturn', lines: 2 };
  }
  return { kind: 'broken', text: random.pick(BROKEN), lines: 1 };
}
