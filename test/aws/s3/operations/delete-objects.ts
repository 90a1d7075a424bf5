import { z } from 'zod';
import { AwsError } from '../../server/aws-error';
import type { HttpReply } from '../../server/http-message';
import { fromXml } from '../../server/xml';
import { objectArn } from '../access';
import { xmlReply } from '../s3-reply';
import { headerOf, type S3Call, type S3Operation } from '../s3-request';

const deletion = z.strictObject({
  Object: z
    .array(z.strictObject({ Key: z.string(), VersionId: z.literal('null').optional() }))
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
  for (const { Key, VersionId } of parsed.data.Object) {
    const action = VersionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion';
    const { allowed, reason } = store.iam.authorize(call.caller, { action, resource: objectArn(name, Key) });
    if (allowed) {
      bucket.objects.delete(Key);
      deleted.push({ Key });
    } else {
      errors.push({ Key, Code: 'AccessDenied', Message: `not authorized to perform ${action} because ${reason}` });
    }
  }
  return xmlReply('DeleteResult', { ...(parsed.data.Quiet === 'true' ? {} : { Deleted: deleted }), Error: errors });
}

const CHECKSUMS = ['content-md5', 'x-amz-checksum-crc32', 'x-amz-checksum-sha256'];

export const DELETE_OPERATIONS: readonly S3Operation[] = [
  { name: 'DeleteObjects', method: 'POST', on: 'bucket', marks: ['delete'], run: deleteObjects },
];
