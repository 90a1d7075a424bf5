import type { LogTypeId } from '../../log-types/log-type';
import { ENVIRONMENT } from './cloud-names';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the logs lie below their prefix. */
export type LogLayout = 'Auto' | 'Flat' | 'Partitioned';
/** Whether a run copies the logs or reads them where they lie. */
export type CopyMode = 'Auto' | 'Copy' | 'InPlace';

/** What the stack says: its parameters, and the names of its resources. */
export interface Settings {
  readonly logBucket: string;
  readonly logPrefix: string;
  readonly logType: LogTypeId;
  readonly logLayout: LogLayout;
  readonly sourceBuckets: readonly string[];
  readonly analyses: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly lookback?: string;
  readonly maxDays: number;
  /** By default the log type's own. */
  readonly deliveryPadding?: string;
  readonly rowsInMail: number;
  readonly contactEmail: string;
  readonly scheduleExpression?: string;
  readonly scheduleLag?: string;
  readonly bytesScannedLimit?: number;
  readonly queryConcurrency: number;
  readonly copyMode: CopyMode;
  readonly logKmsKeyArn?: string;
  /** Where a rollup of the stack puts the logs: `s3://bucket/prefix`. */
  readonly rolledUpTo?: string;

  readonly stackName: string;
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly workBucket: string;
  readonly resultsBucket: string;
  readonly database: string;
  readonly workgroup: string;
  readonly topicArn: string;
  readonly batchRoleArn: string;
  readonly stateMachineArn: string;
}

const LOG_TYPE_OF: Readonly<Record<string, LogTypeId>> = { S3AccessLogs: 'access-logs', CloudTrail: 'cloudtrail' };

/** Names of the log types as the stack's parameter has them. */
export const LOG_TYPE_PARAMETER: Readonly<Record<LogTypeId, string>> = {
  'access-logs': 'S3AccessLogs',
  cloudtrail: 'CloudTrail',
};

/** Settings from the environment of a function; what the function does not need may be absent and is empty. */
export function readSettings(environment: Environment): Settings {
  const text = (name: keyof typeof ENVIRONMENT) => environment[ENVIRONMENT[name]]?.trim() ?? '';
  const optional = <Name extends keyof typeof ENVIRONMENT>(name: Name) =>
    (text(name) === '' ? {} : { [name]: text(name) }) as { readonly [Key in Name]?: string };
  const logType = LOG_TYPE_OF[text('logType')];
  if (!logType) throw new Error(`${ENVIRONMENT.logType} can't be '${text('logType')}'`);
  return {
    logBucket: text('logBucket'),
    // blanks belong to a prefix
    logPrefix: environment[ENVIRONMENT.logPrefix] ?? '',
    logType,
    logLayout: choice('LogLayout', text('logLayout'), ['Auto', 'Flat', 'Partitioned']),
    sourceBuckets: list(text('sourceBuckets')),
    analyses: list(text('analyses')),
    ...optional('from'),
    ...optional('to'),
    ...optional('lookback'),
    maxDays: count(text('maxDays'), 90),
    ...optional('deliveryPadding'),
    rowsInMail: count(text('rowsInMail'), 5),
    contactEmail: text('contactEmail'),
    ...optional('scheduleExpression'),
    ...optional('scheduleLag'),
    ...(text('bytesScannedLimit') === '' ? {} : { bytesScannedLimit: count(text('bytesScannedLimit'), 0) }),
    queryConcurrency: Math.max(1, count(text('queryConcurrency'), 5)),
    copyMode: choice('CopyMode', text('copyMode'), ['Auto', 'Copy', 'InPlace']),
    ...optional('logKmsKeyArn'),
    ...optional('rolledUpTo'),
    stackName: text('stackName'),
    account: text('account'),
    region: environment.AWS_REGION ?? '',
    partition: text('partition') || 'aws',
    workBucket: text('workBucket'),
    resultsBucket: text('resultsBucket'),
    database: text('database'),
    workgroup: text('workgroup'),
    topicArn: text('topicArn'),
    batchRoleArn: text('batchRoleArn'),
    stateMachineArn: text('stateMachineArn'),
  };
}

/** Values of a comma-separated list, without blanks and empty ones. */
export function list(text: string): readonly string[] {
  return text
    .split(',')
    .map((value) => value.trim())
    .filter((value) => value !== '');
}

function choice<Value extends string>(name: string, text: string, values: readonly [Value, ...Value[]]): Value {
  if (text === '') return values[0];
  const found = values.find((value) => value === text);
  if (found === undefined) throw new Error(`${name} can't be '${text}'`);
  return found;
}

function count(text: string, byDefault: number): number {
  if (text === '') return byDefault;
  if (!/^\d{1,15}$/.test(text)) throw new Error(`'${text}' is no whole number`);
  return Number(text);
}
