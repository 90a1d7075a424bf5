import { loadCatalogue } from '../analyses/catalogue';
import { LOG_TYPE_IDS } from '../log-types/log-type';

/** A parameter of the template, as the console's form and the documents show it. */
export interface ParameterDefinition {
  readonly type: 'String' | 'Number' | 'CommaDelimitedList';
  readonly label: string;
  /** One or two sentences: meaning, unit, what an empty value means. */
  readonly description: string;
  /** Absent when a value has to be given. */
  readonly default?: string | number;
  readonly allowedValues?: readonly string[];
  readonly allowedPattern?: string;
  /** What to write in place of a value that the pattern refuses. */
  readonly constraintDescription?: string;
  readonly minValue?: number;
  readonly maxValue?: number;
  readonly maxLength?: number;
}

const BUCKET = '[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]';
const DATE =
  '[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,3})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?';
const DURATION = '[0-9]{1,6}[mhdw]';
/** A prefix gets into IAM policies and templates of table locations, where these have a meaning. */
const NOT_IN_PREFIX = '*?$\\{\\}\\\\"<>\\x00-\\x1f\\x7f';
const PREFIX = `^(?!s3://)[^${NOT_IN_PREFIX}]*$`;
const A_PREFIX = 'a prefix of object keys, without s3://, the bucket, and any of * ? $ { } \\ " < >';
const A_DATE = 'a date such as 2026-02-03, a date-time such as 2026-02-03T12:00:00Z, or nothing';
const A_DURATION = 'a number with m, h, d or w, such as 24h or 7d, or nothing';

const which = {
  LogBucket: {
    type: 'String',
    label: 'Log bucket',
    description: 'Name of the bucket that the logs are delivered to. It must be in the Region of this stack.',
    allowedPattern: `^${BUCKET}$`,
    constraintDescription: 'the name of a bucket, without s3:// and without a prefix',
    maxLength: 63,
  },
  LogPrefix: {
    type: 'String',
    label: 'Prefix of the logs',
    description:
      'Beginning of the keys of the logs, verbatim; a folder ends with /. For CloudTrail what stands before AWSLogs/. Empty for none.',
    default: '',
    allowedPattern: PREFIX,
    constraintDescription: A_PREFIX,
    maxLength: 512,
  },
  LogType: {
    type: 'String',
    label: 'Type of the logs',
    description: 'S3 server access logs or CloudTrail.',
    default: 'S3AccessLogs',
    allowedValues: ['S3AccessLogs', 'CloudTrail'],
  },
  LogLayout: {
    type: 'String',
    label: 'Layout of the keys',
    description: 'How the keys of S3 server access logs are laid out. Auto looks into the bucket.',
    default: 'Auto',
    allowedValues: ['Auto', 'Flat', 'Partitioned'],
  },
  LogKmsKeyArn: {
    type: 'String',
    label: 'KMS key of the logs',
    description: 'ARN of the customer-managed KMS key that the logs are encrypted with. Empty for SSE-S3.',
    default: '',
    allowedPattern: '^(arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/(mrk-)?[0-9a-f-]+)?$',
    constraintDescription: 'the ARN of a key (not of an alias), or nothing',
    maxLength: 128,
  },
} as const satisfies Record<string, ParameterDefinition>;

