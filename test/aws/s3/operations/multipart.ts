import { z } from 'zod';
import { AwsError } from '../../server/aws-error';
import type { HttpReply } from '../../server/http-message';
import { newRequestId } from '../../server/ids';
import { fromXml } from '../../server/xml';
import { objectArn, requireReadable, requireWritable } from '../access';
import { type Bucket, bucketArn, type Upload, type UploadedPart } from '../bucket';
import { compareKeys } from '../key-order';
import { ATTRIBUTE_HEADERS, attributesOf } from '../object-attributes';
import { requireReadConditions, requireWriteConditions } from '../preconditions';
import { quoted, xmlReply } from '../s3-reply';
import { bucketOf, headerOf, type S3Call, type S3Operation } from '../s3-request';
import { bodyOf, joinedBody, md5, type ObjectBody } from '../stored-object';
import { COPY_SOURCE_HEADERS, copySourceOf, LARGEST_COPY } from './copy';
import { countOf, encoderOf } from './list';

const SMALLEST_PART = 5 * 1024 * 1024;
const MOST_PARTS = 10_000;

function createMultipartUpload(s3: S3Call): HttpReply {
  const { store, request, call, bucket: name, key } = s3;
  const attributes = attributesOf(request, bucketOf(s3), key);
  const bucket = requireWritable(store, { principal: call.caller }, name, attributes);
  const upload: Upload = { id: newRequestId(), key, initiated: store.options.now(), parts: new Map(), attributes };
  bucket.uploads.set(upload.id, upload);
  return xmlReply('InitiateMultipartUploadResult', { Bucket: name, Key: key, UploadId: upload.id });
}

function uploadPart(s3: S3Call): HttpReply {
  const upload = requireUpload(s3, 's3:PutObject');
  const etag = md5(s3.body);
  upload.parts.set(partNumberOf(s3), { etag, body: bodyOf(s3.body), lastModified: s3.store.options.now() });
  return { status: 200, headers: { etag: quoted(etag) } };
}

function uploadPartCopy(s3: S3Call): HttpReply {
  const { store, request, call } = s3;
  const upload = requireUpload(s3, 's3:PutObject');
  const from = copySourceOf(request);
  const source = requireReadable(store, { principal: call.caller }, from.bucket, from.key);
  requireReadConditions(request, source, 'x-amz-copy-source-');
  const { start, end } = copyRangeOf(s3, source.body.size);
  const body: ObjectBody = { size: end - start, read: (from, to) => source.body.read(start + from, start + to) };
  const etag = md5(Buffer.from(`${source.etag}:${start}-${end}`));
  const lastModified = store.options.now();
  upload.parts.set(partNumberOf(s3), { etag, body, lastModified });
  return xmlReply('CopyPartResult', { ETag: quoted(etag), LastModified: lastModified.toISOString() });
}

function copyRangeOf({ request }: S3Call, size: number): { readonly start: number; readonly end: number } {
  const header = headerOf(request, 'x-amz-copy-source-range');
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(header ?? `bytes=0-${size - 1}`) ?? [];
  const range = { start: Number(first), end: Number(last) + 1 };
  if (first === undefined || range.end > size || range.start >= range.end) {
    throw new AwsError(
      'InvalidArgument',
      `The x-amz-copy-source-range value must be of the form bytes=first-last within the source: ${header}`,
    );
  }
  if (range.end - range.start > LARGEST_COPY) throw new AwsError('EntityTooLarge', 'a part is at most 5 GiB');
  return range;
}

const completion = z.strictObject({
  Part: z
    .array(z.looseObject({ PartNumber: z.string().regex(/^\d+$/), ETag: z.string() }))
    .min(1)
    .max(MOST_PARTS),
});

function completeMultipartUpload(s3: S3Call): HttpReply {
  const { request, store, bucket: name, key, body: xml } = s3;
  const upload = requireUpload(s3, 's3:PutObject');
  const bucket = bucketOf(s3);
  const parsed = completion.safeParse(fromXml(xml.toString(), ['CompleteMultipartUpload.Part']).content);
  if (!parsed.success) throw new AwsError('MalformedXML', z.prettifyError(parsed.error));
  const parts = requireParts(upload, parsed.data.Part);
  requireWriteConditions(request, bucket.objects.get(key));
  const digest = md5(Buffer.concat(parts.map(({ etag }) => Buffer.from(etag, 'hex'))));
  const etag = `${digest}-${parts.length}`;
  const lastModified = store.options.now();
  const body = joinedBody(parts.map((part) => part.body));
  const partSizes = parts.map((part) => part.body.size);
  bucket.objects.set({ ...upload.attributes, body, partSizes, etag, lastModified });
  bucket.uploads.delete(upload.id);
  return xmlReply('CompleteMultipartUploadResult', { Bucket: name, Key: key, ETag: quoted(etag) });
}

function requireParts(upload: Upload, named: readonly { PartNumber: string; ETag: string }[]): readonly UploadedPart[] {
  const numbers = named.map(({ PartNumber }) => Number(PartNumber));
  if (numbers.some((number, index) => index > 0 && number <= (numbers[index - 1] as number))) {
    throw new AwsError('InvalidPartOrder', 'The list of parts was not in ascending order.');
  }
  return named.map(({ PartNumber, ETag }, index) => {
    const part = upload.parts.get(Number(PartNumber));
    if (!part || part.etag !== ETag.replaceAll('"', '')) {
      throw new AwsError('InvalidPart', `One or more of the specified parts could not be found: ${PartNumber}`);
    }
    if (index < named.length - 1 && part.body.size < SMALLEST_PART) {
      throw new AwsError(
        'EntityTooSmall',
        `Your proposed upload is smaller than the minimum allowed size: part ${PartNumber}`,
      );
    }
    return part;
  });
}

