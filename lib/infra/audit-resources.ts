import type { Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { AuditBuckets } from './audit-buckets';
import type { LogDatabase } from './log-database';
import type { LogSource } from './log-source';
import type { QueryWorkgroup } from './query-workgroup';

/** What the functions of an audit work on. */
export interface AuditResources {
  readonly logs: LogSource;
  readonly buckets: AuditBuckets;
  readonly database: LogDatabase;
  readonly workgroup: QueryWorkgroup;
  readonly topic: Topic;
  readonly batchRole: Role;
  readonly logKey?: IKey;
  /** Comes after the functions that it calls. */
  readonly stateMachine?: StateMachine;
}
