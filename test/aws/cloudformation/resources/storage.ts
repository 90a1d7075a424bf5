import { z } from 'zod';
import { parsePolicy } from '../../iam/policy-document';
import { bucketArn } from '../../s3/bucket';
import { physicalName } from '../physical-name';
import { handlerOf, type ResourceHandler, tagsSchema } from '../resource-handler';

const lifecycleRule = z.strictObject({
  Id: z.string().optional(),
  Status: z.enum(['Enabled', 'Disabled']),
  Prefix: z.string().optional(),
  ExpirationInDays: z.coerce.number().int().positive().optional(),
  AbortIncompleteMultipartUpload: z
    .strictObject({ DaysAfterInitiation: z.coerce.number().int().positive() })
    .optional(),
});

const bucket = z.strictObject({
  BucketName: z.string().optional(),
  BucketEncryption: z
    .strictObject({
      ServerSideEncryptionConfiguration: z.tuple([
        z.strictObject({
          ServerSideEncryptionByDefault: z.strictObject({ SSEAlgorithm: z.literal('AES256') }),
        }),
      ]),
    })
    .optional(),
  LifecycleConfiguration: z.strictObject({ Rules: z.array(lifecycleRule) }).optional(),
  OwnershipControls: z
    .strictObject({ Rules: z.tuple([z.strictObject({ ObjectOwnership: z.literal('BucketOwnerEnforced') })]) })
    .optional(),
  PublicAccessBlockConfiguration: z
    .strictObject({
      BlockPublicAcls: z.boolean(),
      BlockPublicPolicy: z.boolean(),
      IgnorePublicAcls: z.boolean(),
      RestrictPublicBuckets: z.boolean(),
    })
    .optional(),
  Tags: tagsSchema,
});

const policy = z.strictObject({ Bucket: z.string(), PolicyDocument: z.unknown() });

export const STORAGE: Readonly<Record<string, ResourceHandler>> = {
  'AWS::S3::Bucket': handlerOf(bucket, {
    create({ BucketName, Tags }, request) {
      const name = BucketName ?? physicalName(request, 63).toLowerCase();
      const tags = Tags && { tags: Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])) };
      request.platform.s3.createBucket({ name, ...tags });
      return { physicalId: name, attributes: { Arn: bucketArn(name, request.place.partition) } };
    },
    update: (_, __, before) => before,
    delete({ physicalId }, { platform }) {
      const { objects } = platform.s3.requireBucket(physicalId);
      if (objects.length > 0) throw new Error(`The bucket you tried to delete is not empty: ${physicalId}`);
      platform.s3.buckets.delete(physicalId);
    },
  }),
  'AWS::S3::BucketPolicy': handlerOf(policy, {
    create({ Bucket, PolicyDocument }, { platform }) {
      putPolicy(platform.s3.requireBucket(Bucket), PolicyDocument);
      return { physicalId: Bucket };
    },
    update({ Bucket, PolicyDocument }, { platform }) {
      putPolicy(platform.s3.requireBucket(Bucket), PolicyDocument);
      return { physicalId: Bucket };
    },
    delete({ physicalId }, { platform }) {
      const found = platform.s3.requireBucket(physicalId);
      delete found.policy;
      delete found.policyText;
    },
  }),
};

function putPolicy(target: object, document: unknown): void {
  Object.assign(target, { policy: parsePolicy(document), policyText: JSON.stringify(document) });
}
