import { AwsError } from '../../server/aws-error';
import type { HttpReply, HttpRequest } from '../../server/http-message';
import { decrypt, objectArn, requireReadable, requireVisible, requireWritable } from '../access';
import { ATTRIBUTE_HEADERS, attributesOf } from '../object-attributes';
import { requireReadConditions, requireWriteConditions } from '../preconditions';
import { objectHeaders, quoted, xmlReply } from '../s3-reply';
import { bucketOf, headerOf, type S3Call, type S3Operation } from '../s3-request';
import { bodyOf, md5, type StoredObject } from '../stored-object';

function getObject({ store, request, call, bucket, key }: S3Call): HttpReply {
  const object = requireReadable(store, { principal: call.caller }, bucket, key);
  requireReadConditions(request, object);
  const part = partOf(request, object);
  const range = part ?? rangeOf(request, object.body.size);
  const body = object.body.read(range?.start ?? 0, range?.end ?? object.body.size);
  return {
    status: range ? 206 : 200,
    headers: {
      ...objectHeaders(object),
      ...(range ? { 'content-range': `bytes ${range.start}-${range.end - 1}/${object.body.size}` } : {}),
      ...(part ? { 'x-amz-mp-parts-count': String(part.count) } : {}),
      ...(range ? {} : checksumHeaders(request, object)),
      ...overriddenHeaders(request),
    },
    body,
  };
}

function headObject({ store, request, call, bucket, key }: S3Call): HttpReply {
  const object = requireVisible(store, { principal: call.caller }, bucket, key);
  decrypt(store, { principal: call.caller }, bucket, object);
  requireReadConditions(request, object);
  return { status: 200, headers: { ...objectHeaders(object), 'content-length': String(object.body.size) } };
}

function putObject(s3: S3Call): HttpReply {
  const { store, request, call, bucket: name, key, body } = s3;
  const attributes = attributesOf(request, bucketOf(s3), key);
  const bucket = requireWritable(store, { principal: call.caller }, name, attributes);
  requireWriteConditions(request, bucket.objects.get(key));
  const etag = md5(body);
  bucket.objects.set({ ...attributes, body: bodyOf(body), etag, lastModified: store.options.now() });
  return {
    status: 200,
    headers: { etag: quoted(etag), 'x-amz-server-side-encryption': attributes.encryption.algorithm },
  };
}

function deleteObject({ store, call, bucket, key }: S3Call): HttpReply {
  store.authorize(call.caller, 's3:DeleteObject', objectArn(bucket, key));
  store.requireBucket(bucket).objects.delete(key);
  return { status: 204 };
}

function getObjectTagging({ store, call, bucket, key }: S3Call): HttpReply {
  store.authorize(call.caller, 's3:GetObjectTagging', objectArn(bucket, key));
  const object = store.requireBucket(bucket).objects.get(key);
  if (!object) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
  const tags = Object.entries(object.tags).map(([Key, Value]) => ({ Key, Value }));
  return xmlReply('Tagging', { TagSet: tags.length === 0 ? '' : { Tag: tags } });
}

interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** The bytes of a part of a multipart upload. Other objects are answered as a whole, as if they had one part. */
function partOf({ query }: HttpRequest, { partSizes }: StoredObject): (ByteRange & { count: number }) | undefined {
  const number = Number(query.get('partNumber') ?? 0);
  if (number === 0 || (number === 1 && !partSizes)) return undefined;
  const size = partSizes?.[number - 1];
  if (!partSizes || size === undefined) {
    throw new AwsError('InvalidPartNumber', 'The requested partnumber is not satisfiable', 416);
  }
  const start = partSizes.slice(0, number - 1).reduce((sum, before) => sum + before, 0);
  return { start, end: start + size, count: partSizes.length };
}

/** A checksum of the whole object is told to whoever asks for it. */
function checksumHeaders(request: HttpRequest, { crc32 }: StoredObject): Record<string, string> {
  if (crc32 === undefined || headerOf(request, 'x-amz-checksum-mode') !== 'ENABLED') return {};
  return { 'x-amz-checksum-crc32': crc32, 'x-amz-checksum-type': 'FULL_OBJECT' };
}

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html (one range only) */
function rangeOf(request: HttpRequest, size: number): ByteRange | undefined {
  const header = headerOf(request, 'range');
  if (header === undefined) return undefined;
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header) ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  if (start >= size || start >= end) {
    throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416, {
      members: { RangeRequested: header, ActualObjectSize: size },
    });
  }
  return { start, end };
}

function overriddenHeaders({ query }: HttpRequest): Record<string, string> {
  const type = query.get('response-content-type');
  return type === null ? {} : { 'content-type': type };
}

const READ_HEADERS = ['range', 'if-match', 'if-none-match', 'x-amz-checksum-mode'];

export const OBJECT_OPERATIONS: readonly S3Operation[] = [
  { name: 'GetObjectTagging', method: 'GET', on: 'object', marks: ['tagging'], run: getObjectTagging },
  {
    name: 'GetObject',
    method: 'GET',
    on: 'object',
    query: ['x-id', 'response-content-type', 'partNumber'],
    headers: READ_HEADERS,
    run: getObject,
  },
  { name: 'HeadObject', method: 'HEAD', on: 'object', headers: READ_HEADERS, run: headObject },
  {
    name: 'PutObject',
    method: 'PUT',
    on: 'object',
    query: ['x-id'],
    headers: [...ATTRIBUTE_HEADERS, 'if-match', 'if-none-match'],
    run: putObject,
  },
  { name: 'DeleteObject', method: 'DELETE', on: 'object', query: ['x-id'], run: deleteObject },
];
