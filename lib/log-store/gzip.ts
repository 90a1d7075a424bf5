import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { constants, createGunzip } from 'node:zlib';

/** Piece of a damaged stream that is decompressed at once. */
const SALVAGE_PIECE_BYTES = 4096;

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
  return new Promise((resolve) => {
    let readBytes = 0;
    const source = createReadStream(path, { highWaterMark: 1 << 18, ...(signal ? { signal } : {}) });
    const gunzip = createGunzip({ chunkSize: 1 << 20 });
    source.on('data', (bytes) => {
      readBytes += bytes.length;
    });
    source.on('error', (error) => resolve(error.message));
    gunzip.resume();
    gunzip.on('error', (error) => resolve(explainDamage(error, path)));
    gunzip.on('end', () => {
      const rest = readBytes - gunzip.bytesWritten;
      resolve(rest > 0 ? `${rest} bytes follow the end of the gzip stream` : undefined);
    });
    source.pipe(gunzip);
  });
}

/**
 * Gives what can be read of a gzip file to `onData`, in order: of a damaged one everything before the damage.
 * @returns what is wrong with it, or undefined
 */
export async function salvageGzip(path: string, onData: (bytes: Buffer) => void): Promise<string | undefined> {
  const damage = await findGzipDamage(path);
  // zlib drops what it has made of the piece in which it meets damage: that piece is given to it byte by byte
  const place = damage ? await feedGunzip(path, Number.POSITIVE_INFINITY, () => {}) : Number.POSITIVE_INFINITY;
  await feedGunzip(path, place, onData);
  return damage;
}

/** Decompresses a file piece by piece, from a place on byte by byte. @returns the place of the piece at which it ended */
async function feedGunzip(path: string, byteByByteFrom: number, onData: (bytes: Buffer) => void): Promise<number> {
  const gunzip = createGunzip({ chunkSize: 1 << 16, finishFlush: constants.Z_SYNC_FLUSH });
  const ended = new Promise<false>((resolve) => {
    for (const event of ['end', 'error']) gunzip.once(event, () => resolve(false));
  });
  // events, not iteration: a stream that fails drops what nobody has read yet
  gunzip.on('data', onData);
  const feed = (bytes: Buffer) =>
    Promise.race([ended, new Promise<true>((resolve) => gunzip.write(bytes, () => resolve(true)))]);
  let position = 0;
  for await (const piece of createReadStream(path, { highWaterMark: SALVAGE_PIECE_BYTES }) as AsyncIterable<Buffer>) {
    const parts = position < byteByByteFrom ? [piece] : [...piece].map((byte) => Buffer.of(byte));
    for (const part of parts) if (!(await feed(part))) return position;
    position += piece.length;
  }
  gunzip.end();
  await ended;
  return position;
}

function explainDamage(error: Error, path: string): string {
  if (error.message === 'incorrect header check' && beginsLikeGzip(path)) {
    return 'something else follows the end of the gzip stream';
  }
  const known: Readonly<Record<string, string>> = {
    'unexpected end of file': 'the gzip stream ends early (truncated file?)',
    'incorrect header check': 'it is no gzip stream, although its name says so',
    'incorrect data check': 'the checksum of the gzip stream is wrong',
    'incorrect length check': 'the length of the gzip stream is wrong',
  };
  return known[error.message] ?? `the gzip stream is damaged (${error.message})`;
}
