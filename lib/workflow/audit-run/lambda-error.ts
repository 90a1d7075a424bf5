import { type ErrorCode, errorName, FAILURE_CODES, USAGE_CODES } from '../../shared/errors';
import type { StepError } from './run-state';

/** Why something failed, for a mail. */
export interface ToldFailure {
  readonly code: string;
  readonly reason: string;
}

/** Names of failures that say themselves what to do. */
const TOLD = new Set(
  [...Object.keys(USAGE_CODES), ...Object.keys(FAILURE_CODES)].map((code) => errorName(code as ErrorCode)),
);

/** What Step Functions caught, in words; for a crash, a time-out or a bug with what can be done. */
export function lambdaError(error: StepError): ToldFailure {
  if (TOLD.has(error.Error)) return { code: error.Error, reason: messageOf(error) };
  return {
    code: error.Error,
    reason: `the step ended unexpectedly (${messageOf(error).slice(0, 1000)}); start the run again, and if it fails again, look into the log of the function`,
  };
}

/** The cause in words: of a function it is JSON with a message, and with a trace that nobody needs. */
function messageOf({ Error: name, Cause }: StepError): string {
  try {
    const { errorMessage } = JSON.parse(Cause) as { errorMessage?: unknown };
    if (typeof errorMessage === 'string') return errorMessage;
  } catch {
    // not of a function
  }
  return Cause || name;
}
