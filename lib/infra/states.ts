import { errorName } from '../shared/errors';

/** A state of the Amazon States Language. Source: https://states-language.net/spec.html */
export type State = Readonly<Record<string, unknown>>;

/** Faults of services. The functions repeat safely what they did; their other errors are final. */
const RETRY = [
  {
    ErrorEquals: [
      'Lambda.ServiceException',
      'Lambda.AWSLambdaException',
      'Lambda.SdkClientException',
      'Lambda.ClientExecutionTimeoutException',
      'Lambda.TooManyRequestsException',
      // a service that a function called stayed busy, however often its client asked
      errorName('SERVICE_BUSY'),
    ],
    IntervalSeconds: 2,
    MaxAttempts: 6,
    BackoffRate: 2,
    MaxDelaySeconds: 60,
    JitterStrategy: 'FULL',
  },
  {
    // the function was ended: out of time, out of memory, lost
    ErrorEquals: ['Sandbox.Timedout', 'Runtime.ExitError', 'Lambda.Unknown', 'States.Timeout'],
    IntervalSeconds: 5,
    MaxAttempts: 1,
    BackoffRate: 2,
    JitterStrategy: 'FULL',
  },
];

/** Name of the placeholder for the ARN of the integration with Lambda, which differs between partitions. */
export const INVOKE = 'LambdaInvokeArn';

/** Name of the placeholder for the ARN of a step's function. */
export function functionPlaceholder(step: string): string {
  return `${step.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase())}FunctionArn`;
}

/** What every function gets: the state of the machine, and apart from it what its execution was started with. */
export const STEP_EVENT = {
  'state.$': '$',
  execution: {
    'arn.$': '$$.Execution.Id',
    'startedAt.$': '$$.Execution.StartTime',
    'input.$': '$$.Execution.Input',
  },
} as const;

/** A call of the function of a step, whose reply becomes the state. `timeoutSeconds` is that of the function. */
export function invocation(step: string, payload: State, timeoutSeconds: number): State {
  return {
    Type: 'Task',
    Resource: `\${${INVOKE}}`,
    Parameters: { FunctionName: `\${${functionPlaceholder(step)}}`, Payload: payload },
    OutputPath: '$.Payload',
    // the function itself is given up earlier, and says more then
    TimeoutSeconds: timeoutSeconds + 60,
    Retry: RETRY,
  };
}

/** A pause as long as a function has said. */
export function wait(next: string): State {
  return { Type: 'Wait', SecondsPath: '$.waitSeconds', Next: next };
}

/** Goes where a function has said. */
export function choice(targets: Readonly<Record<string, string>>, otherwise = 'UnknownStep'): State {
  return {
    Type: 'Choice',
    Choices: Object.entries(targets).map(([next, state]) => ({
      Variable: '$.next',
      StringEquals: next,
      Next: state,
    })),
    Default: otherwise,
  };
}

/** What every task does with an error: `failureStates` tells it. */
export const CATCH_ALL: State = { ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'NotifyFailure' };

/** What the task that tells an error does with one of its own: the first one must not be lost. */
export const CATCH_UNTOLD: State = { ErrorEquals: ['States.ALL'], ResultPath: '$.mailError', Next: 'FailedUntold' };

/**
 * Where an execution goes with an error: somebody is told, then it fails with it.
 * @param what the execution is called
 * @param notifyFailure the task that tells it, which goes on to `FailureSent?`
 */
export function failureStates(what: string, notifyFailure: State): Readonly<Record<string, State>> {
  return {
    UnknownStep: {
      Type: 'Pass',
      Result: { Error: 'UnknownStep', Cause: 'a function named a step that the state machine does not have here' },
      ResultPath: '$.error',
      Next: 'NotifyFailure',
    },
    NotifyFailure: notifyFailure,
    'FailureSent?': choice({ wait: 'WaitToTellFailure' }, 'Failed'),
    WaitToTellFailure: wait('NotifyFailure'),
    Failed: { Type: 'Fail', ErrorPath: '$.error.Error', CausePath: '$.error.Cause' },
    FailedUntold: {
      Type: 'Fail',
      Comment: `The ${what} failed, and the mail about it could not be delivered.`,
      ErrorPath: '$.error.Error',
      CausePath: "States.Format('{} And no mail could be sent: {}', $.error.Cause, $.mailError.Cause)",
    },
  };
}
