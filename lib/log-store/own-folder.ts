import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DAY_MS } from '../shared/utc-dates';

/** Folders of processes of other machines count as left behind when nothing has happened in them for this long. */
const ABANDONED_MS = 7 * DAY_MS;
const NAME = /^([0-9a-f]{8})-(\d+)-[0-9a-f]{8}$/;

/**
 * Makes a folder for this process alone below another one, and removes those of processes that were killed.
 * @throws as `mkdir` does
 */
export function makeOwnFolder(parent: string): string {
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  removeAbandoned(parent);
  const folder = join(parent, `${machineId()}-${process.pid}-${randomBytes(4).toString('hex')}`);
  mkdirSync(folder, { mode: 0o700 });
  return folder;
}

function removeAbandoned(parent: string): void {
  for (const name of readdirSync(parent)) {
    const folder = join(parent, name);
    const [, machine, pid] = NAME.exec(name) ?? [];
    const isAbandoned = machine === machineId() ? !isRunning(Number(pid)) : isOld(folder);
    if (machine !== undefined && isAbandoned) rmSync(folder, { recursive: true, force: true });
  }
}

/** Process ids mean something on one machine only. */
function machineId(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // it runs, but is somebody else's
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function isOld(folder: string): boolean {
  const stats = statSync(folder, { throwIfNoEntry: false });
  return stats !== undefined && Date.now() - stats.mtimeMs > ABANDONED_MS;
}
