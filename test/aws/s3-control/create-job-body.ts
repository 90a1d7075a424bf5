import { z } from 'zod';
import { AwsError } from '../server/aws-error';
import type { Violations } from '../server/violations';
import { fromXml } from '../server/xml';

const flag = z.enum(['true', 'false']);
const bucketArn = z.string().regex(/^arn:aws[a-z-]*:s3:::[a-z0-9.-]+$/);

/**
 * The body of CreateJob as far as a copy by a list of our own needs it. A manifest generator, other operations and options
 * are things that AWS knows and the local AWS doesn't.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_CreateJob.html
 */
const body = z.strictObject({
  ConfirmationRequired: z.literal('false', 'a job that waits for a confirmation waits for a person'),
  ClientRequestToken: z.string().min(1).max(64),
  Description: z.string().min(1).max(256).optional(),
  Priority: z.string().regex(/^\d+$/),
  RoleArn: z.string().regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/),
  Operation: z.strictObject({
    S3PutObjectCopy: z.strictObject({
      TargetResource: bucketArn,
      TargetKeyPrefix: z
        .string()
        .min(1)
        .max(1024)
        .refine((prefix) => !prefix.endsWith('/'), 'without a trailing slash')
        .optional(),
      MetadataDirective: z.enum(['COPY', 'REPLACE']).optional(),
      StorageClass: z.enum(['STANDARD']).optional(),
      NewObjectMetadata: z.strictObject({ SSEAlgorithm: z.enum(['AES256']).optional() }).optional(),
      BucketKeyEnabled: flag.optional(),
    }),
  }),
  Manifest: z.strictObject({
    Spec: z.strictObject({
      Format: z.literal('S3BatchOperations_CSV_20180820'),
      Fields: z.strictObject({ member: z.tuple([z.literal('Bucket'), z.literal('Key')]) }),
    }),
    Location: z.strictObject({
      ObjectArn: z.string().regex(/^arn:aws[a-z-]*:s3:::[^/]+\/.+$/s),
      ETag: z.string().regex(/^[^"]+$/, 'without quotes'),
    }),
  }),
  Report: z.union([
    z.strictObject({ Enabled: z.literal('false') }),
    z.strictObject({
      Enabled: z.literal('true'),
      Bucket: bucketArn,
      Format: z.literal('Report_CSV_20180820'),
      Prefix: z
        .string()
        .min(1)
        .max(512)
        .refine((prefix) => !prefix.endsWith('/'), 'without a trailing slash')
        .optional(),
      ReportScope: z.enum(['AllTasks', 'FailedTasksOnly']),
      ExpectedBucketOwner: z.string().optional(),
    }),
  ]),
});

export type CreateJobBody = z.infer<typeof body>;

/** @throws AwsError InvalidRequest, or MalformedXML for members that no job has; those are violations, too */
export function parseCreateJob(xml: string, violations: Violations): CreateJobBody {
  const { root, content } = fromXml(xml, ['CreateJobRequest.Manifest.Spec.Fields.member']);
  const parsed = body.safeParse(content);
  if (root === 'CreateJobRequest' && parsed.success) return parsed.data;
  const problem = parsed.success ? `the root is ${root}` : z.prettifyError(parsed.error);
  if (parsed.error?.issues.some(({ code }) => code === 'unrecognized_keys')) violations.add(`CreateJob: ${problem}`);
  throw new AwsError('InvalidRequest', `CreateJob: ${problem}`);
}
