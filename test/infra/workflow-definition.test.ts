import { workKeys } from '../../lib/workflow/audit-run/cloud-names';
import { CONFIRMATION_LIMIT_MS, COPY_LIMIT_MS, QUERIES_LIMIT_MS } from '../../lib/workflow/audit-run/wait-times';
import { resourcesOfType, synthesizedTemplate } from '../helpers/synthesized-stack';

interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly StringEquals: string; readonly Next: string }[];
  readonly Catch?: readonly { readonly ErrorEquals: string[]; readonly ResultPath: string; readonly Next: string }[];
  readonly Retry?: readonly { readonly ErrorEquals: string[]; readonly JitterStrategy: string }[];
  readonly Parameters?: { readonly FunctionName: string; readonly Payload: Record<string, unknown> };
  readonly SecondsPath?: string;
  readonly TimeoutSeconds?: number;
}

const template = synthesizedTemplate();
const machine = resourcesOfType(template, 'AWS::StepFunctions::StateMachine').find(([id]) =>
  id.startsWith('Audit'),
)?.[1].Properties as unknown as Machine;
type Machine = { readonly DefinitionString: string; readonly DefinitionSubstitutions: Record<string, unknown> };
const definition = JSON.parse(machine.DefinitionString) as {
  readonly StartAt: string;
  readonly TimeoutSeconds: number;
  readonly States: Readonly<Record<string, State>>;
};
const states = Object.entries(definition.States);
const tasks = states.filter(([, { Type }]) => Type === 'Task');

test('the definition is valid', () => {
  const validate = require('asl-validator') as (definition: object) => { isValid: boolean; errorsText(): string };
  const text = machine.DefinitionString.replaceAll(/\$\{(\w+)\}/g, (_, name) =>
    name === 'LambdaInvokeArn'
      ? 'arn:aws:states:::lambda:invoke'
      : `arn:aws:lambda:eu-west-1:111122223333:function:${name}`,
  );
  const { isValid, errorsText } = validate(JSON.parse(text));
  expect(isValid ? '' : errorsText()).toBe('');
});

test('every placeholder has a value, and every value a placeholder', () => {
  const placeholders = new Set([...machine.DefinitionString.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name));
  expect(Object.keys(machine.DefinitionSubstitutions).sort()).toEqual([...placeholders].sort());
});

test('every state can be reached', () => {
  const reached = new Set<string>();
  const visit = (name: string) => {
    if (reached.has(name)) return;
    reached.add(name);
    for (const next of targetsOf(definition.States[name] as State)) visit(next);
  };
  visit(definition.StartAt);
  expect([...reached].sort()).toEqual(Object.keys(definition.States).sort());
});

test('the steps follow each other as the functions say', () => {
  const choices = states.filter(([, { Type }]) => Type === 'Choice');
  const shown = choices.map(([name, { Choices = [], Default }]) => [
    name,
    Object.fromEntries([...Choices.map(({ StringEquals, Next }) => [StringEquals, Next]), ['otherwise', Default]]),
  ]);
  expect(Object.fromEntries(shown)).toEqual({
    'PlanDone?': { plan: 'Plan', otherwise: 'NotifyStarted' },
    'LogsFound?': {
      'nothing-found': 'NotifyNothingFound',
      copy: 'StartCopy',
      query: 'StartQueries',
      otherwise: 'UnknownStep',
    },
    'CopyDone?': { wait: 'WaitForCopy', query: 'StartQueries', otherwise: 'UnknownStep' },
    'QueriesDone?': {
      wait: 'WaitForQueries',
      start: 'StartQueries',
      summarize: 'Summarize',
      otherwise: 'UnknownStep',
    },
    'ResultsSent?': { wait: 'WaitForConfirmation', done: 'Done', otherwise: 'UnknownStep' },
    'NothingFoundSent?': { wait: 'WaitToTellNothingFound', done: 'Done', otherwise: 'UnknownStep' },
    'FailureSent?': { wait: 'WaitToTellFailure', otherwise: 'Failed' },
  });
});

