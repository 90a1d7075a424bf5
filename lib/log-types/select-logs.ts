import type { Window } from '../shared/utc-dates';
import type { FileVerdict, LogType, SkipReason } from './log-type';

/** The files that can hold the window, and how many were left out for which reason. */
export interface LogSelection<File> {
  readonly selected: readonly File[];
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
}

/** A file that may be a log. */
export interface NamedFile {
  /** With `/`, below the folder that was given. */
  readonly relativePath: string;
  /** Whether the user named this very file. */
  readonly named: boolean;
}

/**
 * Chooses the files whose names say that they can hold events of the window: delivered up to `paddingMs` after its end,
 * and not before its beginning. A file whose name tells no time is always chosen.
 */
export function selectLogs<File extends NamedFile>(
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

/** Why a file is left out; undefined when it is to be read. */
export function skipReason(
  logType: LogType,
  file: NamedFile,
  window: Window,
  paddingMs: number,
): SkipReason | undefined {
  // a file that the user named is read whatever its name
  if (file.named) return undefined;
  const verdict = logType.classifyFile(file.relativePath);
  if (verdict.kind === 'skip') return verdict.reason;
  return sideOfWindow(verdict, window, paddingMs) === undefined ? undefined : 'outside the window';
}

/** On which side of the window a log lies that can't hold any of it. */
export function sideOfWindow(
  verdict: FileVerdict,
  window: Window,
  paddingMs: number,
): 'too early' | 'too late' | undefined {
  if (verdict.kind === 'skip') return undefined;
  if (window.from && verdict.eventsBefore && verdict.eventsBefore <= window.from) return 'too early';
  const end = window.to && window.to.getTime() + paddingMs;
  return end !== undefined && verdict.delivered && verdict.delivered.getTime() >= end ? 'too late' : undefined;
}
