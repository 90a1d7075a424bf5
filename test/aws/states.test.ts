import { join } from 'node:path';
import {
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { clientConfig } from './helpers';
import { LocalAws } from './local-aws';

const LAMBDA = 'arn:aws:lambda:eu-west-1:111122223333:function:doer';
const MACHINE = 'arn:aws:states:eu-west-1:111122223333:stateMachine:machine';
const ROLES = { lambda: 'arn:aws:iam::111122223333:role/lambda', states: 'arn:aws:iam::111122223333:role/states' };

let aws: LocalAws;
let states: SFNClient;

beforeAll(async () => {
  aws = await LocalAws.start({ now: new Date('2026-02-10T08:00:00Z') });
  states = new SFNClient(clientConfig(aws));
  for (const [service, arn] of Object.entries(ROLES)) {
    const trust = { Effect: 'Allow', Principal: { Service: `${service}.amazonaws.com` }, Action: 'sts:AssumeRole' };
    const grant = { Effect: 'Allow', Action: ['logs:*', 'lambda:InvokeFunction'], Resource: '*' };
    const document = (Statement: object) => ({ Version: '2012-10-17', Statement });
    aws.iam.createRole(arn, document(trust), { grants: document(grant) });
  }
  await aws.lambda.put({
    name: 'doer',
    arn: LAMBDA,
    roleArn: ROLES.lambda,
    codeFolder: join(__dirname, 'fixtures', 'functions'),
    handler: 'index.handler',
    environment: {},
    memorySize: 128,
    logGroup: '/aws/lambda/doer',
    timeoutSeconds: 10,
  });
});

afterAll(async () => {
  states.destroy();
  await aws.stop();
  aws.violations.assertNone();
});

function define(definition: object): void {
  aws.states.put({
    arn: MACHINE,
    name: 'machine',
    roleArn: ROLES.states,
    tracing: false,
    logs: false,
    definition: JSON.stringify(definition),
  });
}

async function run(input: unknown, States: object, more: object = {}) {
  define({ StartAt: 'First', States, ...more });
  return aws.waitForExecution(aws.startExecution(MACHINE, input).arn);
}

const task = (payload: object, more: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: LAMBDA, Payload: payload },
  OutputPath: '$.Payload',
  ...('Next' in more ? {} : { End: true }),
  ...more,
});

test('hands state, context and input to a function, and goes on with its reply', async () => {
  const payload = {
    do: 'echo',
    value: {
      'state.$': '$',
      execution: {
        'arn.$': '$$.Execution.Id',
        'startedAt.$': '$$.Execution.StartTime',
        'input.$': '$$.Execution.Input',
      },
    },
  };
  const execution = await run(
    { wish: 1 },
    {
      First: { Type: 'Pass', Result: { a: { b: 2 } }, Next: 'Task' },
      Task: task(payload),
    },
  );
  expect(JSON.parse(execution.output ?? '')).toEqual({
    state: { a: { b: 2 } },
    execution: { arn: execution.arn, startedAt: execution.started.toISOString(), input: { wish: 1 } },
  });
});

test('waits in virtual time, and chooses by the state', async () => {
  const execution = await run(
    { seconds: 47 * 3600, next: 'wait' },
    {
      First: { Type: 'Wait', SecondsPath: '$.seconds', Next: 'Choose' },
      Choose: {
        Type: 'Choice',
        Choices: [{ Variable: '$.next', StringEquals: 'wait', Next: 'Done' }],
        Default: 'First',
      },
      Done: { Type: 'Succeed' },
    },
  );
  const lastedMs = (execution.stopped?.getTime() ?? 0) - execution.started.getTime();
  expect(lastedMs).toBeGreaterThanOrEqual(47 * 3_600_000);
  expect(execution.history.states).toEqual(['First', 'Choose', 'Done']);
});

