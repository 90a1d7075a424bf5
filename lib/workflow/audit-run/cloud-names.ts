/** Names that the constructs of lib/infra and the functions of lambda/ must agree on. */

/** The steps of a run; `lambda/<step>/handler.ts` each. */
export const STEPS = [
  'plan',
  'start-copy',
  'check-copy',
  'start-queries',
  'check-queries',
  'summarize',
  'notify',
  'start-run',
] as const;
export type Step = (typeof STEPS)[number];

/** Environment variables of the functions, by what they hold. Values are text; an empty one is absent. */
export const ENVIRONMENT = {
  // parameters of the stack, as they are in the template
  logBucket: 'LOG_BUCKET',
  logPrefix: 'LOG_PREFIX',
  logType: 'LOG_TYPE',
  logLayout: 'LOG_LAYOUT',
  sourceBuckets: 'SOURCE_BUCKETS',
  analyses: 'ANALYSES',
  from: 'FROM',
  to: 'TO',
  lookback: 'LOOKBACK',
  maxDays: 'MAX_DAYS',
  deliveryPadding: 'DELIVERY_PADDING',
  rowsInMail: 'ROWS_IN_MAIL',
  contactEmail: 'CONTACT_EMAIL',
  scheduleExpression: 'SCHEDULE_EXPRESSION',
  scheduleLag: 'SCHEDULE_LAG',
  bytesScannedLimit: 'BYTES_SCANNED_LIMIT',
  queryConcurrency: 'QUERY_CONCURRENCY',
  copyMode: 'COPY_MODE',
  logKmsKeyArn: 'LOG_KMS_KEY_ARN',
  rolledUpTo: 'ROLLED_UP_TO',
  // resources of the stack
  stackName: 'STACK_NAME',
  account: 'ACCOUNT',
  partition: 'PARTITION',
  workBucket: 'WORK_BUCKET',
  resultsBucket: 'RESULTS_BUCKET',
  database: 'DATABASE',
  workgroup: 'WORKGROUP',
  topicArn: 'TOPIC_ARN',
  batchRoleArn: 'BATCH_ROLE_ARN',
  stateMachineArn: 'STATE_MACHINE_ARN',
} as const;

/** Tables of the stack's Glue database, by log type and way of access. */
export const TABLES = {
  /** Partition `run` (injected): the logs that the run copied. */
  accessLogsCopied: 'access_logs',
  /** Partitions `account`, `region`, `source_bucket` (injected) and `day`. */
  accessLogsInPlace: 'access_logs_in_place',
  /** Partition `run` (injected): a list of the objects, read where they lie. */
  accessLogsListed: 'access_logs_listed',
  /** Partition `run` (injected): a list of rollups in Parquet, read where they lie. */
  accessLogsRolledUp: 'access_logs_rolled_up',
  /** Partition `run` (injected). */
  cloudTrailCopied: 'cloudtrail',
  /** Partitions `account`, `region` (injected) and `day`. */
  cloudTrailInPlace: 'cloudtrail_in_place',
  /** Partitions `org`, `account`, `region` (injected) and `day`. */
  cloudTrailOrganizationInPlace: 'cloudtrail_organization_in_place',
} as const;
export type TableName = (typeof TABLES)[keyof typeof TABLES];

/** Keys in the work bucket. Everything in it expires in days. */
export const workKeys = {
  /** Logs and lists of objects: what expires first, because it is most, and holds most personal data. */
  runs: 'runs/',
  /** Target prefix of the copy, without the trailing slash: S3 Batch Operations adds `/<source key>`. */
  copiedLogs: (run: string) => `runs/${run}/logs`,
  copyManifest: (run: string) => `runs/${run}/copy-manifest.csv`,
  /** Prefix of the completion report, without the trailing slash. */
  copyReport: (run: string) => `runs/${run}/copy-report`,
  /** Folder with the lists of a run that reads objects where they lie. */
  listedLogs: (run: string) => `runs/${run}/listed-logs/`,
  /** The same for rollups in Parquet, which are never copied. */
  listedRollups: (run: string) => `runs/${run}/listed-rollups/`,
  /** What steps keep for each other. It outlives the longest run, whose last mail waits for days. */
  states: 'state/',
  /** Anything that is too big for the state of the execution: SQL, keys, rows. */
  state: (run: string, name: string) => `state/${run}/${name}.json`,
} as const;

/** Keys in the results bucket. */
export const resultKeys = {
  /** Where the workgroup puts its results; expires in days. */
  athena: 'athena/',
  /** The stack's results; they stay. */
  csv: (run: string, analysis: string) => `results/${run}/${analysis}.csv`,
  run: (run: string) => `results/${run}/run.json`,
  runs: 'results/',
} as const;

/** The name that the app gives its stack, unless it is told another. */
export const DEFAULT_STACK_NAME = 'S3LogAudit';

/** Names of the stack's outputs. */
export const OUTPUTS = {
  stateMachineArn: 'StateMachineArn',
  topicArn: 'TopicArn',
  resultsBucket: 'ResultsBucket',
  workBucket: 'WorkBucket',
  workgroup: 'Workgroup',
  database: 'Database',
  planRoleArn: 'PlanRoleArn',
  batchRoleArn: 'BatchCopyRoleArn',
  queryRoleArn: 'QueryRoleArn',
  logBucket: 'LogBucket',
  logPrefix: 'LogPrefix',
  logType: 'LogType',
  logKmsKeyArn: 'LogKmsKeyArn',
  /** What a run does when its input says nothing else: lines `NAME=value`, by the names of `ENVIRONMENT`. */
  runDefaults: 'RunDefaults',
  rollupStateMachineArn: 'RollupStateMachineArn',
  rollupPlanRoleArn: 'RollupPlanRoleArn',
  rollupRoleArn: 'RollupRoleArn',
  /** `s3://bucket/prefix`. */
  rollupAddress: 'RollupAddress',
  /** How and when it rolls up: lines `NAME=value`, by the names of `ROLLUP_DEFAULTS`. */
  rollupDefaults: 'RollupDefaults',
  executionsUrl: 'ExecutionsUrl',
  resultsUrl: 'ResultsUrl',
} as const;

/** Properties of the custom resource behind start-run. CloudFormation hands on every value as text. */
export const START_RUN_PROPERTIES = {
  /** `true` or `false`: whether to start a run on create, and on an update that changes one of the next. */
  runOnDeploy: 'RunOnDeploy',
  /** What a run may change, by the names of `ENVIRONMENT` (`ANALYSES`, `FROM`, …). */
  runParameters: 'RunParameters',
} as const;
