import { AuditError, errorName, oneLine } from '../../shared/errors';
import { isDenied, isPassing } from '../../shared/service-errors';
import { MINUTE_MS } from '../../shared/utc-dates';
import { DEPLOY_PREFIX } from './deploy-event';
import type { StepEvent } from './run-state';

/** What the steps hand on must stay far below the 256 KB that Step Functions takes. */
export const MAX_STATE_BYTES = 32 * 1024;
/** IAM needs a while until it knows the roles of a stack that is new. */
const NEW_ROLES_MS = 3 * MINUTE_MS;
const RETRY_MS = 10_000;

/** What runs a step: the clock and the patience of its invocation. */
export interface Invocation {
  readonly now: () => Date;
  readonly sleep: (ms: number) => Promise<void>;
  readonly remainingMs: () => number;
}

/** An error whose name is the code that the state machine and its mails show: `LOG_BUCKET_DENIED` → `LogBucketDenied`. */
class StepFailure extends Error {
  override readonly name: string;

  constructor({ code, message }: AuditError) {
    super(message);
    this.name = errorName(code);
  }
}

/**
 * Runs a step. A run that a deployment has just started is patient with permissions that IAM does not know yet.
 * @throws StepFailure with what to do; anything else that is thrown is a bug or a fault of a service
 */
export async function runStep<State>(
  event: Pick<StepEvent, 'execution'>,
  invocation: Invocation,
  work: () => Promise<State>,
): Promise<State> {
  for (;;) {
    try {
      return requireSmall(await work());
    } catch (error) {
      if (isDenied(error) && mayPass(event, invocation)) {
        await invocation.sleep(RETRY_MS);
        continue;
      }
      throw nameFailure(error);
    }
  }
}

/** The state machine tries a step again that failed because a service was busy; nothing else gets better by itself. */
function nameFailure(error: unknown): unknown {
  if (error instanceof AuditError) return new StepFailure(error);
  if (!isPassing(error)) return error;
  const { name } = error as Error;
  return new StepFailure(
    new AuditError(
      'SERVICE_BUSY',
      `an AWS service did not answer as it should, again and again (${name}: ${oneLine(error)}); start the run again later`,
    ),
  );
}

function mayPass({ execution }: Pick<StepEvent, 'execution'>, { now, remainingMs }: Invocation): boolean {
  const isNew = execution.arn.split(':').at(-1)?.startsWith(DEPLOY_PREFIX) ?? false;
  const elapsedMs = now().getTime() - new Date(execution.startedAt).getTime();
  return isNew && elapsedMs < NEW_ROLES_MS && remainingMs() > 2 * RETRY_MS;
}

function requireSmall<State>(state: State): State {
  const bytes = Buffer.byteLength(JSON.stringify(state));
  if (bytes > MAX_STATE_BYTES) throw new Error(`the state of the run has ${bytes} bytes, more than ${MAX_STATE_BYTES}`);
  return state;
}
