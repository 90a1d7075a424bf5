import { createHash } from 'node:crypto';

/** Bytes of an object, in memory or made when they are read. */
export interface ObjectBody {
  readonly size: number;
  read(start: number, end: number): Buffer;
}

export interface Encryption {
  readonly algorithm: 'AES256' | 'aws:kms';
  /** ARN of the key of aws:kms. */
  readonly keyArn?: string;
}

export interface StoredObject {
  readonly key: string;
  readonly body: ObjectBody;
  /** Without quotes. */
  readonly etag: string;
  readonly lastModified: Date;
  readonly storageClass: string;
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly cacheControl?: string;
  /** Names without `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly encryption: Encryption;
  /** Sizes of the parts that it was uploaded in, if it was in parts. */
  readonly partSizes?: readonly number[];
  /** CRC-32 that was given with its content, in base64. */
  readonly crc32?: string;
  /** Until when an archived object is restored. */
  readonly restoredUntil?: Date;
}

/** Classes whose objects can't be read before they are restored. */
const ARCHIVED = new Set(['GLACIER', 'DEEP_ARCHIVE']);

export function isArchived(object: StoredObject): boolean {
  return ARCHIVED.has(object.storageClass) && object.restoredUntil === undefined;
}

export function bodyOf(content: Buffer | string): ObjectBody {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return { size: bytes.length, read: (start, end) => bytes.subarray(start, end) };
}

/** The bodies of parts one behind the other, without copying them. */
export function joinedBody(parts: readonly ObjectBody[]): ObjectBody {
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  return {
    size,
    read(start, end) {
      const pieces: Buffer[] = [];
      let offset = 0;
      for (const part of parts) {
        const from = Math.max(0, start - offset);
        const to = Math.min(part.size, end - offset);
        if (from < to) pieces.push(part.read(from, to));
        offset += part.size;
      }
      return Buffer.concat(pieces);
    },
  };
}

export function contentOf(object: StoredObject): Buffer {
  return object.body.read(0, object.body.size);
}

export function md5(content: Buffer): string {
  return createHash('md5').update(content).digest('hex');
}
