import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { constants, createGunzip } from 'node:zlib';

/** How much of a damaged stream can be lost at most before the place of the damage. */
const SALVAGE_CHUNK_BYTES = 512;

/** Whether the file begins like a gzip stream. @throws as `open` does */
export function beginsLikeGzip(path: string): boolean {
  const fd = openSync(path, 'r');
  try {
    const head = Buffer.alloc(2);
    return readSync(fd, head, 0, 2, 0) === 2 && head[0] === 0x1f && head[1] === 0x8b;
  } finally {
    closeSync(fd);
  }
}

/** Size of the last member of a gzip file when it is decompressed, as its trailer says (of a damaged file: anything). */
export function decompressedBytes(path: string, bytes: number): number {
  const fd = openSync(path, 'r');
  try {
    const trailer = Buffer.alloc(4);
    readSync(fd, trailer, 0, 4, bytes - 4);
    // no log deflates better than a thousand times: such a number comes from damage
    return Math.min(trailer.readUInt32LE(0), bytes * 1000);
  } finally {
    closeSync(fd);
  }
}

/**
 * Reads a gzip file to its end and checks it: DuckDB gives what it can of a damaged one without a word.
 * @returns what is wrong with it, or undefined when it is whole
 */
export function findGzipDamage(path: string, signal?: AbortSignal): Promise<string | undefined> {
  return readGzip(path, { chunkBytes: 1 << 20, onData: () => {}, signal, salvage: false });
}

/** Gives what can be read of a gzip file to `onData`, in order. @returns what is wrong with it, or undefined */
export async function salvageGzip(path: string, onData: (bytes: Buffer) => void): Promise<string | undefined> {
  const damage = await findGzipDamage(path);
  await readGzip(path, { chunkBytes: damage ? SALVAGE_CHUNK_BYTES : 1 << 16, onData, salvage: true });
  return damage;
}

interface GzipReading {
  readonly chunkBytes: number;
  readonly onData: (bytes: Buffer) => void;
  readonly signal?: AbortSignal | undefined;
  /** Whether the bytes before an early end are wanted too. */
  readonly salvage: boolean;
}

function readGzip(path: string, { chunkBytes, onData, signal, salvage }: GzipReading): Promise<string | undefined> {
  return new Promise((resolve) => {
    let readBytes = 0;
    const source = createReadStream(path, { highWaterMark: 1 << 18, ...(signal ? { signal } : {}) });
    const gunzip = createGunzip({ chunkSize: chunkBytes, ...(salvage ? { finishFlush: constants.Z_SYNC_FLUSH } : {}) });
    source.on('data', (bytes) => {
      readBytes += bytes.length;
    });
    source.on('error', (error) => resolve(error.message));
    // events, not iteration: a stream that fails drops what nobody has read yet
    gunzip.on('data', onData);
    gunzip.on('error', (error) => resolve(explainDamage(error)));
    gunzip.on('end', () => {
      const rest = readBytes - gunzip.bytesWritten;
      resolve(rest > 0 ? `${rest} bytes follow the end of the gzip stream` : undefined);
    });
    source.pipe(gunzip);
  });
}

function explainDamage(error: Error): string {
  const known: Readonly<Record<string, string>> = {
    'unexpected end of file': 'the gzip stream ends early (truncated file?)',
    'incorrect header check': 'it is no gzip stream, although its name says so',
    'incorrect data check': 'the checksum of the gzip stream is wrong',
    'incorrect length check': 'the length of the gzip stream is wrong',
  };
  return known[error.message] ?? `the gzip stream is damaged (${error.message})`;
}
