import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { readDecodedText } from '../../log-store/decoded-text';
import type { FileRepair } from './input-files';

/**
 * Copies a file of lines to one that DuckDB reads as Athena would read the original: decompressed as far as it goes, bytes
 * that are no UTF-8 as U+FFFD, every line ended by LF.
 * @returns what is wrong with the original, or undefined
 */
async function repairLines(path: string, copy: string): Promise<string | undefined> {
  const fd = openSync(copy, 'w', 0o600);
  try {
    let held = '';
    const problem = await readDecodedText(path, (piece) => {
      const text = held + piece;
      // a CR at the end of a piece may be the first half of a CRLF
      held = text.endsWith('\r') ? '\r' : '';
      writeSync(fd, text.slice(0, text.length - held.length).replace(/\r\n?/g, '\n'));
    });
    if (held) writeSync(fd, '\n');
    return problem;
  } finally {
    closeSync(fd);
  }
}

/** Copies of files of lines. */
export const lineRepair: FileRepair = {
  emptyFile: '',
  explainNoBytes: (path) => (path.endsWith('.gz') ? 'it is empty, not even a gzip stream' : undefined),
  repair: async ({ path }, copy) => {
    const problem = await repairLines(path, copy);
    return { ...(problem ? { problem } : {}), empty: statSync(copy).size === 0 };
  },
  isOdd: async (path) => {
    let holdsCarriageReturn = false;
    const problem = await readDecodedText(path, (text) => {
      holdsCarriageReturn ||= text.includes('\r');
    });
    return holdsCarriageReturn || problem !== undefined;
  },
};
