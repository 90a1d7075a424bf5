import { DAY_MS } from '../shared/utc-dates';
import { CONFIRMATION_LIMIT_MS, COPY_LIMIT_MS, QUERIES_LIMIT_MS } from '../workflow/audit-run/wait-times';
import { type RunStep, stepTimeoutSeconds } from './audit-functions';
import { CATCH_ALL, CATCH_UNTOLD, choice, failureStates, invocation, STEP_EVENT, type State, wait } from './states';

/** What is still alive a day after all waits together has lost its way. */
const RUN_TIMEOUT_SECONDS = (COPY_LIMIT_MS + QUERIES_LIMIT_MS + CONFIRMATION_LIMIT_MS + DAY_MS) / 1000;

/**
 * The state machine of a run, with placeholders for ARNs. It knows of the state
 * only `next`, `waitSeconds` and `error`: what is to be done is decided by the functions.
 */
export function workflowDefinition(): Readonly<Record<string, unknown>> {
  return {
    Comment: 'S3 Log Audit: finds logs, copies them if need be, queries them and mails the results.',
    StartAt: 'Begin',
    TimeoutSeconds: RUN_TIMEOUT_SECONDS,
    States: { ...planning(), ...copying(), ...querying(), ...telling(), ...failing() },
  };
}

function planning(): Readonly<Record<string, State>> {
  return {
    // functions read the input of the execution as such; it must not pass for the state of a run
    Begin: { Type: 'Pass', Result: {}, Next: 'Plan' },
    Plan: task('plan', 'PlanDone?'),
    'PlanDone?': choice({ plan: 'Plan' }, 'NotifyStarted'),
    NotifyStarted: task('notify', 'LogsFound?', { mail: 'started' }),
    'LogsFound?': choice({ 'nothing-found': 'NotifyNothingFound', copy: 'StartCopy', query: 'StartQueries' }),
  };
}

function copying(): Readonly<Record<string, State>> {
  return {
    StartCopy: task('start-copy', 'CopyDone?'),
    'CopyDone?': choice({ wait: 'WaitForCopy', query: 'StartQueries' }),
    WaitForCopy: wait('CheckCopy'),
    CheckCopy: task('check-copy', 'CopyDone?'),
  };
}

function querying(): Readonly<Record<string, State>> {
  return {
    StartQueries: task('start-queries', 'WaitForQueries'),
    WaitForQueries: wait('CheckQueries'),
    CheckQueries: task('check-queries', 'QueriesDone?'),
    'QueriesDone?': choice({ wait: 'WaitForQueries', start: 'StartQueries', summarize: 'Summarize' }),
    Summarize: task('summarize', 'NotifyResults'),
  };
}

function telling(): Readonly<Record<string, State>> {
  return {
    NotifyResults: finalMail('results', 'ResultsSent?'),
    'ResultsSent?': choice({ wait: 'WaitForConfirmation', done: 'Done' }),
    WaitForConfirmation: wait('NotifyResults'),
    NotifyNothingFound: finalMail('nothing-found', 'NothingFoundSent?'),
    'NothingFoundSent?': choice({ wait: 'WaitToTellNothingFound', done: 'Done' }),
    WaitToTellNothingFound: wait('NotifyNothingFound'),
    Done: { Type: 'Succeed' },
  };
}

function failing(): Readonly<Record<string, State>> {
  return {
    ...failureStates('run', task('notify', 'FailureSent?', { mail: 'failed', catchers: [CATCH_UNTOLD] })),
    MailNotDelivered: {
      Type: 'Fail',
      Comment: 'The results are there, but nobody could be told.',
      ErrorPath: '$.error.Error',
      CausePath: '$.error.Cause',
    },
  };
}

interface TaskOptions {
  readonly mail?: 'started' | 'results' | 'nothing-found' | 'failed';
  readonly catchers?: readonly State[];
}

function task(step: RunStep, next: string, { mail, catchers = [CATCH_ALL] }: TaskOptions = {}): State {
  return {
    ...invocation(step, { ...STEP_EVENT, ...(mail ? { mail } : {}) }, stepTimeoutSeconds(step)),
    Catch: catchers,
    Next: next,
  };
}

/** The last mail of a run: when it finds no reader, another mail won't either. */
function finalMail(mail: 'results' | 'nothing-found', next: string): State {
  const undeliverable = { ErrorEquals: ['MailNotDelivered'], ResultPath: '$.error', Next: 'MailNotDelivered' };
  return task('notify', next, { mail, catchers: [undeliverable, CATCH_ALL] });
}
