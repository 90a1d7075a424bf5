import type { Step } from './cloud-names';

/** What a call of a function, or of a service on its behalf, touches. */
export type CalledResource =
  /** The bucket with the logs, as a bucket. */
  | 'log-bucket'
  /** The log objects below the stack's prefix. */
  | 'log-objects'
  | 'log-kms-key'
  | 'work-bucket'
  /** Objects below `runs/` in the work bucket. */
  | 'work-objects'
  /** Objects below `state/` in the work bucket: what the steps keep for each other. */
  | 'run-state'
  | 'results-bucket'
  /** Objects below `athena/` in the results bucket. */
  | 'athena-objects'
  /** Objects below `results/` in the results bucket. */
  | 'result-objects'
  | 'workgroup'
  /** Glue's catalog, the stack's database and its tables. */
  | 'tables'
  /** The same, and the database `default`. */
  | 'databases'
  | 'topic'
  | 'batch-role'
  | 'batch-jobs'
  | 'state-machine'
  | 'executions'
  | 'stack'
  /** The action knows no resource. */
  | 'any';

/** Actions that are needed together on one kind of resource. */
export interface ServiceCall {
  readonly actions: readonly string[];
  readonly on: CalledResource;
  readonly why: string;
  /** Needed only when logs, or rollups in Parquet, are read where they lie, or only when they are encrypted with a KMS key. */
  readonly only?: 'in-place' | 'kms' | 'kms in-place';
}

/** What the function of each step calls itself; its role grants exactly this. */
export const SERVICE_CALLS: Readonly<Record<Step, readonly ServiceCall[]>> = {
  plan: [
    { actions: ['s3:ListBucket'], on: 'log-bucket', why: 'finds the Region and lists the logs' },
    { actions: ['s3:PutObject'], on: 'work-objects', why: 'writes the manifest of the copy, or lists of the logs' },
    {
      actions: ['s3:GetObject', 's3:PutObject'],
      on: 'run-state',
      why: 'keeps what the run is to do; goes on where the invocation before stopped',
    },
    { actions: ['s3:AbortMultipartUpload'], on: 'work-objects', why: 'gives up the manifest when the plan fails' },
  ],
  'start-copy': [
    {
      actions: ['s3:CreateJob'],
      on: 'any',
      why: 'starts the copy; condition s3:RequestJobOperation = S3PutObjectCopy',
    },
    { actions: ['iam:PassRole'], on: 'batch-role', why: 'hands the copy its role' },
    { actions: ['s3:PutObject'], on: 'run-state', why: 'notes the job, so that a deleted stack can cancel it' },
  ],
  'check-copy': [
    { actions: ['s3:DescribeJob'], on: 'batch-jobs', why: 'asks how far the copy is' },
    { actions: ['s3:UpdateJobStatus'], on: 'batch-jobs', why: 'cancels a copy that takes longer than two days' },
    { actions: ['s3:GetObject'], on: 'work-objects', why: 'reads which objects were not copied, and why' },
  ],
  'start-queries': [
    { actions: ['s3:GetObject'], on: 'run-state', why: 'reads the text of the queries' },
    { actions: ['athena:StartQueryExecution'], on: 'workgroup', why: 'starts the queries' },
  ],
  'check-queries': [
    { actions: ['athena:BatchGetQueryExecution'], on: 'workgroup', why: 'asks how far the queries are' },
    { actions: ['athena:StopQueryExecution'], on: 'workgroup', why: 'stops queries that take too long' },
  ],
  summarize: [
    { actions: ['s3:GetObject'], on: 'run-state', why: 'reads what the plan found and which queries ran' },
    { actions: ['s3:GetObject'], on: 'athena-objects', why: 'reads and copies the answers' },
    {
      actions: ['s3:PutObject'],
      on: 'result-objects',
      why: 'puts the answers and the record of the run where they stay',
    },
    {
      actions: ['s3:AbortMultipartUpload'],
      on: 'result-objects',
      why: 'gives up the copy of a large answer that failed',
    },
    { actions: ['s3:PutObject'], on: 'run-state', why: 'keeps the first rows for the mail' },
  ],
  notify: [
    { actions: ['s3:GetObject'], on: 'run-state', why: 'reads what the mail is about' },
    { actions: ['sns:ListSubscriptionsByTopic'], on: 'topic', why: 'asks whether the subscription is confirmed' },
    { actions: ['sns:Publish'], on: 'topic', why: 'sends the mail' },
    { actions: ['s3:AbortMultipartUpload'], on: 'work-objects', why: 'gives up the manifest of a plan that failed' },
  ],
  'start-run': [
    {
      actions: ['states:StartExecution', 'states:ListExecutions'],
      on: 'state-machine',
      why: 'starts a run; finds those to stop',
    },
    { actions: ['states:StopExecution'], on: 'executions', why: 'stops runs when the stack is deleted' },
    { actions: ['cloudformation:DescribeStacks'], on: 'stack', why: 'starts nothing during a rollback' },
    { actions: ['s3:GetObject'], on: 'run-state', why: 'finds the copy of a run that is stopped' },
    { actions: ['s3:ListBucket'], on: 'work-bucket', why: 'tells a run without a copy from a denial' },
    {
      actions: ['s3:DescribeJob', 's3:UpdateJobStatus'],
      on: 'batch-jobs',
      why: 'cancels the copy of a run that is stopped',
    },
    {
      actions: ['athena:ListQueryExecutions', 'athena:BatchGetQueryExecution', 'athena:StopQueryExecution'],
      on: 'workgroup',
      why: 'stops the queries of runs that are stopped',
    },
  ],
};