const what = {
  SourceBuckets: {
    type: 'String',
    label: 'Buckets under audit',
    description:
      'The buckets that the questions are about, separated by commas. Required for S3 server access logs; for CloudTrail empty means all.',
    default: '',
    allowedPattern: `^(${BUCKET}(, *${BUCKET})*)?$`,
    constraintDescription: 'names of buckets separated by commas, or nothing',
    maxLength: 1024,
  },
  Analyses: {
    type: 'CommaDelimitedList',
    label: 'Analyses',
    description: 'The questions, separated by commas, or all. Which there are depends on the type of the logs.',
    default: 'all',
    allowedValues: ['all', ...loadCatalogue().ids],
  },
  From: {
    type: 'String',
    label: 'From',
    description: 'Beginning of the audited time, UTC. Give this and To, or a lookback.',
    default: '',
    allowedPattern: `^(${DATE})?$`,
    constraintDescription: A_DATE,
    maxLength: 32,
  },
  To: {
    type: 'String',
    label: 'To',
    description:
      'End of the audited time, UTC; a date without a time includes that day. Empty for the start of the run.',
    default: '',
    allowedPattern: `^(${DATE})?$`,
    constraintDescription: A_DATE,
    maxLength: 32,
  },
  Lookback: {
    type: 'String',
    label: 'Lookback',
    description: 'Length of the audited time before the start of the run, such as 7d, in place of From and To.',
    default: '',
    allowedPattern: `^(${DURATION})?$`,
    constraintDescription: A_DURATION,
    maxLength: 7,
  },
  MaxDays: {
    type: 'Number',
    label: 'Longest audited time in days',
    description: 'A run that asks for more is refused.',
    default: 90,
    minValue: 1,
    maxValue: 3660,
  },
  DeliveryPadding: {
    type: 'String',
    label: 'Delivery padding',
    description: 'How long after an event its log may have been delivered. Empty for 2d, for CloudTrail 1h.',
    default: '',
    allowedPattern: `^(${DURATION})?$`,
    constraintDescription: A_DURATION,
    maxLength: 7,
  },
} as const satisfies Record<string, ParameterDefinition>;

const mails = {
  ContactEmail: {
    type: 'String',
    label: 'Mail address',
    description: 'All mails go there. Its owner gets a mail to confirm the subscription first.',
    allowedPattern: '^[^@\\s]+@[^@\\s]+[.][^@\\s]+$',
    constraintDescription: 'a mail address',
    maxLength: 254,
  },
  RowsInMail: {
    type: 'Number',
    label: 'Rows in the mail',
    description: 'How many rows of each answer stand in the mail. 0 for none: rows are personal data.',
    default: 5,
    minValue: 0,
    maxValue: 50,
  },
} as const satisfies Record<string, ParameterDefinition>;

const when = {
  RunOnDeploy: {
    type: 'String',
    label: 'Run on deployment',
    description:
      'Whether a run starts when the stack is created, and when an update changes what is audited. No for logs of another account or with a KMS key, until their owner has granted access.',
    default: 'Yes',
    allowedValues: ['Yes', 'No'],
  },
  ScheduleExpression: {
    type: 'String',
    label: 'Schedule',
    description:
      'When to run by itself, UTC: for example rate(7 days) or cron(0 6 * * ? *). Needs Lookback. Empty for never.',
    default: '',
    allowedPattern: '^((rate|cron)\\([^()]+\\))?$',
    constraintDescription: 'rate(…) or cron(…) of EventBridge Scheduler, or nothing',
    maxLength: 128,
  },
  ScheduleLag: {
    type: 'String',
    label: 'Schedule lag',
    description:
      'How far the end of the audited time lies before the scheduled time, so that logs have been delivered. Empty for 1d, for CloudTrail 1h.',
    default: '',
    allowedPattern: `^(${DURATION})?$`,
    constraintDescription: A_DURATION,
    maxLength: 7,
  },
} as const satisfies Record<string, ParameterDefinition>;

const how = {
  CopyMode: {
    type: 'String',
    label: 'Copy or in place',
    description: 'Whether queries read a copy of the logs. Auto copies flat logs and reads partitioned ones in place.',
    default: 'Auto',
    allowedValues: ['Auto', 'Copy', 'InPlace'],
  },
  BytesScannedLimit: {
    type: 'Number',
    label: 'Limit of scanned bytes',
    description:
      'The most bytes that one query may scan; Athena ends a query that passes it. The default is 1 TiB, about 5 USD.',
    default: 1_099_511_627_776,
    minValue: 10_000_000,
  },
  QueryConcurrency: {
    type: 'Number',
    label: 'Queries at the same time',
    description: 'How many queries of a run are in flight at most.',
    default: 5,
    minValue: 1,
    maxValue: 20,
  },
} as const satisfies Record<string, ParameterDefinition>;

