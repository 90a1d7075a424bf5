import type { AccessEvent } from '../../access/event';
import type { AccessLogFile } from '../../access/files';
import { type AnswerOptions, isInside, timeSpan } from '../selection';

/** What a run over access logs says about its reading. */
export interface AccessCoverage {
  readonly files: number;
  readonly lines: number;
  readonly parsed: number;
  readonly unparsed: number;
  readonly duplicates: number;
  readonly outsideWindow: number;
  readonly firstEvent: string | null;
  readonly lastEvent: string | null;
}

/** The coverage of a run that opens exactly these files. */
export function expectedAccessCoverage(
  files: readonly AccessLogFile[],
  options: Pick<AnswerOptions<AccessEvent>, 'window' | 'filter'> = {},
): AccessCoverage {
  const entries = files.flatMap((file) => file.entries);
  const events = entries.flatMap((entry) => (entry.kind === 'event' ? [entry.event] : []));
  const unparsed = entries.reduce((count, entry) => count + (entry.kind === 'broken' ? entry.lines : 0), 0);
  const inside = events.filter((event) => isInside(event.timeMs, options.window));
  const matching = inside.filter(options.filter ?? (() => true));
  const { first, last } = timeSpan(inside);
  return {
    files: files.length,
    lines: events.length + unparsed,
    parsed: events.length,
    unparsed,
    // The same object in two places is one event that was delivered twice.
    duplicates: matching.length - new Set(matching).size,
    outsideWindow: events.length - inside.length,
    firstEvent: first,
    lastEvent: last,
  };
}
