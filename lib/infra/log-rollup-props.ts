import type { IResolvable } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Bucket, IBucket } from 'aws-cdk-lib/aws-s3';
import type { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { Topic } from 'aws-cdk-lib/aws-sns';

/** How much time the logs in one object span. */
export type RollupLevel = '10min' | 'hour' | 'day' | 'month';

/** How rolled-up logs are written: as the lines were, or the same compressed. */
export type RollupFormat = 'log' | 'log.gz';

/**
 * Which logs are rolled up, to where and when. Any value may be a token, such as the value of a CloudFormation parameter; an
 * empty one then means the default.
 */
export interface LogRollupProps {
  /** Bucket with S3 server access logs. It must be in the Region of the stack. */
  readonly logBucket: IBucket;

  /**
   * Beginning of the keys of the logs, verbatim: end it with `/` if it is a folder.
   * @default - no prefix
   */
  readonly logPrefix?: string;

  /**
   * Bucket that the rolled-up logs are written to, in the same Region.
   * @default - the bucket of the logs
   */
  readonly destinationBucket?: IBucket;

  /**
   * Beginning of the keys of the rolled-up logs. An audit reads those that lie below its own prefix.
   * @default - the prefix of the logs: they lie beside the logs that they replace
   */
  readonly destinationPrefix?: string;

  /** When to roll up. */
  readonly schedule: ScheduleExpression;

  /** @default 'day' */
  readonly level?: RollupLevel;

  /** @default 'log.gz' */
  readonly format?: RollupFormat;

  /**
   * Whether the logs stay after they were rolled up. They then lie there twice.
   * @default false
   */
  readonly keepSources?: boolean | IResolvable;

  /**
   * How long ago a period must have ended: text such as `30m`, `24h` or `2d`. Logs that are delivered later are merged into
   * the rollup that is there.
   * @default '1h'
   */
  readonly olderThan?: string;

  /**
   * Key that the logs are encrypted with, when it is a customer-managed one. Rolled-up logs are encrypted as the bucket
   * that they are written to says.
   * @default - SSE-S3
   */
  readonly logKmsKey?: IKey;

  /** Address that mails go to when something failed. Its owner has to confirm the subscription once. */
  readonly contactEmail: string;

  /**
   * Topic that the mails go through, to which the address is subscribed.
   * @default - one of its own
   */
  readonly topic?: Topic;

  /**
   * Bucket in which rollups keep their state, below `state/`.
   * @default - one of its own
   */
  readonly workBucket?: Bucket;
}
