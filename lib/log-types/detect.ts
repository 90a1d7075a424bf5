import { AuditError } from '../shared/errors';
import { LOG_TYPES } from './index';
import { LOG_TYPE_IDS, type LogType, type LogTypeId } from './log-type';

/** Reads the beginning of a (decompressed) file as text. */
export type HeadReader<File> = (file: File) => string;

interface Candidate {
  readonly relativePath: string;
  readonly shownPath: string;
  readonly bytes: number;
  /** Whether the user named this very file. */
  readonly named: boolean;
}

/** How many files are looked into when their names don't tell. */
const FILES_TO_OPEN = 8;

/** The files that {@link detectLogType} or, for a type that is given, {@link requireLogType} will read the heads of. */
export function filesToOpen<File extends Candidate>(files: readonly File[], wanted?: LogType): readonly File[] {
  if (wanted) return firstOnes(logsOf(wanted, files));
  const toldByName = LOG_TYPE_IDS.some((id) => files.some((file) => tellsByName(LOG_TYPES[id], file)));
  return toldByName ? [] : firstOnes(logsOfAnyType(files));
}

/**
 * Tells the type of the logs from the names of the files or, where these don't tell, from what is in them.
 * @throws AuditError when it can't be told, or when the files are of both types
 */
export function detectLogType<File extends Candidate>(files: readonly File[], readHead: HeadReader<File>): LogType {
  const byName = LOG_TYPE_IDS.filter((id) => files.some((file) => tellsByName(LOG_TYPES[id], file)));
  const logs = logsOfAnyType(files);
  const found = byName.length > 0 ? byName : typesByContent(logs, readHead);
  if (found.length === 1) return LOG_TYPES[found[0] as LogTypeId];
  if (found.length > 1) {
    throw new AuditError(
      'WRONG_LOG_TYPE',
      `the files are logs of both types; choose one with --log-type ${LOG_TYPE_IDS.join('|')}`,
    );
  }
  throw new AuditError(
    'WRONG_LOG_TYPE',
    `the files are neither S3 server access logs nor CloudTrail, as far as '${(logs[0] ?? files[0])?.shownPath}' tells; if they are, say which with --log-type ${LOG_TYPE_IDS.join('|')}`,
  );
}

/**
 * Makes sure that files are what `--log-type` says.
 * @throws AuditError when they are recognized as the other type
 */
export function requireLogType<File extends Candidate>(
  logType: LogType,
  files: readonly File[],
  readHead: HeadReader<File>,
): void {
  const found = typesByContent(logsOf(logType, files), readHead);
  if (found.length > 0 && !found.includes(logType.id)) {
    throw new AuditError(
      'WRONG_LOG_TYPE',
      `the files are not ${logType.title} but ${LOG_TYPES[found[0] as LogTypeId].title}; leave --log-type out or give --log-type ${found[0]}`,
    );
  }
}

function tellsByName(logType: LogType, { relativePath }: Candidate): boolean {
  const verdict = logType.classifyFile(relativePath);
  return verdict.kind === 'log' && verdict.delivered !== undefined;
}

function mayBe(logType: LogType, { relativePath, named }: Candidate): boolean {
  return named || logType.classifyFile(relativePath).kind === 'log';
}

function logsOf<File extends Candidate>(logType: LogType, files: readonly File[]): readonly File[] {
  const logs = files.filter((file) => mayBe(logType, file));
  return logs.length > 0 ? logs : files;
}

function logsOfAnyType<File extends Candidate>(files: readonly File[]): readonly File[] {
  return files.filter((file) => LOG_TYPE_IDS.some((id) => mayBe(LOG_TYPES[id], file)));
}

function firstOnes<File extends Candidate>(files: readonly File[]): readonly File[] {
  return files.filter(({ bytes }) => bytes > 0).slice(0, FILES_TO_OPEN);
}

function typesByContent<File extends Candidate>(
  files: readonly File[],
  readHead: HeadReader<File>,
): readonly LogTypeId[] {
  const heads = firstOnes(files).map(readHead);
  return LOG_TYPE_IDS.filter((id) => heads.some((head) => LOG_TYPES[id].recognize(head)));
}
