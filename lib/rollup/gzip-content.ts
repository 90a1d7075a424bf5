import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { AuditError } from '../shared/errors';

/** Whether content begins like a gzip stream. No line of an access log does. */
export function isGzip(beginning: Buffer): boolean {
  return beginning[0] === 0x1f && beginning[1] === 0x8b;
}

/**
 * Decompresses content of so many bytes, in one or several gzip streams.
 * @throws AuditError when it is damaged, cut off, or followed by something else; before that all that could be read is given
 */
export async function* gunzip(content: AsyncIterable<Buffer>, bytes: number, address: string): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: 1 << 18 });
  let failure: unknown;
  const source = Readable.from(copies(content), { objectMode: false });
  source.on('error', (error) => {
    failure = error;
    gunzip.destroy(error);
  });
  source.pipe(gunzip);
  try {
    for await (const piece of gunzip) yield piece as Buffer;
  } catch (error) {
    if (failure !== undefined) throw failure;
    throw damaged(address, (error as Error).message, error);
  } finally {
    source.destroy();
    gunzip.destroy();
  }
  // zlib leaves what follows the stream alone
  if (gunzip.bytesWritten !== bytes) throw damaged(address, `${bytes - gunzip.bytesWritten} bytes follow its end`);
}

/** Pieces wait in the stream, when they are not good any more. */
async function* copies(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const piece of pieces) yield Buffer.from(piece);
}

function damaged(address: string, reason: string, cause?: unknown): AuditError {
  return new AuditError('LOG_OBJECT_DAMAGED', `${address} is no sound gzip stream: ${reason}`, { cause });
}