test('tries again what the definition says, then catches with error and cause', async () => {
  const fault = aws.faults.add({ kind: 'throttle', service: 'lambda', times: 3 });
  const Retry = [
    { ErrorEquals: ['Lambda.TooManyRequestsException'], IntervalSeconds: 60, MaxAttempts: 2, BackoffRate: 2 },
  ];
  const Catch = [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Failed' }];
  const execution = await run(
    { kept: true },
    {
      First: task({ do: 'echo' }, { Retry, Catch }),
      Failed: {
        Type: 'Fail',
        ErrorPath: '$.error.Error',
        CausePath: "States.Format('{} ({})', $.error.Cause, $.kept)",
      },
    },
  );
  expect(fault.hits).toBe(3);
  expect(execution).toMatchObject({
    status: 'FAILED',
    error: 'Lambda.TooManyRequestsException',
    cause: 'Rate Exceeded. (true)',
  });
  expect((execution.stopped?.getTime() ?? 0) - execution.started.getTime()).toBeGreaterThanOrEqual(180_000);
});

const map = (States: object, StartAt: string, more: object = {}) => ({
  Type: 'Map',
  ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, StartAt, States },
  ...('Next' in more ? {} : { End: true }),
  ...more,
});
const distributed = {
  ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, StartAt: 'A1', States: {} },
};