/** What AWS services call with a role of the stack: Athena with the one of start-queries, S3 Batch Operations with its own. */
export const SERVICE_SIDE_CALLS: Readonly<Record<'start-queries' | 'batch-copy', readonly ServiceCall[]>> = {
  // https://docs.aws.amazon.com/athena/latest/ug/s3-permissions.html, …/fine-grained-access-to-glue-resources.html
  'start-queries': [
    { actions: ['glue:GetDatabase'], on: 'databases', why: 'Athena looks at the default database, too' },
    {
      actions: ['glue:GetTable', 'glue:GetTables', 'glue:GetPartitions'],
      on: 'tables',
      why: 'Athena reads the tables',
    },
    { actions: ['s3:ListBucket', 's3:GetBucketLocation'], on: 'work-bucket', why: 'Athena lists the copied logs' },
    { actions: ['s3:GetObject'], on: 'work-objects', why: 'Athena reads the copied logs' },
    {
      actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
      on: 'results-bucket',
      why: 'Athena checks where results go',
    },
    {
      actions: ['s3:PutObject', 's3:GetObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
      on: 'athena-objects',
      why: 'Athena writes results',
    },
    {
      actions: ['s3:ListBucket', 's3:GetBucketLocation'],
      on: 'log-bucket',
      why: 'Athena lists the logs',
      only: 'in-place',
    },
    { actions: ['s3:GetObject'], on: 'log-objects', why: 'Athena reads the logs', only: 'in-place' },
    { actions: ['kms:Decrypt'], on: 'log-kms-key', why: 'Athena reads encrypted logs', only: 'kms in-place' },
  ],
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-iam-role-policies.html
  'batch-copy': [
    { actions: ['s3:GetObject', 's3:GetObjectTagging'], on: 'log-objects', why: 'reads the logs' },
    { actions: ['kms:Decrypt'], on: 'log-kms-key', why: 'reads encrypted logs', only: 'kms' },
    { actions: ['s3:GetObject'], on: 'work-objects', why: 'reads the manifest' },
    {
      actions: ['s3:PutObject', 's3:PutObjectTagging'],
      on: 'work-objects',
      why: 'writes the copies and the completion report',
    },
  ],
};
