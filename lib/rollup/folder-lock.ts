import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AuditError } from '../shared/errors';

const FOLDER = join('.s3-log-audit', 'rollup');
const ENTRY = /^([0-9a-f]{8})-(\d+)-(\d+)-[0-9a-f]{8}$/;
const ATTEMPTS = 5;
const LONGEST_PAUSE_MS = 200;

/**
 * Makes sure that no other rollup works in a folder. Each writes an entry of its own and only then looks for others, so
 * that of two at least one sees the other; entries of processes that were killed are removed.
 * @returns what ends it
 * @throws AuditError when somebody else is at work
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const entries = join(folder, FOLDER);
  for (let attempt = 1; ; attempt++) {
    mkdirSync(entries, { recursive: true });
    const own = `${machineId()}-${process.pid}-${startOf(process.pid)}-${randomBytes(4).toString('hex')}`;
    writeFileSync(join(entries, own), '');
    const other = otherEntry(entries, own);
    const release = async () => removeEntry(entries, own);
    if (other === undefined) return release;
    await release();
    if (attempt === ATTEMPTS) throw locked(entries, other);
    // when two saw each other, one may be first the next time
    await delay(Math.random() * LONGEST_PAUSE_MS);
  }
}

function otherEntry(entries: string, own: string): string | undefined {
  return readdirSync(entries).find((name) => {
    const [, machine, pid, start] = ENTRY.exec(name) ?? [];
    if (name === own || machine === undefined) return false;
    if (machine !== machineId() || isRunning(Number(pid), start as string)) return true;
    rmSync(join(entries, name), { force: true });
    return false;
  });
}

function removeEntry(entries: string, own: string): void {
  rmSync(join(entries, own), { force: true });
  for (const folder of [entries, join(entries, '..')]) {
    try {
      rmdirSync(folder);
    } catch {
      // something of somebody else is in it
      return;
    }
  }
}

function locked(entries: string, name: string): AuditError {
  const [, machine, pid] = ENTRY.exec(name) ?? [];
  const who = machine === machineId() ? `process ${pid}` : 'a process on another machine';
  return new AuditError(
    'ROLLUP_BUSY',
    `another rollup (${who}) is working in the same folder; let it end, or remove '${join(entries, name)}' if it is no longer there`,
  );
}

/** Process ids mean something on one machine only. */
function machineId(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
}

function isRunning(pid: number, start: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // it runs, but is somebody else's
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  // the id may have been given to another process
  return startOf(pid) === start;
}

/** When a process was started, in ticks of the system's clock; `0` where the system does not tell. */
function startOf(pid: number): string {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // the name of the program, in parentheses, may hold anything
    return status.slice(status.lastIndexOf(')') + 2).split(' ')[19] ?? '0';
  } catch {
    return '0';
  }
}
