import { AwsError } from '../server/aws-error';
import type { HttpRequest } from '../server/http-message';
import type { Bucket } from './bucket';
import { headerOf } from './s3-request';
import type { Encryption, StoredObject } from './stored-object';

/** Headers of a write that say what the object will be besides its content. */
export const ATTRIBUTE_HEADERS: readonly string[] = [
  'content-type',
  'content-encoding',
  'cache-control',
  'x-amz-storage-class',
  'x-amz-tagging',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
];

type Attributes = Omit<StoredObject, 'body' | 'etag' | 'lastModified'>;

export function attributesOf(request: HttpRequest, bucket: Bucket, key: string): Attributes {
  const contentType = headerOf(request, 'content-type');
  const contentEncoding = contentEncodingOf(request);
  const cacheControl = headerOf(request, 'cache-control');
  return {
    key,
    storageClass: headerOf(request, 'x-amz-storage-class') ?? 'STANDARD',
    metadata: metadataOf(request),
    tags: parseTagging(headerOf(request, 'x-amz-tagging') ?? ''),
    encryption: encryptionOf(request, bucket),
    ...(contentType === undefined ? {} : { contentType }),
    ...(contentEncoding === undefined ? {} : { contentEncoding }),
    ...(cacheControl === undefined ? {} : { cacheControl }),
  };
}

export function metadataOf(request: HttpRequest): Readonly<Record<string, string>> {
  const prefix = 'x-amz-meta-';
  const names = Object.keys(request.headers).filter((name) => name.startsWith(prefix));
  return Object.fromEntries(names.map((name) => [name.slice(prefix.length), headerOf(request, name) as string]));
}

export function parseTagging(header: string): Readonly<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams(header));
}

export function encryptionOf(request: HttpRequest, bucket: Bucket): Encryption {
  const algorithm = headerOf(request, 'x-amz-server-side-encryption');
  const keyArn = headerOf(request, 'x-amz-server-side-encryption-aws-kms-key-id');
  if (algorithm === undefined) return bucket.defaultEncryption ?? { algorithm: 'AES256' };
  if (algorithm !== 'AES256' && algorithm !== 'aws:kms') {
    throw new AwsError('InvalidArgument', `unknown encryption ${algorithm}`);
  }
  return { algorithm, ...(keyArn === undefined ? {} : { keyArn }) };
}

/** The SDK names its own way of sending a stream there, which is not the object's. */
function contentEncodingOf(request: HttpRequest): string | undefined {
  const encodings = (headerOf(request, 'content-encoding') ?? '').split(',').map((name) => name.trim());
  return encodings.filter((name) => name !== '' && name !== 'aws-chunked').join(',') || undefined;
}
