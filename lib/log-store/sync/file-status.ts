import { type Stats, statSync } from 'node:fs';

/** What lies at a path; undefined for nothing, `blocked` when one of the folders above is no folder. */
export function statusOf(path: string): Stats | 'blocked' | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return 'blocked';
    throw error;
  }
}

/** Size of a regular file; undefined when there is none. */
export function fileBytes(path: string): number | undefined {
  const status = statusOf(path);
  return status !== 'blocked' && status?.isFile() ? status.size : undefined;
}
