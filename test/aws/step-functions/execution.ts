import type { History } from './history';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

export interface Execution {
  readonly arn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  /** JSON as it was given. */
  readonly input: string;
  readonly started: Date;
  readonly history: History;
  readonly abort: AbortController;
  /** Settles when the execution is over. */
  readonly over: Promise<void>;
  status: ExecutionStatus;
  stopped?: Date;
  output?: string;
  error?: string;
  cause?: string;
  /** Bytes of the largest input or output of a state so far. */
  largestState: number;
}