const rollup = {
  RollupSchedule: {
    type: 'String',
    label: 'Schedule of the rollup',
    description:
      'When to merge the many small objects of S3 server access logs into few, UTC: for example rate(1 hour) or cron(30 2 * * ? *). Empty for no rollup: then nothing of it is made.',
    default: '',
    allowedPattern: '^((rate|cron)\\([^()]+\\))?$',
    constraintDescription: 'rate(…) or cron(…) of EventBridge Scheduler, or nothing',
    maxLength: 128,
  },
  RollupLevel: {
    type: 'String',
    label: 'Time in one object',
    description: 'How much time the logs in one object span, for each place that logs are delivered to.',
    default: 'day',
    allowedValues: ['10min', 'hour', 'day', 'month'],
  },
  RollupDestination: {
    type: 'String',
    label: 'Prefix of the rolled-up logs',
    description:
      'Beginning of the keys of the rolled-up logs; below it come the folders that the logs lie in. Empty for LogPrefix: they then lie beside the logs that they replace. Runs read those below LogPrefix only.',
    default: '',
    allowedPattern: `^(?!s3://)([^${NOT_IN_PREFIX}]*/)?$`,
    constraintDescription: `a folder: ${A_PREFIX}, ending with /`,
    maxLength: 256,
  },
  RollupBucket: {
    type: 'String',
    label: 'Bucket of the rolled-up logs',
    description:
      'Name of another bucket that the rolled-up logs are written to, in the same Region. Empty for the log bucket. Runs read the log bucket only.',
    default: '',
    allowedPattern: `^(${BUCKET})?$`,
    constraintDescription: 'the name of a bucket, without s3:// and without a prefix, or nothing',
    maxLength: 63,
  },
  RollupFormat: {
    type: 'String',
    label: 'Format of the rolled-up logs',
    description: 'The lines as they were, or the same compressed with gzip.',
    default: 'log.gz',
    allowedValues: ['log.gz', 'log'],
  },
  RollupKeepLogs: {
    type: 'String',
    label: 'Keep logs that were rolled up',
    description:
      'No deletes a log after what was written has been read back and compared. Yes keeps it: the logs then lie there twice until they expire.',
    default: 'No',
    allowedValues: ['No', 'Yes'],
  },
  RollupOlderThan: {
    type: 'String',
    label: 'Age of what is rolled up',
    description:
      'How long ago the time of an object must have ended, so that most logs have been delivered. Those that come later are merged into it.',
    default: '1h',
    allowedPattern: `^${DURATION}$`,
    constraintDescription: 'a number with m, h, d or w, such as 24h or 7d',
    maxLength: 7,
  },
} as const satisfies Record<string, ParameterDefinition>;

/** The groups of the console's form, in order. */
export const PARAMETER_GROUPS = [
  { label: 'Logs', parameters: which },
  { label: 'Audit', parameters: what },
  { label: 'Mails', parameters: mails },
  { label: 'Runs', parameters: when },
  { label: 'Queries', parameters: how },
  { label: 'Rollup', parameters: rollup },
] as const;

/** All parameters by name. */
export const PARAMETERS = { ...which, ...what, ...mails, ...when, ...how, ...rollup } as const;
export type ParameterName = keyof typeof PARAMETERS;

/** The analyses that go with each value of LogType. */
export function analysesOfLogTypes(): Readonly<Record<'S3AccessLogs' | 'CloudTrail', readonly string[]>> {
  const catalogue = loadCatalogue();
  const [accessLogs, cloudTrail] = LOG_TYPE_IDS.map((logType) => catalogue.summaries(logType).map(({ id }) => id));
  return { S3AccessLogs: accessLogs ?? [], CloudTrail: cloudTrail ?? [] };
}
