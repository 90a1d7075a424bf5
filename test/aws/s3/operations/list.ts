import { AwsError } from '../../server/aws-error';
import type { HttpReply, HttpRequest } from '../../server/http-message';
import { requireListing } from '../access';
import { type Bucket, bucketArn } from '../bucket';
import { listKeys } from '../list-objects';
import { quoted, urlEncoded, xmlReply } from '../s3-reply';
import { headerOf, type S3Call, type S3Operation } from '../s3-request';
import type { StoredObject } from '../stored-object';

const PAGE = 1000;

function listObjectsV2({ store, request, call, bucket: name }: S3Call): HttpReply {
  const { query } = request;
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const max = maxKeysOf(query);
  const bucket = requireListing(store, { principal: call.caller }, name, {
    's3:prefix': query.get('prefix') ?? undefined,
    's3:delimiter': query.get('delimiter') ?? undefined,
    's3:max-keys': query.get('max-keys') ?? undefined,
  });
  const token = query.get('continuation-token');
  const after = token === null ? (query.get('start-after') ?? '') : readToken(token);
  const { keys, prefixes, next } = listKeys(bucket, { prefix, delimiter, after, max });
  const write = encoderOf(query);
  return xmlReply('ListBucketResult', {
    Name: name,
    Prefix: write(prefix),
    ...(delimiter === '' ? {} : { Delimiter: write(delimiter) }),
    MaxKeys: max,
    KeyCount: keys.length + prefixes.length,
    ...(query.has('encoding-type') ? { EncodingType: 'url' } : {}),
    ...(token === null ? {} : { ContinuationToken: token }),
    ...(query.has('start-after') ? { StartAfter: write(query.get('start-after') as string) } : {}),
    IsTruncated: next !== undefined,
    ...(next === undefined ? {} : { NextContinuationToken: Buffer.from(next).toString('base64') }),
    Contents: keys.map((key) => contentsOf(bucket, key, write, withRestoreStatus(request))),
    CommonPrefixes: prefixes.map((item) => ({ Prefix: write(item) })),
  });
}

/** The older listing, which the product does not use, but programs that it is measured against do. */
function listObjects({ store, request, call, bucket: name }: S3Call): HttpReply {
  const { query } = request;
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const marker = query.get('marker') ?? '';
  const max = maxKeysOf(query);
  const bucket = requireListing(store, { principal: call.caller }, name, {
    's3:prefix': query.get('prefix') ?? undefined,
    's3:delimiter': query.get('delimiter') ?? undefined,
    's3:max-keys': query.get('max-keys') ?? undefined,
  });
  const { keys, prefixes, next } = listKeys(bucket, { prefix, delimiter, after: marker, max });
  const write = encoderOf(query);
  return xmlReply('ListBucketResult', {
    Name: name,
    Prefix: write(prefix),
    Marker: write(marker),
    ...(delimiter === '' ? {} : { Delimiter: write(delimiter) }),
    MaxKeys: max,
    IsTruncated: next !== undefined,
    ...(next === undefined ? {} : { NextMarker: write(next) }),
    Contents: keys.map((key) => contentsOf(bucket, key, write)),
    CommonPrefixes: prefixes.map((item) => ({ Prefix: write(item) })),
  });
}

function contentsOf(bucket: Bucket, key: string, write: (text: string) => string, withRestore = false): object {
  const object = bucket.objects.get(key) as StoredObject;
  return {
    Key: write(key),
    LastModified: object.lastModified.toISOString(),
    ETag: quoted(object.etag),
    ChecksumAlgorithm: 'CRC64NVME',
    Size: object.body.size,
    StorageClass: object.storageClass,
    ...(withRestore && object.restoredUntil !== undefined
      ? { RestoreStatus: { IsRestoreInProgress: false, RestoreExpiryDate: object.restoredUntil.toISOString() } }
      : {}),
  };
}

/** Only those that ask for it are told. */
function withRestoreStatus(request: HttpRequest): boolean {
  return headerOf(request, 'x-amz-optional-object-attributes') === 'RestoreStatus';
}

/** Every object of a bucket without versioning has the one version `null`. */
function listObjectVersions({ store, request, call, bucket: name }: S3Call): HttpReply {
  const bucket = store.requireBucket(name);
  store.authorize(call.caller, 's3:ListBucketVersions', bucketArn(name));
  const { query } = request;
  const prefix = query.get('prefix') ?? '';
  const max = maxKeysOf(query);
  const { keys, next } = listKeys(bucket, { prefix, delimiter: '', after: query.get('key-marker') ?? '', max });
  const write = encoderOf(query);
  return xmlReply('ListVersionsResult', {
    Name: name,
    Prefix: write(prefix),
    KeyMarker: write(query.get('key-marker') ?? ''),
    MaxKeys: max,
    IsTruncated: next !== undefined,
    ...(next === undefined ? {} : { NextKeyMarker: write(next), NextVersionIdMarker: 'null' }),
    Version: keys.map((key) => ({ ...contentsOf(bucket, key, write), VersionId: 'null', IsLatest: true })),
  });
}

function maxKeysOf(query: URLSearchParams): number {
  return countOf(query, 'max-keys');
}

/** How many items a page may have. */
export function countOf(query: URLSearchParams, name: 'max-keys' | 'max-uploads'): number {
  const max = Number(query.get(name) ?? PAGE);
  if (!Number.isInteger(max) || max < 0) throw new AwsError('InvalidArgument', `${name} must be 0 or more`);
  return Math.min(max, PAGE);
}

/** Keys as they are, or encoded when that is asked for. */
export function encoderOf(query: URLSearchParams): (text: string) => string {
  const type = query.get('encoding-type');
  if (type !== null && type !== 'url')
    throw new AwsError('InvalidArgument', 'Invalid Encoding Method specified in Request');
  return type === null ? (text) => text : urlEncoded;
}

function readToken(token: string): string {
  const text = Buffer.from(token, 'base64').toString();
  if (Buffer.from(text).toString('base64') !== token) {
    throw new AwsError('InvalidArgument', 'The continuation token provided is incorrect');
  }
  return text;
}

export const LIST_OPERATIONS: readonly S3Operation[] = [
  {
    name: 'ListObjectsV2',
    method: 'GET',
    on: 'bucket',
    marks: ['list-type'],
    query: ['prefix', 'delimiter', 'max-keys', 'continuation-token', 'start-after', 'encoding-type', 'fetch-owner'],
    headers: ['x-amz-optional-object-attributes'],
    run: listObjectsV2,
  },
  {
    name: 'ListObjectVersions',
    method: 'GET',
    on: 'bucket',
    marks: ['versions'],
    query: ['prefix', 'max-keys', 'key-marker', 'version-id-marker', 'encoding-type'],
    run: listObjectVersions,
  },
];

/** Has no mark of its own, so it is compared with a request after all others. */
export const OLD_LIST_OPERATION: S3Operation = {
  name: 'ListObjects',
  method: 'GET',
  on: 'bucket',
  marks: ['prefix'],
  query: ['delimiter', 'marker', 'max-keys', 'encoding-type'],
  run: listObjects,
};