describe('Map', () => {
  const ItemSelector = {
    'number.$': '$$.Map.Item.Value',
    'index.$': '$$.Map.Item.Index',
    'run.$': '$$.Execution.Id',
    'shared.$': '$.shared',
  };

  test('gives each item to an iteration of its own, and puts what they give in the order of the items', async () => {
    const echo = task({ do: 'echo', 'value.$': '$' });
    const more = { ItemsPath: '$.numbers', ItemSelector, MaxConcurrency: 2, ResultPath: '$.results' };
    const execution = await run({ numbers: [7, 8, 9], shared: 's' }, { First: map({ Each: echo }, 'Each', more) });
    expect(JSON.parse(execution.output ?? '')).toEqual({
      numbers: [7, 8, 9],
      shared: 's',
      results: [7, 8, 9].map((number, index) => ({ number, index, run: execution.arn, shared: 's' })),
    });
    const types = execution.history.events.map(({ type }) => type);
    expect(types.filter((type) => type === 'MapIterationSucceeded')).toHaveLength(3);
    expect(types.slice(0, 3)).toEqual(['ExecutionStarted', 'MapStateEntered', 'MapStateStarted']);
    expect(types.slice(-3)).toEqual(['MapStateSucceeded', 'MapStateExited', 'ExecutionSucceeded']);
  });

  test('never runs more iterations at the same time than it may', async () => {
    const wait = { Type: 'Wait', Seconds: 60, End: true };
    const items = [1, 2, 3, 4, 5];
    const execution = await run(items, { First: map({ Wait: wait }, 'Wait', { MaxConcurrency: 2 }) });
    const lastedMs = (execution.stopped?.getTime() ?? 0) - execution.started.getTime();
    expect(Math.round(lastedMs / 60_000)).toBe(3);
  });

  test('an iteration that catches its error spares the others; one that does not fails them all', async () => {
    const failing = (more: object) => task({ do: 'throw', name: 'Odd', message: 'odd' }, more);
    const spared = { Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Kept' }] };
    const kept = { Type: 'Pass', Parameters: { 'error.$': '$.error.Error' }, End: true };
    const items = [{}, {}];
    const caught = await run(items, { First: map({ Each: failing(spared), Kept: kept }, 'Each') });
    expect(JSON.parse(caught.output ?? '')).toEqual([{ error: 'Odd' }, { error: 'Odd' }]);
    const Catch = [{ ErrorEquals: ['Odd'], Next: 'Known' }];
    const States = { First: map({ Each: failing({}) }, 'Each', { Catch }), Known: { Type: 'Succeed' } };
    expect((await run(items, States)).history.states.at(-1)).toBe('Known');
    expect(await run(items, { First: map({ Each: failing({}) }, 'Each') })).toMatchObject({ error: 'Odd' });
    expect(await run({}, { First: map({ Each: failing({}) }, 'Each') })).toMatchObject({ error: 'States.Runtime' });
  });
});

test("gives a function's own error to Catch by its name", async () => {
  const execution = await run(
    {},
    {
      First: task(
        { do: 'throw', name: 'LogBucketDenied', message: 'denied' },
        {
          Catch: [
            { ErrorEquals: ['LogBucketDenied'], ResultPath: '$.error', Next: 'Known' },
            { ErrorEquals: ['States.ALL'], Next: 'Other' },
          ],
        },
      ),
      Known: { Type: 'Succeed' },
      Other: { Type: 'Fail' },
    },
  );
  const { error } = JSON.parse(execution.output ?? '');
  expect(error.Error).toBe('LogBucketDenied');
  expect(JSON.parse(error.Cause)).toMatchObject({ errorType: 'LogBucketDenied', errorMessage: 'denied' });
});

test.each([
  [
    'a choice about something that is not there',
    {
      First: { Type: 'Choice', Choices: [{ Variable: '$.none', StringEquals: 'x', Next: 'Done' }], Default: 'Done' },
      Done: { Type: 'Succeed' },
    },
    'States.Runtime',
  ],
  ['a wait for no number', { First: { Type: 'Wait', SecondsPath: '$.big', End: true } }, 'States.Runtime'],
  [
    'a reply over 256 KB, whatever is caught',
    {
      First: task({ do: 'talk', bytes: 262_144 }, { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Done' }] }),
      Done: { Type: 'Succeed' },
    },
    'States.DataLimitExceeded',
  ],
  ['a path into nothing', { First: task({ 'do.$': '$.none' }) }, 'States.ParameterPathFailure'],
])('fails for %s', async (_, definition, error) => {
  expect(await run({ big: '1' }, definition)).toMatchObject({ status: 'FAILED', error });
});

test('gives up after the time of the definition, and after 25,000 events', async () => {
  const forever = { First: { Type: 'Wait', Seconds: 60, Next: 'Again' }, Again: { Type: 'Pass', Next: 'First' } };
  expect(await run({}, forever, { TimeoutSeconds: 3600 })).toMatchObject({ status: 'TIMED_OUT' });
  const execution = await run({}, forever);
  expect(execution).toMatchObject({
    status: 'FAILED',
    cause: expect.stringContaining('maximum number of history events'),
  });
});

test.each([
  ['a type of state', { StartAt: 'A', States: { A: { Type: 'Parallel', End: true } } }],
  ['a field', { StartAt: 'A', States: { A: { Type: 'Pass', Assign: {}, End: true } } }],
  ['a resource', { StartAt: 'A', States: { A: { ...task({}), Resource: 'arn:aws:states:::sns:publish' } } }],
  [
    'a Map in another mode',
    { StartAt: 'A', States: { A: { ...map({ A1: { Type: 'Succeed' } }, 'A1'), ...distributed } } },
  ],
  [
    'a way out of an iteration',
    { StartAt: 'A', States: { A: map({ A1: { Type: 'Pass', Next: 'B' } }, 'A1'), B: { Type: 'Succeed' } } },
  ],
  ['two states of a name', { StartAt: 'A', States: { A: map({ A: { Type: 'Succeed' } }, 'A') } }],
  ['a state', { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' } } }],
])('fails for a definition with %s that is not known', (_, definition) => {
  expect(() => define(definition)).toThrow('Invalid State Machine Definition');
});

test('starts one execution for one name, lists them and stops them', async () => {
  define({ StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 60, End: true } } });
  aws.clock.pause();
  const start = (input: string) =>
    states.send(new StartExecutionCommand({ stateMachineArn: MACHINE, name: 'once', input }));
  const { executionArn } = await start('{"a":1}');
  expect((await start('{"a":1}')).executionArn).toBe(executionArn);
  await expect(start('{"a":2}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  const running = await states.send(new ListExecutionsCommand({ stateMachineArn: MACHINE, statusFilter: 'RUNNING' }));
  expect(running.executions?.map(({ name }) => name)).toEqual(['once']);
  await states.send(new StopExecutionCommand({ executionArn, cause: 'enough' }));
  const { events } = await states.send(new GetExecutionHistoryCommand({ executionArn, reverseOrder: true }));
  expect(events?.[0]).toMatchObject({ type: 'ExecutionAborted', executionAbortedEventDetails: { cause: 'enough' } });
  await expect(start('{"a":1}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  aws.clock.resume();
});
