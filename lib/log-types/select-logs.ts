import type { Window } from '../shared/utc-dates';
import type { LogType, SkipReason } from './log-type';

/** The files that can hold the window, and how many were left out for which reason. */
export interface LogSelection<File> {
  readonly selected: readonly File[];
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
}

/**
 * Chooses the files whose names say that they can hold events of the window: delivered up to `paddingMs` after its end,
 * and not before its beginning. A file whose name tells no time is always chosen.
 */
export function selectLogs<File extends { readonly relativePath: string; readonly named: boolean }>(
  logType: LogType,
  files: readonly File[],
  window: Window,
  paddingMs: number,
): LogSelection<File> {
  const skipped: Partial<Record<SkipReason, number>> = {};
  const selected = files.filter((file) => {
    const reason = skipReason(logType, file, window, paddingMs);
    if (reason) skipped[reason] = (skipped[reason] ?? 0) + 1;
    return !reason;
  });
  return { selected, skipped };
}

function skipReason(
  logType: LogType,
  file: { readonly relativePath: string; readonly named: boolean },
  window: Window,
  paddingMs: number,
): SkipReason | undefined {
  // a file that the user named is read whatever its name
  if (file.named) return undefined;
  const verdict = logType.classifyFile(file.relativePath);
  if (verdict.kind === 'skip') return verdict.reason;
  const tooEarly = window.from && verdict.eventsBefore && verdict.eventsBefore <= window.from;
  const tooLate = window.to && verdict.delivered && verdict.delivered.getTime() >= window.to.getTime() + paddingMs;
  return tooEarly || tooLate ? 'outside the window' : undefined;
}
