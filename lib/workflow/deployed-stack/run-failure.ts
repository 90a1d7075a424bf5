import type { DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import type { StepError } from '../audit-run/run-state';

/** Why a run has ended early. */
export interface RunFailure {
  /** Code of the failure as its mail has it, or the name of an error. */
  readonly code: string;
  /** What happened and what to do. */
  readonly message: string;
}

/** How an execution is or has ended, whatever it was for; what a success means is not told here. */
export type ExecutionEnd = 'running' | 'succeeded' | 'failed' | 'stopped' | 'timed-out';

export function endOf({ status }: DescribeExecutionOutput): ExecutionEnd {
  switch (status) {
    case 'SUCCEEDED':
      return 'succeeded';
    case 'ABORTED':
      return 'stopped';
    case 'TIMED_OUT':
      return 'timed-out';
    case 'FAILED':
      return 'failed';
    default:
      return 'running';
  }
}

/** Why a run has failed; undefined when it has not, and when it is not over. */
export function readFailure(
  execution: DescribeExecutionOutput,
  state: { readonly error?: StepError },
  timedOut = 'it took longer than five days and was ended; start it again with a shorter window',
): RunFailure | undefined {
  const { status, error, cause } = execution;
  if (status === 'SUCCEEDED') return undefined;
  // a run that still has to tell its failure keeps it in its state
  const found =
    status === 'RUNNING' ? state.error : { Error: error ?? status ?? '', Cause: cause ?? untold(status, timedOut) };
  return found && { code: found.Error, message: messageOf(found.Cause) };
}

/** What Step Functions leaves unsaid. */
function untold(status: DescribeExecutionOutput['status'], timedOut: string): string {
  if (status === 'ABORTED') return 'somebody has stopped it';
  return status === 'TIMED_OUT' ? timedOut : '';
}

/** Two causes stand one after the other when the mail about a failure has failed, too. */
function messageOf(cause: string): string {
  return cause
    .split(/(?<=}) (?=And no mail could be sent: )/)
    .map(readCause)
    .join(' ');
}

/** The sentence in what a Lambda function leaves of an error. */
function readCause(cause: string): string {
  const start = cause.indexOf('{');
  try {
    const { errorMessage } = JSON.parse(cause.slice(start)) as { errorMessage?: unknown };
    if (typeof errorMessage === 'string') return `${cause.slice(0, start)}${errorMessage}`;
  } catch {
    // it is a sentence itself
  }
  return cause;
}
