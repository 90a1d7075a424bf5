import { AwsError } from '../../server/aws-error';
import type { HttpReply, HttpRequest } from '../../server/http-message';
import { objectArn, requireReadable, requireWritable } from '../access';
import { ATTRIBUTE_HEADERS, encryptionOf, metadataOf, parseTagging } from '../object-attributes';
import { requireReadConditions, requireWriteConditions } from '../preconditions';
import { quoted, xmlReply } from '../s3-reply';
import { bucketOf, headerOf, type S3Call, type S3Operation } from '../s3-request';
import type { StoredObject } from '../stored-object';

const GIB = 1024 ** 3;
export const LARGEST_COPY = 5 * GIB;

function copyObject(s3: S3Call): HttpReply {
  const { store, request, call, bucket: name, key } = s3;
  const actor = { principal: call.caller };
  const from = copySourceOf(request);
  const source = requireReadable(store, actor, from.bucket, from.key);
  requireReadConditions(request, source, 'x-amz-copy-source-');
  if (source.body.size > LARGEST_COPY) {
    throw new AwsError(
      'InvalidRequest',
      `The specified copy source is larger than the maximum allowable size for a copy source: ${LARGEST_COPY}`,
    );
  }
  const replace = headerOf(request, 'x-amz-metadata-directive') === 'REPLACE';
  const tags = tagsOf(s3, from, source);
  const contentType = replace ? headerOf(request, 'content-type') : source.contentType;
  const copy: StoredObject = {
    key,
    body: source.body,
    etag: source.etag.split('-')[0] as string,
    lastModified: store.options.now(),
    storageClass: headerOf(request, 'x-amz-storage-class') ?? 'STANDARD',
    metadata: replace ? metadataOf(request) : source.metadata,
    tags,
    encryption: encryptionOf(request, bucketOf(s3)),
    ...(contentType === undefined ? {} : { contentType }),
  };
  const bucket = requireWritable(store, actor, name, copy);
  requireWriteConditions(request, bucket.objects.get(key));
  bucket.objects.set(copy);
  return xmlReply('CopyObjectResult', { ETag: quoted(copy.etag), LastModified: copy.lastModified.toISOString() });
}

/** Tags are copied by default, and for that they are read with a permission of its own. */
function tagsOf({ store, request, call }: S3Call, from: CopySource, source: StoredObject): StoredObject['tags'] {
  if (headerOf(request, 'x-amz-tagging-directive') === 'REPLACE')
    return parseTagging(headerOf(request, 'x-amz-tagging') ?? '');
  if (Object.keys(source.tags).length === 0) return {};
  store.authorize(call.caller, 's3:GetObjectTagging', objectArn(from.bucket, from.key));
  return source.tags;
}

interface CopySource {
  readonly bucket: string;
  readonly key: string;
}

/** `bucket/key`, percent-encoded, with or without a slash before it. */
export function copySourceOf(request: HttpRequest): CopySource {
  const header = headerOf(request, 'x-amz-copy-source') ?? '';
  const [, bucket, key] = /^\/?([^/]+)\/(.+)$/s.exec(decodeURIComponent(header)) ?? [];
  if (bucket === undefined || key === undefined) {
    throw new AwsError('InvalidArgument', 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey');
  }
  if (/\?versionId=/.test(header)) throw new AwsError('NotImplemented', 'versions of a copy source', 501);
  return { bucket, key };
}

export const COPY_SOURCE_HEADERS: readonly string[] = [
  'x-amz-copy-source',
  'x-amz-copy-source-if-match',
  'x-amz-copy-source-if-none-match',
  'x-amz-source-expected-bucket-owner',
];

export const COPY_OPERATIONS: readonly S3Operation[] = [
  {
    name: 'CopyObject',
    method: 'PUT',
    on: 'object',
    headerMarks: ['x-amz-copy-source'],
    query: ['x-id'],
    headers: [
      ...COPY_SOURCE_HEADERS,
      ...ATTRIBUTE_HEADERS,
      'x-amz-metadata-directive',
      'x-amz-tagging-directive',
      'if-match',
      'if-none-match',
    ],
    run: copyObject,
  },
];
