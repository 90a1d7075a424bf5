import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeBenchAccessLogs, writeBenchCloudTrail } from '../generator';

/** Logs to measure with, made once and kept beside the other temporary files. */
export interface Corpora {
  /** 1,000,000 lines in one file. */
  readonly oneFile: string;
  /** The same in 20,000 files. */
  readonly manyFiles: string;
  /** The same, compressed. */
  readonly gzip: string;
  /** 5,000,000 lines in one file; only made when asked for. */
  readonly large?: string;
  /** 500,000 CloudTrail events in `.json.gz` files. */
  readonly cloudTrail: string;
}

const ROOT = join(tmpdir(), 's3-log-audit-bench');
const LINES = 1_000_000;

export async function prepareCorpora(withLarge: boolean): Promise<Corpora> {
  return {
    oneFile: await corpus('one-file', (folder) => writeBenchAccessLogs(folder, { lines: LINES })),
    manyFiles: await corpus('many-files', (folder) => writeBenchAccessLogs(folder, { lines: LINES, files: 20_000 })),
    gzip: await corpus('gzip', (folder) => writeBenchAccessLogs(folder, { lines: LINES, gzip: true })),
    cloudTrail: await corpus('cloudtrail', async (folder) => writeBenchCloudTrail(folder, { events: 500_000 })),
    ...(withLarge
      ? { large: await corpus('large', (folder) => writeBenchAccessLogs(folder, { lines: 5 * LINES })) }
      : {}),
  };
}

/** 1,000,000 lines in 1,000 files. */
export function thousandFiles(): Promise<string> {
  return corpus('thousand-files', (folder) => writeBenchAccessLogs(folder, { lines: LINES, files: 1000 }));
}

async function corpus(name: string, write: (folder: string) => Promise<unknown>): Promise<string> {
  const folder = join(ROOT, name);
  const marker = join(ROOT, `${name}.complete`);
  if (existsSync(marker)) return folder;
  console.error(`making ${folder}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await write(folder);
  writeFileSync(marker, '');
  return folder;
}
