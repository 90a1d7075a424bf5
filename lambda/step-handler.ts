import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import type { S3Client } from '@aws-sdk/client-s3';
import { runIdOf } from '../lib/workflow/audit-run/run-id';
import type { RunState, StepEvent } from '../lib/workflow/audit-run/run-state';
import { type Invocation, runStep } from '../lib/workflow/audit-run/run-step';
import type { Settings } from '../lib/workflow/audit-run/settings';
import { WorkStore } from '../lib/workflow/audit-run/work-store';

export const logger = new Logger({ serviceName: 's3-log-audit' });

/** The clients of the SDK try again when they are throttled, with growing pauses and jitter. */
export const PATIENT = { maxAttempts: 8 };

/** What Lambda tells a function about its invocation, as far as it is needed. */
export interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/** What the functions of all state machines get. */
type ExecutionEvent = Pick<StepEvent, 'execution'>;

/** The function of a step: logs what comes in and goes out, and gives failures the names that the state machine knows. */
export function stepHandler<Reply, Event extends ExecutionEvent = StepEvent>(
  step: string,
  work: (event: Event, invocation: Invocation) => Promise<Reply>,
) {
  return async (event: Event, context: LambdaContext): Promise<Reply> => {
    const run = { step, run: runIdOf(event.execution.arn, event.execution.startedAt) };
    const invocation: Invocation = {
      now: () => new Date(),
      sleep: async (ms) => await sleep(ms),
      remainingMs: () => context.getRemainingTimeInMillis(),
    };
    try {
      const reply = await runStep(event, invocation, () => work(event, invocation));
      logger.info('done', { ...run, next: (reply as Partial<RunState>).next });
      return reply;
    } catch (error) {
      logger.error('failed', { ...run, error: error as Error });
      throw error;
    }
  };
}

/** The state that the steps before have made. Every step but the first and the mail of a failure has one. */
export function stateOf({ state }: StepEvent): RunState {
  if (!('runId' in state)) throw new Error('the plan has not been made');
  return state;
}

/** What the steps of the run keep for each other. */
export function storeOf(
  { execution }: ExecutionEvent,
  s3: S3Client,
  { workBucket, account }: Pick<Settings, 'workBucket' | 'account'>,
): WorkStore {
  return new WorkStore(s3, workBucket, account, runIdOf(execution.arn, execution.startedAt));
}
