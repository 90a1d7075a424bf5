import { z } from 'zod';
import type { Principal } from '../../iam/principal';
import { AwsError } from '../../server/aws-error';
import type { HttpReply } from '../../server/http-message';
import { fromXml } from '../../server/xml';
import { objectArn, permit } from '../access';
import { type AccessLogging, type Bucket, bucketArn } from '../bucket';
import { xmlReply } from '../s3-reply';
import { bucketOf, type S3Call, type S3Operation } from '../s3-request';
import { granteeXml } from './bucket-configuration';

/** Who delivers access logs. */
const DELIVERY: Principal = {
  kind: 'service',
  service: 'logging.s3.amazonaws.com',
  account: '',
  arn: 'logging.s3.amazonaws.com',
};

function getBucketLogging(s3: S3Call): HttpReply {
  permit(s3, 's3:GetBucketLogging');
  const { logging } = bucketOf(s3);
  if (!logging) return xmlReply('BucketLoggingStatus', {});
  const { bucket, prefix, partitionedBy, grants } = logging;
  return xmlReply('BucketLoggingStatus', {
    LoggingEnabled: {
      TargetBucket: bucket,
      TargetPrefix: prefix,
      TargetGrants: grants && {
        Grant: grants.map(({ group, permission }) => ({ Grantee: granteeXml(group), Permission: permission })),
      },
      TargetObjectKeyFormat: partitionedBy && { PartitionedPrefix: { PartitionDateSource: partitionedBy } },
    },
  });
}

const empty = z.union([z.literal(''), z.strictObject({})]);
const keyFormat = z.union([
  z.strictObject({ SimplePrefix: empty }),
  z.strictObject({ PartitionedPrefix: z.strictObject({ PartitionDateSource: z.enum(['EventTime', 'DeliveryTime']) }) }),
]);
/** Grants to targets are not taken: nothing of ours may send them. */
const status = z.union([
  empty,
  z.strictObject({
    LoggingEnabled: z.strictObject({
      TargetBucket: z.string().min(3),
      TargetPrefix: z.string(),
      TargetObjectKeyFormat: keyFormat.optional(),
    }),
  }),
]);

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLogging.html */
function putBucketLogging(s3: S3Call): HttpReply {
  permit(s3, 's3:PutBucketLogging');
  const bucket = bucketOf(s3);
  const { root, content } = fromXml(s3.body.toString());
  const parsed = status.safeParse(content);
  if (root !== 'BucketLoggingStatus' || !parsed.success) {
    throw new AwsError(
      'MalformedXML',
      parsed.success ? `${root} is no BucketLoggingStatus` : z.prettifyError(parsed.error),
    );
  }
  if (parsed.data === '' || !('LoggingEnabled' in parsed.data)) {
    delete bucket.logging;
    return { status: 200 };
  }
  const { TargetBucket, TargetPrefix, TargetObjectKeyFormat: format } = parsed.data.LoggingEnabled;
  const partitionedBy =
    format && 'PartitionedPrefix' in format ? format.PartitionedPrefix.PartitionDateSource : undefined;
  const logging: AccessLogging = {
    bucket: TargetBucket,
    prefix: TargetPrefix,
    ...(partitionedBy ? { partitionedBy } : {}),
  };
  requireTarget(s3, bucket, logging);
  bucket.logging = logging;
  return { status: 200 };
}

function requireTarget({ store }: S3Call, source: Bucket, { bucket: name, prefix }: AccessLogging): void {
  const target = store.buckets.get(name);
  if (!target || target.account !== source.account) {
    throw invalidTarget('The target bucket for logging does not exist or is not owned by you');
  }
  if (target.region !== source.region) {
    throw new AwsError('CrossLocationLoggingProhibited', 'Cross S3 location logging not allowed.', 403);
  }
  const byPolicy = store.iam.peek(DELIVERY, {
    action: 's3:PutObject',
    resource: objectArn(name, `${prefix}2026-02-03-04-05-06-0123456789ABCDEF`),
    conditions: { 'aws:SourceArn': bucketArn(source.name), 'aws:SourceAccount': source.account },
  }).allowed;
  if (byPolicy || isAllowedByAcl(target)) return;
  throw invalidTarget('You must give the log-delivery group WRITE and READ_ACP permissions to the target bucket');
}

function isAllowedByAcl({ ownership = 'BucketOwnerEnforced', aclGrants = [] }: Bucket): boolean {
  const granted = aclGrants.filter(({ group }) => group === 's3/LogDelivery').map(({ permission }) => permission);
  const has = (permission: 'WRITE' | 'READ_ACP') => granted.includes(permission) || granted.includes('FULL_CONTROL');
  return ownership !== 'BucketOwnerEnforced' && has('WRITE') && has('READ_ACP');
}

function invalidTarget(message: string): AwsError {
  return new AwsError('InvalidTargetBucketForLogging', message);
}

export const BUCKET_LOGGING_OPERATIONS: readonly S3Operation[] = [
  { name: 'GetBucketLogging', method: 'GET', on: 'bucket', marks: ['logging'], run: getBucketLogging },
  { name: 'PutBucketLogging', method: 'PUT', on: 'bucket', marks: ['logging'], run: putBucketLogging },
];
