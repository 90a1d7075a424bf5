import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { LogSource } from './log-source';

/** What the functions of a rollup work on. */
export interface RollupResources {
  readonly logs: LogSource;
  readonly destination: LogSource;
  readonly work: Bucket;
  readonly topic: Topic;
  /** Comes after the functions that it calls. */
  readonly stateMachine?: StateMachine;
}
