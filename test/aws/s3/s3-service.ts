import { plainBody } from '../server/aws-chunked';
import { AwsError, NotEmulatedError } from '../server/aws-error';
import type { HttpRequest } from '../server/http-message';
import type { Caller, Service } from '../server/service';
import type { Bucket } from './bucket';
import { BUCKET_CONFIGURATION_OPERATIONS } from './operations/bucket-configuration';
import { BUCKET_LOGGING_OPERATIONS } from './operations/bucket-logging';
import { BUCKET_POLICY_OPERATIONS } from './operations/bucket-policy';
import { BUCKET_OPERATIONS } from './operations/buckets';
import { COPY_OPERATIONS } from './operations/copy';
import { DELETE_OPERATIONS } from './operations/delete-objects';
import { LIST_OPERATIONS, OLD_LIST_OPERATION } from './operations/list';
import { LIST_BUCKETS_OPERATIONS } from './operations/list-buckets';
import { MULTIPART_OPERATIONS } from './operations/multipart';
import { OBJECT_OPERATIONS } from './operations/objects';
import { errorReply } from './s3-reply';
import { headerOf, type S3Operation, type Target, targetOf } from './s3-request';
import type { S3Store } from './store';

/** In the order in which a request is compared with them: those with marks before the plain ones. */
const OPERATIONS: readonly S3Operation[] = [
  ...LIST_OPERATIONS,
  ...MULTIPART_OPERATIONS,
  ...COPY_OPERATIONS,
  ...DELETE_OPERATIONS,
  ...OBJECT_OPERATIONS,
  ...LIST_BUCKETS_OPERATIONS,
  ...BUCKET_POLICY_OPERATIONS,
  ...BUCKET_LOGGING_OPERATIONS,
  ...BUCKET_CONFIGURATION_OPERATIONS,
  ...BUCKET_OPERATIONS,
  OLD_LIST_OPERATION,
];

/** Headers that mean the same for every operation, or nothing. */
const COMMON_HEADERS = new Set([
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-security-token',
  'x-amz-user-agent',
  'x-amz-expected-bucket-owner',
  'x-amz-request-payer',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-checksum-crc32',
  'x-amz-checksum-sha256',
  'x-amz-trailer',
  'x-amz-decoded-content-length',
]);

/** Headers without `x-amz-` that change what S3 does. */
const MEANINGFUL = new Set(['range', 'if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since']);

/** Amazon S3's REST interface. */
export function s3Service(store: S3Store): Service {
  return {
    name: 's3',
    route(request, caller) {
      const target = targetOf(request);
      const operation = operationFor(request, target);
      requireKnown(request, operation);
      return {
        action: operation.name,
        resource: `${target.bucket ?? ''}/${target.key}`,
        async run(call) {
          if (target.bucket !== undefined) requireRightPlace(store, request, target.bucket, operation, caller);
          const { bucket = '', key } = target;
          return operation.run({ store, request, call, bucket, key, body: plainBody(request) });
        },
      };
    },
    errorReply: (error, request) => withRegion(store, request, errorReply(error, request)),
  };
}

function operationFor(request: HttpRequest, { bucket, key }: Target): S3Operation {
  const on = bucket === undefined ? 'service' : key === '' ? 'bucket' : 'object';
  const found = OPERATIONS.find(
    (operation) =>
      operation.on === on &&
      operation.method === request.method &&
      (operation.marks ?? []).every((name) => request.query.has(name)) &&
      (operation.headerMarks ?? []).every((name) => request.headers[name] !== undefined),
  );
  if (!found) throw new NotEmulatedError(`S3 ${request.method} ${request.path}?${request.query}`);
  return found;
}

function requireKnown(request: HttpRequest, { name, marks = [], query = [], headers = [] }: S3Operation): void {
  const parameters = [...request.query.keys()].filter((key) => ![...marks, ...query].includes(key));
  if (parameters.length > 0) throw new NotEmulatedError(`the query parameters ${parameters.join(', ')} of ${name}`);
  const unknown = Object.keys(request.headers).filter(
    (header) =>
      (MEANINGFUL.has(header) || (header.startsWith('x-amz-') && !header.startsWith('x-amz-meta-'))) &&
      !COMMON_HEADERS.has(header) &&
      !headers.includes(header),
  );
  if (unknown.length > 0) throw new NotEmulatedError(`the headers ${unknown.join(', ')} of ${name}`);
}

/** @throws AwsError PermanentRedirect to the bucket's Region, AccessDenied for a bucket of another owner */
function requireRightPlace(
  store: S3Store,
  request: HttpRequest,
  name: string,
  operation: S3Operation,
  caller: Caller,
): void {
  const bucket = store.buckets.get(name);
  if (!bucket || operation.name === 'CreateBucket') return;
  // GetBucketLocation answers everywhere
  if (bucket.region !== caller.region && operation.name !== 'GetBucketLocation') {
    throw new AwsError(
      'PermanentRedirect',
      'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
      301,
      { members: { Bucket: name, Endpoint: `${name}.s3.${bucket.region}.amazonaws.com` } },
    );
  }
  requireOwner(store, name, headerOf(request, 'x-amz-expected-bucket-owner'));
  requirePayer(bucket, request, caller);
  const source = /^\/?([^/]+)\//.exec(decodeURIComponent(headerOf(request, 'x-amz-copy-source') ?? ''))?.[1];
  if (source !== undefined) requireOwner(store, source, headerOf(request, 'x-amz-source-expected-bucket-owner'));
}

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ObjectsinRequesterPaysBuckets.html */
function requirePayer(bucket: Bucket, request: HttpRequest, { caller }: Caller): void {
  if (!bucket.requesterPays || caller.account === bucket.account) return;
  if (headerOf(request, 'x-amz-request-payer') !== 'requester')
    throw new AwsError('AccessDenied', 'Access Denied', 403);
}

function requireOwner(store: S3Store, bucket: string, expected: string | undefined): void {
  if (expected === undefined || store.requireBucket(bucket).account === expected) return;
  throw new AwsError('AccessDenied', 'Access Denied', 403);
}

/** The Region is told on redirects and refusals too. */
function withRegion(
  store: S3Store,
  request: HttpRequest,
  reply: ReturnType<typeof errorReply>,
): ReturnType<typeof errorReply> {
  const bucket = store.buckets.get(targetOf(request).bucket ?? '');
  return bucket ? { ...reply, headers: { ...reply.headers, 'x-amz-bucket-region': bucket.region } } : reply;
}
