/** What AWS says a service calls with the role of whoever uses it, though the local AWS has no need of it. */
export interface ServiceSideActions {
  /** The service, by the name under which the calls that it is seen to make are written down. */
  readonly via: string;
  readonly actions: readonly string[];
  readonly why: string;
  readonly source: string;
}

/** Not provable here: that these are needed. A grant of one of them counts as used for a role that the service acts with. */
export const SERVICE_SIDE_ACTIONS: readonly ServiceSideActions[] = [
  {
    via: 'athena',
    actions: ['glue:GetTables', 'glue:GetPartitions'],
    why: 'tables may have partitions in the catalog; these have projected ones',
    source: 'https://docs.aws.amazon.com/athena/latest/ug/fine-grained-access-to-glue-resources.html',
  },
  {
    via: 'athena',
    actions: [
      's3:GetBucketLocation',
      's3:ListBucket',
      's3:ListBucketMultipartUploads',
      's3:GetObject',
      's3:AbortMultipartUpload',
      's3:ListMultipartUploadParts',
    ],
    why: 'results are checked, and large ones written in parts; buckets of the data are located',
    source: 'https://docs.aws.amazon.com/athena/latest/ug/s3-permissions.html',
  },
  {
    via: 'lambda',
    actions: ['logs:CreateLogGroup'],
    why: 'a log group that is missing is made; those of the stack are there',
    source: 'https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaBasicExecutionRole.html',
  },
];
