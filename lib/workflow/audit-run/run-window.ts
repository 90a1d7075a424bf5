import { UsageError } from '../../shared/errors';
import { DAY_MS, formatInstant, parseDuration, parseWindow } from '../../shared/utc-dates';
import type { RunWishes } from './run-wishes';
import type { Settings } from './settings';

/** The audited time; `to` is exclusive. */
export interface RunWindow {
  readonly from: Date;
  readonly to: Date;
}

/** How late the logs of each type are complete, when the stack does not say. */
const SCHEDULE_LAG = { 'access-logs': '1d', cloudtrail: '1h' } as const;

/**
 * The time that a run audits: what its input says, or else the stack. `now` is when the execution started.
 * @throws UsageError when nothing says, or for a time that can't be
 */
export function resolveWindow(wishes: RunWishes, settings: Settings, now: Date): RunWindow {
  const window = chooseWindow(wishes, settings, now);
  if (window.from >= window.to) {
    throw new UsageError(
      'EMPTY_WINDOW',
      `the window begins at ${formatInstant(window.from)} and ends at ${formatInstant(window.to)}; --from must be before --to and before now`,
    );
  }
  requireShort(window, wishes.maxDays, settings.maxDays);
  return window;
}

function chooseWindow(wishes: RunWishes, settings: Settings, now: Date): RunWindow {
  const { from, to, lookback, scheduledTime } = wishes;
  if (scheduledTime !== undefined) {
    requireNone('scheduledTime', { from, to });
    return scheduledWindow(scheduledTime, lookback ?? settings.lookback, settings);
  }
  if (lookback !== undefined) {
    requireNone('lookback', { from, to });
    return lookBack(lookback, now);
  }
  if (from !== undefined || to !== undefined) return fromTo(from, to, now);
  if (settings.lookback !== undefined) return lookBack(settings.lookback, now);
  return fromTo(settings.from, settings.to, now);
}

function fromTo(from: string | undefined, to: string | undefined, now: Date): RunWindow {
  const window = parseWindow(from, to, now);
  if (!window.from) {
    throw new UsageError(
      'MISSING_WINDOW',
      `nothing says from when on to audit${to === undefined ? '' : ` (to is ${to})`}; give from, with or without to, or lookback such as 7d`,
    );
  }
  return { from: window.from, to: window.to ?? now };
}

function lookBack(lookback: string, now: Date): RunWindow {
  return { from: new Date(now.getTime() - parseDuration(lookback, 'lookback')), to: now };
}

/** Counted from the time of the schedule, so that the windows of consecutive runs touch, however late a run starts. */
function scheduledWindow(scheduledTime: string, lookback: string | undefined, settings: Settings): RunWindow {
  const time = new Date(scheduledTime);
  if (!/^\d{4}-\d{2}-\d{2}T/.test(scheduledTime) || Number.isNaN(time.getTime())) {
    throw new UsageError('INVALID_DATE', `scheduledTime is not a date-time, got '${scheduledTime}'`);
  }
  if (lookback === undefined) {
    throw new UsageError(
      'MISSING_WINDOW',
      'a scheduled run needs lookback; deploy the stack with Lookback, such as 1d',
    );
  }
  const lagMs = parseDuration(settings.scheduleLag ?? SCHEDULE_LAG[settings.logType], 'scheduleLag');
  const to = new Date(time.getTime() - lagMs);
  return { from: new Date(to.getTime() - parseDuration(lookback, 'lookback')), to };
}

function requireNone(key: string, others: Readonly<Record<string, string | undefined>>): void {
  const other = Object.keys(others).find((name) => others[name] !== undefined);
  if (other === undefined) return;
  throw new UsageError('INVALID_RUN_INPUT', `${key} and ${other} exclude each other; leave one out`);
}

function requireShort({ from, to }: RunWindow, wished: number | undefined, allowed: number): void {
  if (wished !== undefined && wished > allowed) {
    throw new UsageError(
      'INVALID_RUN_INPUT',
      `maxDays can't be ${wished}: the stack allows ${allowed} (its parameter MaxDays)`,
    );
  }
  const limit = wished ?? allowed;
  const days = (to.getTime() - from.getTime()) / DAY_MS;
  if (days <= limit) return;
  throw new UsageError(
    'WINDOW_TOO_LONG',
    `the window from ${formatInstant(from)} to ${formatInstant(to)} is ${Number(days.toFixed(1))} days long, allowed are ${limit}; choose a shorter one, or deploy the stack with a larger MaxDays`,
  );
}
