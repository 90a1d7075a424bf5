import { closeSync, openSync, readSync } from 'node:fs';
import { constants, gunzipSync } from 'node:zlib';

const HEAD_BYTES = 64 * 1024;

/** The beginning of a file as text, decompressed when it is gzip; empty when it can't be read. */
export function readHead({ path }: { readonly path: string }): string {
  try {
    const bytes = readBytes(path);
    const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
    const text = isGzip ? gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }) : bytes;
    // a little gzip can be a lot of text
    return new TextDecoder('utf-8').decode(text.subarray(0, HEAD_BYTES));
  } catch {
    // what is wrong with the file is told when it is read as a whole
    return '';
  }
}

function readBytes(path: string): Buffer {
  const fd = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(HEAD_BYTES);
    return buffer.subarray(0, readSync(fd, buffer, 0, HEAD_BYTES, 0));
  } finally {
    closeSync(fd);
  }
}
