import { statSync } from 'node:fs';

/** The clock of a disk may count in steps: within one step, a file can change and look the same. */
const SETTLING_MS = 2500;

/** What tells whether a file is still what it was, without reading it. */
export interface FileIdentity {
  /** Size, times to the nanosecond and place on the disk; another one whenever the content may be another. */
  readonly text: string;
  /**
   * Whether the file has not been touched for a moment: only then will a later change show. A file whose times lie in the
   * future is not settled.
   */
  readonly settled: boolean;
}

/**
 * The identity of a file. The time of its status is a part of it, which the system sets at every change of content or name
 * and nobody else can: a change shows even if the size is the same and the time of modification was set back.
 * Undefined when there is no such file.
 */
export function identifyFile(path: string, nowMs: number): FileIdentity | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (!stats?.isFile()) return undefined;
  const { size, mtimeNs, ctimeNs, mtimeMs, ctimeMs, ino } = stats;
  const touchedMs = Math.max(Number(mtimeMs), Number(ctimeMs));
  return { text: [size, mtimeNs, ctimeNs, ino].join(':'), settled: touchedMs < nowMs - SETTLING_MS };
}
