import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** Writes a file that has its name when it is complete, also if the process or the machine stops. @throws as `rename` does */
export function writeWhole(path: string, content: string): void {
  const partial = `${path}.${randomBytes(4).toString('hex')}.partial`;
  try {
    writeFileSync(partial, content, { mode: 0o600 });
    nameWhole(partial, path);
  } finally {
    rmSync(partial, { force: true });
  }
}

/** Gives a file its name, when the disk has its content. */
export function nameWhole(partial: string, path: string): void {
  const fd = openSync(partial, 'r+');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(partial, path);
}
