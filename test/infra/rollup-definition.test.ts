import { DAY_MS } from '../../lib/shared/utc-dates';
import { CONFIRMATION_LIMIT_MS } from '../../lib/workflow/audit-run/wait-times';
import {
  CALLS_OF_PERIOD,
  EVENTS_OF_EXECUTION,
  PERIODS_AT_ONCE,
  PERIODS_IN_ROUND,
} from '../../lib/workflow/log-rollup/rollup-limits';
import { resourcesOfType, synthesizedTemplate } from '../helpers/synthesized-stack';

interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly StringEquals: string; readonly Next: string }[];
  readonly Catch?: readonly { readonly ErrorEquals: string[]; readonly Next: string }[];
  readonly Retry?: readonly { readonly MaxAttempts: number }[];
  readonly MaxConcurrency?: number;
  readonly TimeoutSeconds?: number;
  readonly Parameters?: { readonly FunctionName: string };
  readonly ItemProcessor?: { readonly StartAt: string; readonly States: Readonly<Record<string, State>> };
}

const template = synthesizedTemplate();
const machine = resourcesOfType(template, 'AWS::StepFunctions::StateMachine').find(([id]) => id.startsWith('Rollup'));
const { DefinitionString, DefinitionSubstitutions } = (machine as NonNullable<typeof machine>)[1].Properties as {
  readonly DefinitionString: string;
  readonly DefinitionSubstitutions: Readonly<Record<string, { readonly 'Fn::GetAtt': readonly string[] }>>;
};
const definition = JSON.parse(DefinitionString) as {
  readonly StartAt: string;
  readonly TimeoutSeconds: number;
  readonly States: Readonly<Record<string, State>>;
};
const { ItemProcessor: iteration, ...map } = definition.States.RollUpPeriods as State;
const states = [...Object.entries(definition.States), ...Object.entries(iteration?.States ?? {})];
const tasks = states.filter(([, { Type }]) => Type === 'Task');

test('the definition is valid', () => {
  const validate = require('asl-validator') as (definition: object) => { isValid: boolean; errorsText(): string };
  const text = DefinitionString.replaceAll(/\$\{(\w+)\}/g, (_, name) =>
    name === 'LambdaInvokeArn'
      ? 'arn:aws:states:::lambda:invoke'
      : `arn:aws:lambda:eu-west-1:111122223333:function:${name}`,
  );
  const { isValid, errorsText } = validate(JSON.parse(text));
  expect(isValid ? '' : errorsText()).toBe('');
});

test('every placeholder has a value, and every value a placeholder', () => {
  const placeholders = new Set([...DefinitionString.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name));
  expect(Object.keys(DefinitionSubstitutions).sort()).toEqual([...placeholders].sort());
});

test('the steps follow each other as the functions say', () => {
  const choices = states.filter(([, { Type }]) => Type === 'Choice');
  const shown = choices.map(([name, { Choices = [], Default }]) => [
    name,
    Object.fromEntries([...Choices.map(({ StringEquals, Next }) => [StringEquals, Next]), ['otherwise', Default]]),
  ]);
  expect(Object.fromEntries(shown)).toEqual({
    'Planned?': {
      plan: 'PlanRollup',
      roll: 'RollUpPeriods',
      tell: 'NotifyRollup',
      done: 'Done',
      otherwise: 'UnknownStep',
    },
    'PeriodDone?': { more: 'RollUpPeriod', otherwise: 'RolledUp' },
    'Told?': { wait: 'WaitForConfirmation', failed: 'Failed', otherwise: 'Done' },
    'FailureSent?': { wait: 'WaitToTellFailure', otherwise: 'Failed' },
  });
  expect([map.MaxConcurrency, map.Next, iteration?.StartAt]).toEqual([PERIODS_AT_ONCE, 'PlanRollup', 'RollUpPeriod']);
});

test('every error ends in a mail, or in a failed execution when that is what failed; that of a period with the period', () => {
  const caught = [...tasks, ['RollUpPeriods', map] as const].map(([name, { Catch }]) => [
    name,
    ...(Catch ?? []).flatMap(({ ErrorEquals, Next }) => [ErrorEquals.join(), Next]),
  ]);
  expect(caught).toEqual([
    ['PlanRollup', 'States.ALL', 'NotifyFailure'],
    ['NotifyRollup', 'States.ALL', 'MailNotDelivered'],
    ['NotifyFailure', 'States.ALL', 'FailedUntold'],
    ['RollUpPeriod', 'States.ALL', 'PeriodFailed'],
    ['RollUpPeriods', 'States.ALL', 'NotifyFailure'],
  ]);
});

test('the history stays below the limit of 25,000 events, however often a call is tried again', () => {
  const tries = (tasks.find(([name]) => name === 'RollUpPeriod')?.[1].Retry ?? []).reduce(
    (sum, { MaxAttempts }) => sum + MaxAttempts,
    1,
  );
  // scheduled, started and ended for each try; entered and exited twice with the choice behind it
  const eventsOfCall = 3 * tries + 4;
  const round = PERIODS_IN_ROUND * (6 + CALLS_OF_PERIOD * eventsOfCall);
  expect(EVENTS_OF_EXECUTION + round).toBeLessThan(24_000);
});

test('a task outlives its function, whose own time-out says more', () => {
  const timeouts = new Map(
    resourcesOfType(template, 'AWS::Lambda::Function').map(([id, { Properties }]) => [id, Number(Properties.Timeout)]),
  );
  for (const [, { Parameters, TimeoutSeconds }] of tasks) {
    const arn = DefinitionSubstitutions[Parameters?.FunctionName.slice(2, -1) ?? '']?.['Fn::GetAtt'][0];
    expect(TimeoutSeconds).toBeGreaterThan(timeouts.get(arn ?? '') as number);
  }
});

test('an execution may last as long as the wait for a reader of its mail, and some days of work', () => {
  expect(definition.TimeoutSeconds * 1000 - CONFIRMATION_LIMIT_MS).toBeGreaterThan(2 * DAY_MS);
});
