import { DAY_MS } from '../shared/utc-dates';
import { CONFIRMATION_LIMIT_MS } from '../workflow/audit-run/wait-times';
import { PERIODS_AT_ONCE } from '../workflow/log-rollup/rollup-limits';
import { type RollupTask, rollupTimeoutSeconds } from './rollup-functions';
import { CATCH_ALL, CATCH_UNTOLD, choice, failureStates, invocation, STEP_EVENT, type State, wait } from './states';

/** A rollup that works for longer than three days has lost its way. */
const ROLLUP_TIMEOUT_SECONDS = (3 * DAY_MS + CONFIRMATION_LIMIT_MS) / 1000;

/**
 * The state machine of a rollup, with placeholders for ARNs. Periods are found and rolled up in rounds, so that neither the
 * state nor the history grows with the logs. A period that fails is told at the end; the others go on.
 */
export function rollupDefinition(): State {
  return {
    Comment: 'S3 Log Audit: merges many small log objects into few.',
    StartAt: 'Begin',
    TimeoutSeconds: ROLLUP_TIMEOUT_SECONDS,
    States: { ...rolling(), ...telling(), ...failing() },
  };
}

function rolling(): Readonly<Record<string, State>> {
  return {
    // functions read the input of the execution as such; it must not pass for the state
    Begin: { Type: 'Pass', Result: {}, Next: 'PlanRollup' },
    PlanRollup: task('plan-rollup', 'Planned?'),
    'Planned?': choice({ plan: 'PlanRollup', roll: 'RollUpPeriods', tell: 'NotifyRollup', done: 'Done' }),
    RollUpPeriods: {
      Type: 'Map',
      ItemsPath: '$.items',
      MaxConcurrency: PERIODS_AT_ONCE,
      ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, StartAt: 'RollUpPeriod', States: period() },
      ResultPath: '$.results',
      Catch: [CATCH_ALL],
      Next: 'PlanRollup',
    },
  };
}

function period(): Readonly<Record<string, State>> {
  return {
    RollUpPeriod: task('roll-up-period', 'PeriodDone?', {
      catchers: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'PeriodFailed' }],
    }),
    'PeriodDone?': choice({ more: 'RollUpPeriod' }, 'RolledUp'),
    RolledUp: { Type: 'Succeed' },
    PeriodFailed: {
      Type: 'Pass',
      Comment: 'The function crashed or ran out of time, again and again. Its log and its events say why.',
      Parameters: {
        'period.$': '$.period',
        'calls.$': '$.calls',
        'counts.$': '$.counts',
        problem: { 'code.$': '$.error.Error', reason: 'the function ended unexpectedly; its log says why' },
      },
      End: true,
    },
  };
}

function telling(): Readonly<Record<string, State>> {
  return {
    NotifyRollup: task('notify-rollup', 'Told?', {
      mail: 'problems',
      catchers: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'MailNotDelivered' }],
    }),
    'Told?': choice({ wait: 'WaitForConfirmation', failed: 'Failed' }, 'Done'),
    WaitForConfirmation: wait('NotifyRollup'),
    MailNotDelivered: {
      Type: 'Fail',
      Comment: 'There was something to tell, but nobody could be told.',
      ErrorPath: '$.error.Error',
      CausePath: '$.error.Cause',
    },
    Done: { Type: 'Succeed' },
  };
}

function failing(): Readonly<Record<string, State>> {
  return {
    ...failureStates('rollup', task('notify-rollup', 'FailureSent?', { mail: 'failed', catchers: [CATCH_UNTOLD] })),
  };
}

interface TaskOptions {
  readonly mail?: 'problems' | 'failed';
  readonly catchers?: readonly State[];
}

function task(step: RollupTask, next: string, { mail, catchers = [CATCH_ALL] }: TaskOptions = {}): State {
  return {
    ...invocation(step, { ...STEP_EVENT, ...(mail ? { mail } : {}) }, rollupTimeoutSeconds(step)),
    Catch: catchers,
    Next: next,
  };
}
