import { z } from 'zod';
import { AwsError } from '../../server/aws-error';
import type { HttpReply } from '../../server/http-message';
import { fromXml } from '../../server/xml';
import { objectArn } from '../access';
import type { Bucket } from '../bucket';
import { xmlReply } from '../s3-reply';
import { headerOf, type S3Call, type S3Operation } from '../s3-request';
import type { S3Store } from '../store';

const deletion = z.strictObject({
  Object: z
    .array(z.strictObject({ Key: z.string(), VersionId: z.literal('null').optional(), ETag: z.string().optional() }))
    .min(1)
    .max(1000),
  Quiet: z.enum(['true', 'false']).optional(),
});

function deleteObjects({ store, request, call, bucket: name, body }: S3Call): HttpReply {
  const bucket = store.requireBucket(name);
  if (!CHECKSUMS.some((header) => headerOf(request, header) !== undefined)) {
    throw new AwsError('InvalidRequest', 'Missing required header for this request: Content-MD5 OR x-amz-checksum-*');
  }
  const parsed = deletion.safeParse(fromXml(body.toString(), ['Delete.Object']).content);
  if (!parsed.success) throw new AwsError('MalformedXML', z.prettifyError(parsed.error));
  const deleted: object[] = [];
  const errors: object[] = [];
  for (const wanted of parsed.data.Object) {
    const refusal = refusalOf(wanted, store, call, bucket);
    if (refusal) {
      errors.push({ Key: wanted.Key, ...refusal });
      continue;
    }
    bucket.objects.delete(wanted.Key);
    deleted.push({ Key: wanted.Key });
  }
  return xmlReply('DeleteResult', { ...(parsed.data.Quiet === 'true' ? {} : { Deleted: deleted }), Error: errors });
}

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html */
function refusalOf(
  { Key, VersionId, ETag }: z.infer<typeof deletion>['Object'][number],
  store: S3Store,
  { caller }: Pick<S3Call['call'], 'caller'>,
  bucket: Bucket,
): { readonly Code: string; readonly Message: string } | undefined {
  const resource = objectArn(bucket.name, Key);
  const needed = [
    VersionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion',
    ...(ETag === undefined ? [] : ['s3:GetObject']),
  ];
  for (const action of needed) {
    const { allowed, reason } = store.iam.authorize(caller, { action, resource });
    if (!allowed) return { Code: 'AccessDenied', Message: `not authorized to perform ${action} because ${reason}` };
  }
  if (ETag === undefined) return undefined;
  const present = bucket.objects.get(Key);
  if (!present) return { Code: 'NoSuchKey', Message: 'The specified key does not exist.' };
  if (ETag.replaceAll('"', '') === present.etag) return undefined;
  return {
    Code: 'PreconditionFailed',
    Message: 'At least one of the pre-conditions you specified did not hold',
  };
}

const CHECKSUMS = ['content-md5', 'x-amz-checksum-crc32', 'x-amz-checksum-sha256'];

export const DELETE_OPERATIONS: readonly S3Operation[] = [
  { name: 'DeleteObjects', method: 'POST', on: 'bucket', marks: ['delete'], run: deleteObjects },
];
