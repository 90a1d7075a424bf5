import { isoSeconds, parseUtc } from '../log-time';
import type { Row } from './rows';

/** A time window: `from` is inside, `to` is not; ISO dates or date-times in UTC. An open end has no limit. */
export interface Window {
  readonly from?: string;
  readonly to?: string;
}

/** What a user asks for; everything is optional. */
export interface AnswerOptions<Event> {
  readonly window?: Window;
  /** The filters, as a condition on an event. */
  readonly filter?: (event: Event) => boolean;
  /** `--include-failed` of deletions, deletion-summary and config-changes. @default false */
  readonly includeFailed?: boolean;
  /** `--by` of latency and traffic-by-day. */
  readonly by?: 'hour' | 'requester';
  /** `--own-host` of hot-links: these hosts and their subdomains are left out. */
  readonly ownHosts?: readonly string[];
}

/** Computes the answer of one analysis from events. */
export type Answer<Event> = (events: readonly Event[], options?: AnswerOptions<Event>) => Row[];

interface Timed {
  readonly timeMs: number;
}

/** Whether a time lies in the window. */
export function isInside(timeMs: number, window: Window = {}): boolean {
  if (window.from !== undefined && timeMs < parseUtc(window.from)) return false;
  return window.to === undefined || timeMs < parseUtc(window.to);
}

/** The events in the window that pass the filter. */
export function select<Event extends Timed>(
  events: readonly Event[],
  options: AnswerOptions<Event> = {},
): readonly Event[] {
  const { window, filter = () => true } = options;
  return events.filter((event) => isInside(event.timeMs, window) && filter(event));
}

/** Times of the first and the last of some events, as text. */
export function timeSpan(events: readonly Timed[]): { first: string | null; last: string | null } {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const { timeMs } of events) {
    first = Math.min(first, timeMs);
    last = Math.max(last, timeMs);
  }
  return events.length === 0 ? { first: null, last: null } : { first: isoSeconds(first), last: isoSeconds(last) };
}

/** The columns `first_time` and `last_time`. */
export function firstAndLast(events: readonly Timed[]): Row {
  const { first, last } = timeSpan(events);
  return { first_time: first, last_time: last };
}