test('every function gets the state, and apart from it what its execution was started with', () => {
  for (const [name, { Parameters }] of tasks) {
    const { mail, ...payload } = Parameters?.Payload ?? {};
    expect(payload).toEqual({
      'state.$': '$',
      execution: {
        'arn.$': '$$.Execution.Id',
        'startedAt.$': '$$.Execution.StartTime',
        'input.$': '$$.Execution.Input',
      },
    });
    expect(mail !== undefined).toBe(name.startsWith('Notify'));
  }
});

test('the input of an execution does not become the state of the run', () => {
  expect(definition.States[definition.StartAt]).toMatchObject({ Type: 'Pass', Result: {} });
});

test('every error of a step ends in the mail about it, and every error of that mail in a failed execution', () => {
  for (const [name, { Catch }] of tasks) {
    const last = Catch?.at(-1);
    expect(last?.ErrorEquals).toEqual(['States.ALL']);
    expect(last?.Next).toBe(name === 'NotifyFailure' ? 'FailedUntold' : 'NotifyFailure');
  }
  expect(definition.States.FailedUntold?.Type).toBe('Fail');
  expect(definition.States.Failed?.Type).toBe('Fail');
});

test('a last mail that finds no reader fails the execution at once', () => {
  for (const name of ['NotifyResults', 'NotifyNothingFound']) {
    expect(definition.States[name]?.Catch?.[0]).toEqual({
      ErrorEquals: ['MailNotDelivered'],
      ResultPath: '$.error',
      Next: 'MailNotDelivered',
    });
  }
  expect(definition.States.MailNotDelivered?.Type).toBe('Fail');
});

test('faults of services are tried again with jitter, other errors of ours are not', () => {
  for (const [, { Retry = [] }] of tasks) {
    for (const { ErrorEquals, JitterStrategy } of Retry) {
      expect(JitterStrategy).toBe('FULL');
      for (const error of ErrorEquals)
        expect(error).toMatch(/^(Lambda\.|Sandbox\.|Runtime\.|States\.Timeout$|ServiceBusy$)/);
    }
    expect(Retry.flatMap(({ ErrorEquals }) => ErrorEquals)).toContain('Lambda.TooManyRequestsException');
  }
});

test('a wait lasts as long as a function says', () => {
  for (const [, { Type, SecondsPath }] of states) if (Type === 'Wait') expect(SecondsPath).toBe('$.waitSeconds');
});

test('a task outlives its function, whose own time-out says more', () => {
  const timeouts = new Map(
    resourcesOfType(template, 'AWS::Lambda::Function').map(([id, { Properties }]) => [id, Number(Properties.Timeout)]),
  );
  for (const [, { Parameters, TimeoutSeconds }] of tasks) {
    const placeholder = Parameters?.FunctionName.slice(2, -1) as string;
    const { 'Fn::GetAtt': arn } = machine.DefinitionSubstitutions[placeholder] as { 'Fn::GetAtt': string[] };
    expect(TimeoutSeconds).toBeGreaterThan(timeouts.get(arn[0] as string) as number);
  }
});

test('what steps keep outlives the longest execution', () => {
  const [, work] = resourcesOfType(template, 'AWS::S3::Bucket').find(([id]) => id.includes('Work')) ?? [];
  const { Rules = [] } = (work?.Properties.LifecycleConfiguration ?? {}) as {
    Rules?: { Prefix?: string; ExpirationInDays: number }[];
  };
  const days = Rules.find(({ Prefix }) => Prefix === workKeys.states)?.ExpirationInDays ?? 0;
  expect(days * 24 * 3600).toBeGreaterThan(definition.TimeoutSeconds);
});

test('an execution may last as long as its slowest parts together', () => {
  expect(definition.TimeoutSeconds * 1000).toBeGreaterThan(COPY_LIMIT_MS + QUERIES_LIMIT_MS + CONFIRMATION_LIMIT_MS);
});

function targetsOf({ Next, Default, Choices = [], Catch = [] }: State): readonly string[] {
  return [Next, Default, ...Choices.map((choice) => choice.Next), ...Catch.map((catcher) => catcher.Next)].filter(
    (name) => name !== undefined,
  );
}
