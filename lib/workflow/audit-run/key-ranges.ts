import { eachDay } from '../../analyses/partitions';
import type { KeyRange } from '../../log-store/s3-logs';
import type { RunWindow } from './run-window';

/**
 * The part of a flat prefix that can hold events of the window: names begin with the second of the delivery, so only
 * this part is listed.
 */
export function flatRange(prefix: string, { from, to }: RunWindow, paddingMs: number): KeyRange {
  return {
    prefix,
    after: `${prefix}${deliveryName(from)}`,
    // names have whole seconds
    before: `${prefix}${deliveryName(new Date(Math.ceil((to.getTime() + paddingMs) / 1000) * 1000))}`,
  };
}

/** One range for each folder and day that can hold events of the window; `folders` end in `/`. */
export function dayRanges(
  folders: readonly string[],
  window: RunWindow,
  paddingMs: number,
  now: Date,
): readonly KeyRange[] {
  const days = eachDay(window.from, lastDelivery(window, paddingMs, now));
  return folders.flatMap((folder) => days.map((day) => ({ prefix: `${folder}${day}/` })));
}

/** The last instant at which logs of the window may have been delivered until now. */
export function lastDelivery({ from, to }: RunWindow, paddingMs: number, now: Date): Date {
  const last = Math.min(to.getTime() + paddingMs - 1, now.getTime());
  return new Date(Math.max(last, from.getTime()));
}

/** `2026-02-03-12-00-00`. */
function deliveryName(instant: Date): string {
  return instant.toISOString().slice(0, 19).replace(/[T:]/g, '-');
}
