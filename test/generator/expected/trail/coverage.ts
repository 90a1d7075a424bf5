import type { TrailEvent } from '../../trail/event';
import type { TrailFile } from '../../trail/files';
import { type AnswerOptions, isInside, timeSpan } from '../selection';
import { isS3, onePerCall } from './meaning';

/** What a run over CloudTrail says about its reading. */
export interface TrailCoverage {
  readonly files: number;
  readonly records: number;
  readonly parsed: number;
  readonly unparsed: number;
  readonly duplicates: number;
  readonly outsideWindow: number;
  readonly firstEvent: string | null;
  readonly lastEvent: string | null;
}

/** The coverage of a run that opens exactly these files. Only duplicates are counted among S3's events alone. */
export function expectedTrailCoverage(
  files: readonly TrailFile[],
  options: Pick<AnswerOptions<TrailEvent>, 'window' | 'filter'> = {},
): TrailCoverage {
  const entries = files.flatMap((file) => file.entries);
  const events = entries.flatMap((entry) => (entry.kind === 'event' ? [entry.event] : []));
  const inside = events.filter((event) => isInside(event.timeMs, options.window));
  const matching = inside.filter(isS3).filter(options.filter ?? (() => true));
  const { first, last } = timeSpan(inside);
  return {
    files: files.length,
    records: entries.length,
    parsed: events.length,
    unparsed: entries.length - events.length,
    duplicates: matching.length - onePerCall(matching).length,
    outsideWindow: events.length - inside.length,
    firstEvent: first,
    lastEvent: last,
  };
}
