import type { LogTypeId } from '../../lib/log-types/log-type';
import { accessStoryFiles, trailStoryFiles, writeAccessLogs, writeTrail } from '../generator';

/** Logs as they may lie in a bucket, and the ways in which runs get at them. */
export interface SmokeCase {
  /** Also the prefix of the logs. */
  readonly name: string;
  readonly logType: LogTypeId;
  readonly copyModes: readonly ('Copy' | 'InPlace')[];
  /** Writes the logs below a folder. */
  write(folder: string): unknown;
}

/** The example logs in every layout, with every table of the stack. */
export const SMOKE_CASES: readonly SmokeCase[] = [
  {
    name: 'flat',
    logType: 'access-logs',
    copyModes: ['Copy', 'InPlace'],
    write: (folder) => writeAccessLogs(folder, accessStoryFiles()),
  },
  {
    name: 'partitioned',
    logType: 'access-logs',
    copyModes: ['InPlace'],
    write: (folder) => writeAccessLogs(folder, accessStoryFiles(), { layout: 'partitioned' }),
  },
  {
    name: 'trail',
    logType: 'cloudtrail',
    copyModes: ['Copy', 'InPlace'],
    write: (folder) => writeTrail(folder, trailStoryFiles()),
  },
  {
    name: 'organization-trail',
    logType: 'cloudtrail',
    copyModes: ['InPlace'],
    write: (folder) => writeTrail(folder, trailStoryFiles(), { organization: 'o-exampleorg' }),
  },
];
