import { ZodError } from 'zod';
import { type PolicyDocument, parsePolicy } from '../../iam/policy-document';
import { AwsError } from '../../server/aws-error';
import type { HttpReply } from '../../server/http-message';
import { permit } from '../access';
import { bucketArn } from '../bucket';
import { bucketOf, type S3Call, type S3Operation } from '../s3-request';

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html */
const LARGEST_POLICY = 20 * 1024;

function getBucketPolicy(s3: S3Call): HttpReply {
  permit(s3, 's3:GetBucketPolicy');
  const { policyText } = bucketOf(s3);
  if (policyText === undefined) throw new AwsError('NoSuchBucketPolicy', 'The bucket policy does not exist', 404);
  return { status: 200, headers: { 'content-type': 'application/json' }, body: policyText };
}

function putBucketPolicy(s3: S3Call): HttpReply {
  permit(s3, 's3:PutBucketPolicy');
  const bucket = bucketOf(s3);
  const text = s3.body.toString();
  if (s3.body.length > LARGEST_POLICY) throw new AwsError('PolicyTooLarge', 'Maximum policy size exceeded');
  const policy = requireSound(text);
  requireOwnResources(policy, bucket.name);
  Object.assign(bucket, { policy, policyText: text });
  return { status: 204 };
}

function deleteBucketPolicy(s3: S3Call): HttpReply {
  permit(s3, 's3:DeleteBucketPolicy');
  const bucket = bucketOf(s3);
  delete bucket.policy;
  delete bucket.policyText;
  return { status: 204 };
}

function requireSound(text: string): PolicyDocument {
  const policy = parsed(text);
  const sids = policy.Statement.flatMap(({ Sid }) => (Sid === undefined ? [] : [Sid]));
  if (new Set(sids).size < sids.length) throw malformed('Statement IDs (SID) in a single policy must be unique.');
  if (policy.Statement.length === 0) throw malformed('Could not parse the policy: Statement is empty!');
  for (const { Principal, NotPrincipal } of policy.Statement) {
    if (!Principal && !NotPrincipal) throw malformed('Missing required field Principal');
  }
  return policy;
}

function parsed(text: string): PolicyDocument {
  try {
    return parsePolicy(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof ZodError) throw malformed(error.message);
    throw error;
  }
}

function requireOwnResources({ Statement }: PolicyDocument, name: string): void {
  const own = bucketArn(name);
  for (const { Resource = [], NotResource = [] } of Statement) {
    for (const resource of [...Resource, ...NotResource]) {
      if (resource !== '*' && resource !== own && !resource.startsWith(`${own}/`) && !resource.startsWith(`${own}*`)) {
        throw malformed('Policy has invalid resource');
      }
    }
  }
}

function malformed(message: string): AwsError {
  return new AwsError('MalformedPolicy', message);
}

export const BUCKET_POLICY_OPERATIONS: readonly S3Operation[] = [
  { name: 'GetBucketPolicy', method: 'GET', on: 'bucket', marks: ['policy'], run: getBucketPolicy },
  { name: 'PutBucketPolicy', method: 'PUT', on: 'bucket', marks: ['policy'], run: putBucketPolicy },
  { name: 'DeleteBucketPolicy', method: 'DELETE', on: 'bucket', marks: ['policy'], run: deleteBucketPolicy },
];
