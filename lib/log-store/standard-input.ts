import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** Standard input as a file. */
export interface StandardInput {
  /** Where it is kept; absent when it is not wanted. */
  readonly path?: string;
  /** Removes what was kept. */
  close(): void;
}

/** Keeps standard input in a file when `-` is among the paths: it may have to be read more than once. */
export async function keepStandardInput(logs: readonly string[], input: NodeJS.ReadableStream): Promise<StandardInput> {
  if (!logs.includes('-')) return { close: () => {} };
  const folder = mkdtempSync(join(tmpdir(), 's3-log-audit-stdin-'));
  const close = () => rmSync(folder, { recursive: true, force: true });
  const path = join(folder, 'standard-input');
  try {
    await pipeline(input, createWriteStream(path, { mode: 0o600 }));
  } catch (error) {
    close();
    throw error;
  }
  return { path, close };
}
