import type { Random } from '../random';
import type { TrailEvent } from './event';
import type { TrailEntry, TrailFile } from './files';

/** How records get into files. Shares are probabilities from 0 to 1; all defaults are a tidy delivery. */
export interface TrailDeliveryOptions {
  /** Length of the time slots that are cut into one file per account and Region. @default one hour */
  readonly slotMs?: number;
  /** Records that come twice, in different files. @default 0 */
  readonly duplicates?: number;
  /** Records between the others that have no readable time. @default 0 */
  readonly broken?: number;
  /** Files that are plain JSON. @default 0 */
  readonly plain?: number;
}

const HOUR_MS = 3_600_000;
const BROKEN = [
  '{}',
  '{"eventSource":"s3.amazonaws.com","eventName":"DeleteObject","eventTime":"yesterday"}',
  '{"eventSource":"s3.amazonaws.com","eventName":"DeleteObject","eventTime":null}',
];

/** Delivers records as CloudTrail does: some minutes after the fact, cut into files by account, Region and time. */
export function deliverTrail(
  events: readonly TrailEvent[],
  random: Random,
  options: TrailDeliveryOptions = {},
): TrailFile[] {
  const { slotMs = HOUR_MS, duplicates = 0, broken = 0, plain = 0 } = options;
  const slots = new Map<string, { account: string; region: string; endMs: number; entries: TrailEntry[] }>();
  const put = (event: TrailEvent, deliveredMs: number, entry: TrailEntry): void => {
    const endMs = Math.ceil(deliveredMs / slotMs) * slotMs;
    const id = `${endMs} ${event.recipientAccountId} ${event.region}`;
    const slot = slots.get(id) ?? { account: event.recipientAccountId, region: event.region, endMs, entries: [] };
    slots.set(id, slot);
    slot.entries.push(entry);
  };
  for (const event of events) {
    const deliveredMs = event.timeMs + random.between(2, 15) * 60_000;
    put(event, deliveredMs, { kind: 'event', event });
    if (random.chance(duplicates)) put(event, deliveredMs + slotMs, { kind: 'event', event });
    if (random.chance(broken)) put(event, deliveredMs, { kind: 'broken', json: random.pick(BROKEN) });
  }
  return [...slots.values()]
    .sort((a, b) => a.endMs - b.endMs)
    .map(({ account, region, endMs, entries }) => ({
      account,
      region,
      deliveredMs: endMs,
      unique: random.text(16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'),
      entries,
      plain: random.chance(plain),
    }));
}
