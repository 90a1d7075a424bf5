import { constants, createWriteStream, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AuditError, oneLine } from '../shared/errors';
import { beginsLikeGzip } from './gzip';
import { makeWorkFolder } from './work-folder';

/** Standard input as a path. */
export const STANDARD_INPUT = '-';

/** Logs that can be read only once, as files. */
export interface KeptStreams {
  /** The file for each path that is a stream. */
  readonly files: ReadonlyMap<string, string>;
  /** Removes the files. */
  close(): void;
}

/**
 * Keeps the streams among the paths in files, because a log may have to be read more than once: `-` (standard input) and
 * FIFOs, such as a shell makes for `<(zcat logs.gz)`.
 * @throws AuditError when one can't be read or kept
 */
export async function keepStreams(
  paths: readonly string[],
  standardInput: NodeJS.ReadableStream,
  signal: AbortSignal,
): Promise<KeptStreams> {
  const streams = [...new Set(paths.filter(isStream))];
  if (streams.length === 0) return { files: new Map(), close: () => {} };
  const folder = makeWorkFolder();
  const close = () => rmSync(folder, { recursive: true, force: true });
  try {
    const files = new Map<string, string>();
    for (const [index, path] of streams.entries()) {
      const stream = path === STANDARD_INPUT ? standardInput : openFifo(path);
      files.set(path, await keep(stream, join(folder, `stream-${index}`), signal));
    }
    return { files, close };
  } catch (cause) {
    close();
    signal.throwIfAborted();
    throw new AuditError('LOGS_NOT_FOUND', `--logs '${streams.join("', '")}' can not be kept: ${oneLine(cause)}`, {
      cause,
    });
  }
}

export function isStream(path: string): boolean {
  if (path === STANDARD_INPUT) return true;
  try {
    return statSync(path).isFIFO();
  } catch {
    // whoever lists the logs tells what is wrong
    return false;
  }
}

/** Opened without waiting for a writer: nothing could end such a wait. */
function openFifo(path: string): NodeJS.ReadableStream {
  return new Socket({ fd: openSync(path, constants.O_RDONLY | constants.O_NONBLOCK), readable: true, writable: false });
}

async function keep(stream: NodeJS.ReadableStream, path: string, signal: AbortSignal): Promise<string> {
  await pipeline(stream, createWriteStream(path, { mode: 0o600 }), { signal });
  if (!beginsLikeGzip(path)) return path;
  renameSync(path, `${path}.gz`);
  return `${path}.gz`;
}
