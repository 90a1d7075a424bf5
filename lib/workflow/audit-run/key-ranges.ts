import { eachDay } from '../../analyses/partitions';
import type { KeyRange } from '../../log-store/s3-logs';
import { type Period, periodAt, rollupNamesAt } from '../../log-types/access-logs/rollup-name';
import type { RunWindow } from './run-window';

/**
 * The parts of a flat prefix that can hold events of the window: names begin with the second of the delivery, so only
 * the first part is listed, and the places of rollups that the end of the window is in, which come behind it.
 */
export function flatRanges(
  prefix: string,
  { from, to }: RunWindow,
  paddingMs: number,
): readonly [KeyRange, ...KeyRange[]] {
  const end = to.getTime() + paddingMs;
  // names have whole seconds
  const before = `${prefix}${deliveryName(new Date(Math.ceil(end / 1000) * 1000))}`;
  const rollups = rollupNamesAt(new Date(end - 1)).map((name) => `${prefix}${name}`);
  return [
    // the name of a rollup of ten minutes holds no seconds
    { prefix, after: `${prefix}${deliveryName(periodAt(from, '10min').start)}`, before },
    ...rollups.filter((name) => name > before).map((name) => ({ prefix: name })),
  ];
}

/** The places of rollups of whole months, which lie beside the folders of days. */
export function monthRanges(
  folders: readonly string[],
  window: RunWindow,
  paddingMs: number,
  now: Date,
): readonly KeyRange[] {
  const last = lastDelivery(window, paddingMs, now);
  const months: Period[] = [];
  for (let month = periodAt(window.from, 'month'); month.start <= last; month = periodAt(month.end, 'month')) {
    months.push(month);
  }
  return folders.flatMap((folder) =>
    months.map(({ name }) => ({ prefix: `${folder}${name.replace('-', '/')}/${name}.rollup.` })),
  );
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
