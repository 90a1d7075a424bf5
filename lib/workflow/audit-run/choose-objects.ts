import type { ListedObject } from '../../log-store/s3-logs';
import type { LogType } from '../../log-types/log-type';
import { isHidden } from '../../log-types/paths';
import type { AccessMode } from './run-state';
import type { RunWindow } from './run-window';

/** Why an object of a listed range is not read. */
export type LeftOut =
  | 'outside the window'
  | 'other file'
  | 'hidden file'
  | 'empty file'
  | 'excluded'
  | 'archived'
  | 'too large'
  | 'key too long';

/** Reasons for which events may be missing in the answers; the others lose nothing. */
export const LOSSES = ['excluded', 'archived', 'too large', 'key too long'] as const satisfies readonly LeftOut[];

/** S3 Batch Operations copies no larger objects. https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-copy-object.html */
export const MAX_COPIED_BYTES = 5 * 1024 ** 3;
const MAX_KEY_BYTES = 1024;

export interface Choice {
  readonly logType: LogType;
  readonly mode: AccessMode;
  readonly window: RunWindow;
  readonly paddingMs: number;
  readonly excluded: ReadonlySet<string>;
  /** Prefix of the copies, with its slash. */
  readonly target: string;
}

/** Why the object of a listed range is left out; undefined when it is to be read. `name` is its key without the prefix. */
export function leftOut(object: ListedObject, name: string, flat: boolean, choice: Choice): LeftOut | undefined {
  // a query that reads folders of days where they lie reads all that is in them
  const byName = choice.mode === 'in-place' ? hidden(name) : skippedByName(name, flat, choice);
  if (byName) return byName;
  if (object.bytes === 0) return 'empty file';
  if (choice.excluded.has(object.key)) return 'excluded';
  if (object.archived) return 'archived';
  return choice.mode === 'copy' && !isRolledUp(name, choice.logType) ? uncopyable(object, choice.target) : undefined;
}

/** Whether an object is a rollup in Parquet: those have a table of their own, which reads them where they lie. */
export function isRolledUp(name: string, { rolledUpTable }: LogType): boolean {
  return rolledUpTable !== undefined && name.endsWith('.rollup.parquet');
}

function hidden(name: string): LeftOut | undefined {
  return isHidden(name) ? 'hidden file' : undefined;
}

function skippedByName(name: string, flat: boolean, { logType, window, paddingMs }: Choice): LeftOut | undefined {
  if (flat && name.includes('/')) return 'other file';
  const verdict = logType.classifyFile(name);
  if (verdict.kind === 'skip') return verdict.reason === 'hidden file' ? 'hidden file' : 'other file';
  if (!verdict.delivered || !verdict.eventsBefore) return 'other file';
  const tooEarly = verdict.eventsBefore <= window.from;
  const tooLate = verdict.delivered.getTime() >= window.to.getTime() + paddingMs;
  return tooEarly || tooLate ? 'outside the window' : undefined;
}

function uncopyable({ key, bytes }: ListedObject, target: string): LeftOut | undefined {
  if (bytes > MAX_COPIED_BYTES) return 'too large';
  return Buffer.byteLength(`${target}${key}`) > MAX_KEY_BYTES ? 'key too long' : undefined;
}
