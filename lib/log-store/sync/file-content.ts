import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';

/** The MD5 of a file in hexadecimal, undefined when it is not there. `durable` waits until the disk has the content. */
export async function fileMd5(path: string, { durable = false } = {}): Promise<string | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const hash = createHash('md5');
    for await (const piece of handle.createReadStream({ autoClose: false, highWaterMark: 1 << 18 })) hash.update(piece);
    if (durable) await handle.sync();
    return hash.digest('hex');
  } finally {
    await handle.close();
  }
}

/** The MD5 of a file if an object with this ETag has the same content, as far as the ETag can tell. */
export async function isContentOf(path: string, etag: string): Promise<string | undefined> {
  // of several parts, nobody knows where one ends
  if (!/^[0-9a-f]{32}(?:-1)?$/.test(etag)) return undefined;
  const md5 = await fileMd5(path);
  if (md5 === undefined || md5 === etag) return md5;
  return etag === `${createHash('md5').update(Buffer.from(md5, 'hex')).digest('hex')}-1` ? md5 : undefined;
}
