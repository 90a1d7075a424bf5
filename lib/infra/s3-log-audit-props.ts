import type { IResolvable, Size } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';

/** Kind of the logs in the log bucket. */
export type AuditedLogType = 'S3AccessLogs' | 'CloudTrail';

/** How the keys of S3 server access logs are laid out. */
export type LogLayout = 'Auto' | 'Flat' | 'Partitioned';

/** How queries get at the logs: from a copy that the run makes, or where they lie. */
export type CopyMode = 'Auto' | 'Copy' | 'InPlace';

/**
 * What is audited, and who is told. Any value may be a token, such as the value of a CloudFormation parameter; an empty
 * one then means the default. Durations are text such as `30m`, `24h`, `2d` or `1w`.
 */
export interface S3LogAuditProps {
  /** Bucket that the logs are delivered to. It must be in the Region of the stack. */
  readonly logBucket: IBucket;

  /**
   * Beginning of the keys of the logs, verbatim: end it with `/` if it is a folder.
   * @default - no prefix
   */
  readonly logPrefix?: string;

  /** @default 'S3AccessLogs' */
  readonly logType?: AuditedLogType;

  /** @default 'Auto' - looked up in the bucket */
  readonly logLayout?: LogLayout;

  /**
   * The buckets under audit.
   * @default - all that the logs tell of; required for S3 server access logs
   */
  readonly sourceBuckets?: readonly string[];

  /**
   * Names of the analyses, or `all`.
   * @default ['all']
   */
  readonly analyses?: string[];

  /**
   * Beginning of the audited time: ISO 8601 date or date-time, UTC.
   * @default - as `lookback` says
   */
  readonly from?: string;

  /**
   * End of the audited time: ISO 8601 date, which is included, or date-time, which is not; UTC.
   * @default - the start of the run
   */
  readonly to?: string;

  /**
   * Length of the audited time before the start of the run, in place of `from` and `to`.
   * @default - as `from` and `to` say
   */
  readonly lookback?: string;

  /**
   * The longest time that a run may audit, in days.
   * @default 90
   */
  readonly maxDays?: number;

  /**
   * How long after an event its log may have been delivered.
   * @default - 2 days; 1 hour for CloudTrail
   */
  readonly deliveryPadding?: string;

  /** Address that all mails go to. Its owner has to confirm the subscription once. */
  readonly contactEmail: string;

  /**
   * How many rows of each answer stand in the mail. Rows are personal data.
   * @default 5
   */
  readonly rowsInMail?: number;

  /**
   * Key that the log objects are encrypted with, when it is a customer-managed one.
   * @default - SSE-S3
   */
  readonly logKmsKey?: IKey;

  /**
   * Where a rollup puts these logs, `s3://bucket/prefix`. Runs then say so when they don't read that place.
   * @default - logs stay where they are delivered
   */
  readonly rolledUpTo?: string;

  /**
   * When to audit by itself. Needs `lookback`.
   * @default - only when a run is started
   */
  readonly schedule?: ScheduleExpression;

  /**
   * How far the end of the audited time lies before the scheduled time, so that all logs have been delivered.
   * @default - 1 day; 1 hour for CloudTrail
   */
  readonly scheduleLag?: string;

  /**
   * The most that one query may scan; Athena ends a query that passes it.
   * @default Size.tebibytes(1)
   */
  readonly bytesScannedLimit?: Size;

  /**
   * How many queries of a run are in flight at most.
   * @default 5
   */
  readonly queryConcurrency?: number;

  /** @default 'Auto' - partitioned logs in place, flat ones copied */
  readonly copyMode?: CopyMode;

  /**
   * Whether a run starts when the stack is created, and when an update changes what is audited.
   * @default true
   */
  readonly runOnDeploy?: boolean | IResolvable;

  /**
   * Whether the results outlive the stack.
   * @default false
   */
  readonly retainResults?: boolean;
}
