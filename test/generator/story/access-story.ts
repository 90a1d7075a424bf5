import { createHash } from 'node:crypto';
import type { AccessEvent } from '../access/event';
import type { AccessLogFile, Entry } from '../access/files';
import { MEDIA } from './actors';
import { at, choose } from './calls';
import { everyday, lifecycleNights } from './everyday';
import { configuration, deletionNight, nightlyReport, restoration } from './incident';
import { closedBucket, openBucket, overload } from './strangers';

const HOUR_MS = 3_600_000;
const SLOT_MS = 8 * HOUR_MS;

/** The days of the story; `to` is not inside. On the command line: `--from 2026-02-03 --to 2026-02-06`. */
export const storyWindow = { from: '2026-02-03', to: '2026-02-07' } as const;

/** Every request of the story, and a few before and after it, in the order of time. */
export function accessStoryEvents(): readonly AccessEvent[] {
  return EVENTS;
}

/** The story's log files; one record comes twice, one comes days late, one line is broken. */
export function accessStoryFiles(): readonly AccessLogFile[] {
  const slots = new Map<string, Entry[]>();
  const put = (bucket: string, endMs: number, entry: Entry): void => {
    const id = `${endMs} ${bucket}`;
    slots.set(id, [...(slots.get(id) ?? []), entry]);
  };
  for (const event of EVENTS) put(event.bucket, slotEnd(event), { kind: 'event', event });
  put(MEDIA, slotEnd(twice()) + SLOT_MS, { kind: 'event', event: twice() });
  put(MEDIA, at('05 08:00:00'), { kind: 'broken', text: BROKEN_LINE, lines: 1 });
  return [...slots]
    .map(([id, entries]) => {
      const [endMs = '', bucket = ''] = id.split(' ');
      const unique = createHash('sha256').update(id).digest('hex').slice(0, 16).toUpperCase();
      return { bucket, deliveredMs: Number(endMs) + 1_000 * choose(id, 900), unique, entries };
    })
    .sort((a, b) => a.deliveredMs - b.deliveredMs);
}

const EVENTS: readonly AccessEvent[] = [
  ...everyday(),
  ...lifecycleNights(),
  ...deletionNight(),
  ...restoration(),
  ...configuration(),
  ...nightlyReport(),
  ...openBucket(),
  ...closedBucket(),
  ...overload(),
].sort((a, b) => a.timeMs - b.timeMs);

const BROKEN_LINE = `${EVENTS[0]?.bucketOwner} acme-media [04/Feb/2026:23:10:58 +0000] 192.0.2.14 - 5C3A9F0B77D1E264 REST.GET.OBJECT wallpapers/sunset-b`;

/** One of the deletions is delivered twice. */
function twice(): AccessEvent {
  return EVENTS.find((event) => event.key === 'templates/footer.html') as AccessEvent;
}

/** The end of the eight hours in which a record is delivered. */
function slotEnd(event: AccessEvent): number {
  const late = event.key === 'trailers/winter 2025.mp4' && event.versionId !== null;
  const delayMs = late ? 88 * HOUR_MS : (20 + choose(`delay ${event.requestId}`, 100)) * 60_000;
  // The backups bucket has little traffic: S3 delivers a day at once.
  const slotMs = event.bucket === MEDIA ? SLOT_MS : 3 * SLOT_MS;
  return Math.ceil((event.timeMs + delayMs) / slotMs) * slotMs;
}
