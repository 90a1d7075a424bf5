import { AuditError, oneLine } from '../shared/errors';

/** What people should know of errors of the file system. */
const EXPLAINED: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  EACCES: 'there is no permission',
  EPERM: 'there is no permission',
  EROFS: 'the disk is read-only',
  ENOTDIR: 'a part of the path is no folder',
  EISDIR: 'there is a folder in its place',
  ENAMETOOLONG: 'the name is too long for this disk',
};

/** An error of the file system as one that a person can do something about; undefined for any other error. */
export function diskFailure(cause: unknown): AuditError | undefined {
  const { syscall, path, code = '' } = cause as NodeJS.ErrnoException;
  const explained = EXPLAINED[code];
  // a write into an open file fails without a path
  if (syscall === undefined || (path === undefined && explained === undefined)) return undefined;
  const place = path === undefined ? 'a file' : `'${path}'`;
  return new AuditError('OUTPUT_FAILED', `${place} can not be written: ${explained ?? oneLine(cause)}`, { cause });
}
