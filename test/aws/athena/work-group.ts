import { z } from 'zod';

const encryption = z.strictObject({
  EncryptionOption: z.enum(['SSE_S3', 'SSE_KMS', 'CSE_KMS']),
  KmsKey: z.string().optional(),
});

export const resultConfigurationSchema = z.strictObject({
  OutputLocation: z.string().optional(),
  EncryptionConfiguration: encryption.optional(),
  ExpectedBucketOwner: z.string().optional(),
  AclConfiguration: z.strictObject({ S3AclOption: z.literal('BUCKET_OWNER_FULL_CONTROL') }).optional(),
});

/** Properties of AWS::Athena::WorkGroup. */
export const workGroupSchema = z.strictObject({
  Name: z.string().regex(/^[a-zA-Z0-9._-]{1,128}$/),
  Description: z.string().optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  RecursiveDeleteOption: z.boolean().default(false),
  Tags: z.array(z.strictObject({ Key: z.string(), Value: z.string() })).optional(),
  WorkGroupConfiguration: z.strictObject({
    EnforceWorkGroupConfiguration: z.boolean().default(true),
    PublishCloudWatchMetricsEnabled: z.boolean().default(false),
    RequesterPaysEnabled: z.boolean().default(false),
    /** At least 10 MB. */
    BytesScannedCutoffPerQuery: z.coerce.number().int().min(10_000_000).optional(),
    EngineVersion: z.strictObject({ SelectedEngineVersion: z.enum(['AUTO', 'Athena engine version 3']) }).optional(),
    ResultConfiguration: resultConfigurationSchema.optional(),
  }),
});

export type WorkGroup = z.infer<typeof workGroupSchema>;
