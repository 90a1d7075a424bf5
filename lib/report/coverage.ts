import { escapeForTerminal } from './terminal/escape';
import { formatCount } from './terminal/numbers';
import type { Style } from './terminal/style';

/** A file that could not be read, or only in part. */
export interface UnreadableFile {
  readonly file: string;
  readonly reason: string;
  /** Whether some of it was read and counts in the answer. */
  readonly partial: boolean;
}

interface CommonCoverage {
  /** Files opened. */
  readonly files: number;
  /** Files left unopened on purpose: by name outside the window, digests, no logs. */
  readonly skippedFiles: number;
  /** `skippedFiles` by reason, in words, such as `outside the window` or `CloudTrail digest`. */
  readonly skippedFilesByReason: Readonly<Record<string, number>>;
  /** Bytes of the files opened, as they lie on disk. */
  readonly bytes: number;
  readonly parsed: number;
  readonly unparsed: number;
  /** Copies dropped among the rows in window and filters. */
  readonly duplicates: number;
  /** Parsed rows of opened files outside the window. */
  readonly outsideWindow: number;
  /** ISO 8601 with `Z`; null when there is no event. */
  readonly firstEvent: string | null;
  readonly lastEvent: string | null;
  readonly unreadable: readonly UnreadableFile[];
  /** Further things the reader should know, each a sentence without a full stop. */
  readonly notes: readonly string[];
}

/** What of the logs an answer rests on. Access logs count `lines`, CloudTrail counts `records`. */
export type Coverage = CommonCoverage &
  ({ readonly lines: number; readonly records?: undefined } | { readonly records: number; readonly lines?: undefined });

const OUTSIDE_WINDOW = 'outside the window';

/** Reasons that are nouns to be counted, such as `CloudTrail digest`. */
const COUNTABLE = /(?:file|digest|log|manifest)$/;

const MAX_UNREADABLE_SHOWN = 10;

/** The coverage as a few lines for a person; without line ends. */
export function renderCoverage(coverage: Coverage, style: Style): string[] {
  return [
    renderCounts(coverage, style),
    renderEvents(coverage),
    ...renderUnreadable(coverage, style),
    ...coverage.notes.map((note) => `note: ${escapeForTerminal(note)}`),
  ];
}

function renderCounts(coverage: Coverage, style: Style): string {
  const total =
    coverage.lines === undefined ? formatCount(coverage.records, 'record') : formatCount(coverage.lines, 'line');
  const counts = [
    coverage.unparsed === 0 ? 'all parsed' : `${formatCount(coverage.parsed)} parsed`,
    coverage.unparsed > 0 && style.yellow(`${formatCount(coverage.unparsed)} unparsed`),
    coverage.duplicates > 0 && `${formatCount(coverage.duplicates, 'duplicate')} dropped`,
    coverage.outsideWindow > 0 && `${formatCount(coverage.outsideWindow)} outside the window`,
  ].filter((text) => text !== false);
  const isEmpty = coverage.parsed === 0 && coverage.unparsed === 0;
  return `${total} in ${formatCount(coverage.files, 'file')}${renderSkipped(coverage)}${isEmpty ? '' : `: ${counts.join(', ')}`}`;
}

function renderSkipped({ skippedFiles, skippedFilesByReason }: Coverage): string {
  if (skippedFiles === 0) return '';
  const verb = skippedFiles === 1 ? 'was' : 'were';
  const reasons = Object.entries(skippedFilesByReason).filter(([, count]) => count > 0);
  if (reasons.length === 1 && reasons[0]?.[0] === OUTSIDE_WINDOW) {
    return ` (${formatCount(skippedFiles, 'file')} ${OUTSIDE_WINDOW} ${verb} not opened)`;
  }
  const why = reasons.map(([reason, count]) => renderReason(reason, count)).join(', ');
  return ` (${formatCount(skippedFiles, 'file')} ${verb} not opened${why && `: ${why}`})`;
}

function renderReason(reason: string, count: number): string {
  const words = escapeForTerminal(reason);
  return COUNTABLE.test(words) ? formatCount(count, words) : `${formatCount(count)} ${words}`;
}

function renderEvents({ firstEvent, lastEvent }: Coverage): string {
  return firstEvent === null ? 'no event' : `first event ${firstEvent}, last event ${lastEvent}`;
}

function renderUnreadable({ unreadable }: Coverage, style: Style): string[] {
  const lines = unreadable.slice(0, MAX_UNREADABLE_SHOWN).map(({ file, reason, partial }) => {
    const label = partial ? style.yellow('partly read') : style.red('unreadable');
    return `${label}: ${escapeForTerminal(file)}: ${escapeForTerminal(reason)}`;
  });
  const more = unreadable.length - lines.length;
  return more > 0
    ? [...lines, `… and ${formatCount(more, 'more file')} unreadable or partly read (all are in --format json)`]
    : lines;
}
