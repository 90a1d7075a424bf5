import { join } from 'node:path';
import { roleSession, rootOf } from './iam/principal';
import { LocalAws } from './local-aws';

const ROLE = 'arn:aws:iam::111122223333:role/function';
const ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:doer';
const caller = rootOf('111122223333');

let aws: LocalAws;

beforeAll(async () => {
  aws = await LocalAws.start({ now: new Date('2026-02-10T08:00:00Z') });
  const allow = (Action: string[], Resource: string) => ({ Effect: 'Allow', Action, Resource });
  aws.iam.createRole(
    ROLE,
    {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    },
    {
      grants: {
        Version: '2012-10-17',
        Statement: [
          allow(['logs:CreateLogStream', 'logs:PutLogEvents'], '*'),
          allow(['s3:GetObject'], 'arn:aws:s3:::logs/mine/*'),
        ],
      },
    },
  );
  await aws.lambda.put({
    name: 'doer',
    arn: ARN,
    roleArn: ROLE,
    codeFolder: join(__dirname, 'fixtures', 'functions'),
    handler: 'index.handler',
    environment: { GREETING: 'hello' },
    memorySize: 128,
    logGroup: '/aws/lambda/doer',
    timeoutSeconds: 10,
  });
  aws.s3.createBucket({ name: 'logs' });
});

afterAll(async () => {
  await aws.stop();
  aws.violations.assertNone();
});

const invoke = async (event: object) => JSON.parse(await aws.lambda.invoke(ARN, JSON.stringify(event), caller));

test('a function sees its own environment, its time, and nothing of this machine', async () => {
  const seen = await invoke({ do: 'look' });
  expect(seen).toMatchObject({ environment: 'hello', today: 'Tue Feb 10 2026', role: 'ASIA' });
  expect(seen.now).toMatch(/^2026-02-10T08:0/);
  expect(seen.remainingMs).toBeGreaterThan(9_000);
  expect(seen).not.toHaveProperty('home');
});

test('a warm process is used again, and its time goes on with the clock', async () => {
  const before = await invoke({ do: 'look' });
  await aws.clock.sleep(24 * 3_600_000);
  const after = await invoke({ do: 'look' });
  expect(after.process).toBe(before.process);
  expect(after.now).toMatch(/^2026-02-11T08:0/);
});

test('two invocations at once have a process each', async () => {
  const [one, two] = await Promise.all([invoke({ do: 'look' }), invoke({ do: 'look' })]);
  expect(one.process).not.toBe(two.process);
});

test('a function reaches S3 by the name of the bucket, as its role', async () => {
  aws.s3.put('logs', 'mine/1', 'content');
  expect(await invoke({ do: 'read', bucket: 'logs', key: 'mine/1' })).toBe('content');
  await expect(invoke({ do: 'read', bucket: 'logs', key: 'yours/1' })).rejects.toMatchObject({
    errorType: 'AccessDenied',
  });
  expect(aws.calls.of('s3:GetObject').map(({ principal }) => principal)).toContainEqual(roleSession(ROLE, 'doer'));
});

test("fails with the function's own error", async () => {
  const failed = invoke({ do: 'throw', name: 'LogBucketDenied', message: 'the bucket denies' });
  await expect(failed).rejects.toMatchObject({ errorType: 'LogBucketDenied', message: 'the bucket denies' });
});

test.each([
  ['crash', { do: 'crash' }, 'Runtime.ExitError', /Runtime exited with error: exit status 1/],
  ['too long an answer', { do: 'talk', bytes: 6_300_000 }, 'Function.ResponseSizeTooLarge', /exceeded maximum allowed/],
])('fails for a %s', async (_, event, errorType, message) => {
  await expect(invoke(event)).rejects.toMatchObject({ errorType, message: expect.stringMatching(message) });
});

test('ends a function that takes too long', async () => {
  const lambda = aws.lambda.require('doer');
  lambda.timeoutSeconds = 1;
  await expect(invoke({ do: 'hang' })).rejects.toMatchObject({
    errorType: 'Sandbox.Timedout',
    message: expect.stringContaining('Task timed out after 1.00 seconds'),
  });
  lambda.timeoutSeconds = 10;
});

test.each([
  ['throttle', 'Lambda.TooManyRequestsException'],
  ['fail', 'Lambda.ServiceException'],
  ['crash', 'Runtime.ExitError'],
  ['time-out', 'Sandbox.Timedout'],
  ['lose-answer', 'Runtime.ExitError'],
] as const)('fails as a test wants: %s', async (kind, errorType) => {
  aws.faults.add({ kind, service: 'lambda', resource: 'doer' });
  await expect(invoke({ do: 'echo', value: 1 })).rejects.toMatchObject({ errorType });
  expect(await invoke({ do: 'echo', value: 2 })).toBe(2);
});

test('a role that may not write the log of its function is a violation', async () => {
  aws.iam.createRole(ROLE, { Version: '2012-10-17', Statement: [] });
  await aws.lambda.put({ ...aws.lambda.require(ARN) });
  await invoke({ do: 'echo' });
  expect(aws.violations.take()).toEqual([
    'Lambda may not assume the role of doer',
    expect.stringContaining('logs:CreateLogStream'),
    expect.stringContaining('logs:PutLogEvents'),
  ]);
});