function abortMultipartUpload(s3: S3Call): HttpReply {
  const upload = requireUpload(s3, 's3:AbortMultipartUpload');
  bucketOf(s3).uploads.delete(upload.id);
  return { status: 204 };
}

function listParts(s3: S3Call): HttpReply {
  const upload = requireUpload(s3, 's3:ListMultipartUploadParts');
  const marker = Number(s3.request.query.get('part-number-marker') ?? 0);
  const max = Math.min(1000, Number(s3.request.query.get('max-parts') ?? 1000));
  const all = [...upload.parts].sort(([a], [b]) => a - b).filter(([number]) => number > marker);
  const page = all.slice(0, max);
  const isTruncated = all.length > page.length;
  return xmlReply('ListPartsResult', {
    Bucket: s3.bucket,
    Key: s3.key,
    UploadId: upload.id,
    MaxParts: max,
    IsTruncated: isTruncated,
    ...(isTruncated ? { NextPartNumberMarker: page.at(-1)?.[0] } : {}),
    Part: page.map(([PartNumber, { etag, body, lastModified }]) => ({
      PartNumber,
      ETag: quoted(etag),
      Size: body.size,
      LastModified: lastModified.toISOString(),
    })),
  });
}

/** Sorted by key, and for a key by the beginning of the upload; a page goes on behind the upload that the markers name. */
function listMultipartUploads({ store, request: { query }, call, bucket: name }: S3Call): HttpReply {
  store.authorize(call.caller, 's3:ListBucketMultipartUploads', bucketArn(name));
  const bucket: Bucket = store.requireBucket(name);
  const prefix = query.get('prefix') ?? '';
  const keyMarker = query.get('key-marker') ?? '';
  // without a key the other marker means nothing
  const idMarker = keyMarker === '' ? '' : (query.get('upload-id-marker') ?? '');
  const max = countOf(query, 'max-uploads');
  const write = encoderOf(query);
  const all = [...bucket.uploads.values()]
    .filter(({ key }) => key.startsWith(prefix))
    .sort((a, b) => compareKeys(a.key, b.key) || a.initiated.getTime() - b.initiated.getTime());
  const marked = all.findIndex(({ key, id }) => key === keyMarker && id === idMarker);
  const behind = marked >= 0 ? all.slice(marked + 1) : all.filter(({ key }) => compareKeys(key, keyMarker) > 0);
  const page = behind.slice(0, max);
  const last = behind.length > page.length ? page.at(-1) : undefined;
  return xmlReply('ListMultipartUploadsResult', {
    Bucket: name,
    KeyMarker: write(keyMarker),
    UploadIdMarker: idMarker,
    ...(last ? { NextKeyMarker: write(last.key), NextUploadIdMarker: last.id } : {}),
    Prefix: write(prefix),
    ...(query.has('encoding-type') ? { EncodingType: 'url' } : {}),
    MaxUploads: max,
    IsTruncated: last !== undefined,
    Upload: page.map(({ id, key, initiated }) => ({
      Key: write(key),
      UploadId: id,
      Initiated: initiated.toISOString(),
      StorageClass: 'STANDARD',
    })),
  });
}

function requireUpload({ store, request, call, bucket, key }: S3Call, action: string): Upload {
  store.authorize(call.caller, action, objectArn(bucket, key));
  const upload = store.requireBucket(bucket).uploads.get(request.query.get('uploadId') ?? '');
  if (!upload || upload.key !== key) {
    throw new AwsError(
      'NoSuchUpload',
      'The specified upload does not exist. It may have been aborted or completed.',
      404,
    );
  }
  return upload;
}

function partNumberOf({ request }: S3Call): number {
  const number = Number(request.query.get('partNumber'));
  if (Number.isInteger(number) && number >= 1 && number <= MOST_PARTS) return number;
  throw new AwsError('InvalidArgument', `Part number must be an integer between 1 and ${MOST_PARTS}, inclusive`);
}

const PART = { marks: ['partNumber'], query: ['uploadId', 'x-id'] };

export const MULTIPART_OPERATIONS: readonly S3Operation[] = [
  {
    name: 'CreateMultipartUpload',
    method: 'POST',
    on: 'object',
    marks: ['uploads'],
    headers: [...ATTRIBUTE_HEADERS, 'x-amz-checksum-algorithm'],
    run: createMultipartUpload,
  },
  {
    name: 'UploadPartCopy',
    method: 'PUT',
    on: 'object',
    ...PART,
    headerMarks: ['x-amz-copy-source'],
    headers: [...COPY_SOURCE_HEADERS, 'x-amz-copy-source-range'],
    run: uploadPartCopy,
  },
  { name: 'UploadPart', method: 'PUT', on: 'object', ...PART, run: uploadPart },
  {
    name: 'CompleteMultipartUpload',
    method: 'POST',
    on: 'object',
    marks: ['uploadId'],
    headers: ['if-match', 'if-none-match', 'x-amz-checksum-type'],
    run: completeMultipartUpload,
  },
  {
    name: 'AbortMultipartUpload',
    method: 'DELETE',
    on: 'object',
    marks: ['uploadId'],
    query: ['x-id'],
    run: abortMultipartUpload,
  },
  {
    name: 'ListParts',
    method: 'GET',
    on: 'object',
    marks: ['uploadId'],
    query: ['x-id', 'max-parts', 'part-number-marker'],
    run: listParts,
  },
  {
    name: 'ListMultipartUploads',
    method: 'GET',
    on: 'bucket',
    marks: ['uploads'],
    query: ['prefix', 'max-uploads', 'key-marker', 'upload-id-marker', 'encoding-type'],
    run: listMultipartUploads,
  },
];
