import { setTimeout as delay } from 'node:timers/promises';
import {
  CreateJobCommand,
  type CreateJobCommandInput,
  DescribeJobCommand,
  S3ControlClient,
  UpdateJobStatusCommand,
} from '@aws-sdk/client-s3-control';
import { clientConfig, roleWith } from './helpers';
import { LocalAws } from './local-aws';
import { resolveLocalhost } from './resolve-localhost';

const ROLE = 'arn:aws:iam::111122223333:role/batch';
const allow = (Action: string[], Resource: string) => ({ Effect: 'Allow', Action, Resource });
const GRANTS = [
  allow(['s3:GetObject', 's3:GetObjectTagging'], 'arn:aws:s3:::logs/*'),
  allow(['s3:GetObject', 's3:PutObject'], 'arn:aws:s3:::work/*'),
];

let aws: LocalAws;
let control: S3ControlClient;

resolveLocalhost();

beforeEach(async () => {
  aws = await LocalAws.start();
  control = new S3ControlClient(clientConfig(aws));
  aws.s3.createBucket({ name: 'logs' });
  aws.s3.createBucket({ name: 'work' });
  createRole(GRANTS);
});

afterEach(async () => {
  control.destroy();
  await aws.stop();
  aws.violations.assertNone();
});

function createRole(statements: readonly object[]): void {
  const trust = {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 'batchoperations.s3.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
    },
  };
  aws.iam.createRole(ROLE, trust, { grants: { Version: '2012-10-17', Statement: statements } });
}

function job(manifest: string, more: Partial<CreateJobCommandInput> = {}): CreateJobCommandInput {
  const { etag } = aws.s3.put('work', 'manifest.csv', manifest);
  return {
    AccountId: '111122223333',
    ConfirmationRequired: false,
    ClientRequestToken: 'run-1',
    Priority: 10,
    RoleArn: ROLE,
    Operation: { S3PutObjectCopy: { TargetResource: 'arn:aws:s3:::work', TargetKeyPrefix: 'runs/1/logs' } },
    Manifest: {
      Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields: ['Bucket', 'Key'] },
      Location: { ObjectArn: 'arn:aws:s3:::work/manifest.csv', ETag: etag },
    },
    Report: {
      Enabled: true,
      Bucket: 'arn:aws:s3:::work',
      Prefix: 'runs/1/report',
      Format: 'Report_CSV_20180820',
      ReportScope: 'FailedTasksOnly',
    },
    ...more,
  };
}

const create = async (input: CreateJobCommandInput) => (await control.send(new CreateJobCommand(input))).JobId ?? '';

async function over(JobId: string) {
  for (;;) {
    const { Job } = await control.send(new DescribeJobCommand({ AccountId: '111122223333', JobId }));
    if (Job && ['Complete', 'Failed', 'Cancelled', 'Suspended'].includes(Job.Status ?? '')) return Job;
    await delay(5);
  }
}

test('copies what the manifest names, and reports what it could not', async () => {
  aws.s3.put('logs', 'a/1 +,é', 'one');
  aws.s3.put('logs', 'a/2', 'two', { storageClass: 'GLACIER' });
  const id = await create(job('logs,a/1%20%2B%2C%C3%A9\nlogs,a/2\nlogs,a/3\n'));
  const done = await over(id);
  expect(done).toMatchObject({
    Status: 'Complete',
    ProgressSummary: { TotalNumberOfTasks: 3, NumberOfTasksSucceeded: 1, NumberOfTasksFailed: 2 },
  });
  expect(aws.s3.read('work', 'runs/1/logs/a/1 +,é').toString()).toBe('one');
  const report = JSON.parse(aws.s3.read('work', `runs/1/report/job-${id}/manifest.json`).toString());
  const [{ Key, TaskExecutionStatus }] = report.Results;
  expect(TaskExecutionStatus).toBe('failed');
  expect(aws.s3.read('work', Key).toString().split('\n')).toEqual([
    expect.stringMatching(/^logs,a\/2,,failed,InvalidObjectState,403,/),
    expect.stringMatching(/^logs,a\/3,,failed,AccessDenied,403,/),
    '',
  ]);
});

test.each([
  ['a header', 'Bucket,Key\nlogs,a\n', 'line 1 of the manifest has no key: a manifest has no header'],
  ['a comma in a key', 'logs,a,b\n', 'line 1 of the manifest has more than two fields'],
  ['a key that is not encoded', 'logs,a b\n', 'line 1 of the manifest has a key that is not URL-encoded: a b'],
  ['two source buckets', 'logs,a\nother,a\n', 'line 2 of the manifest names another bucket'],
])('fails for a manifest with %s', async (_, manifest, reason) => {
  const { Status, FailureReasons } = await over(await create(job(manifest)));
  expect(Status).toBe('Failed');
  expect(FailureReasons?.[0]?.FailureReason).toContain(reason);
});

test.each([
  [
    'an ETag in quotes',
    {
      Manifest: {
        Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields: ['Bucket', 'Key'] },
        Location: { ObjectArn: 'arn:aws:s3:::work/m', ETag: '"x"' },
      },
    },
    /without quotes/,
  ],
  [
    'a target that ends in a slash',
    { Operation: { S3PutObjectCopy: { TargetResource: 'arn:aws:s3:::work', TargetKeyPrefix: 'x/' } } },
    /without a trailing slash/,
  ],
  ['a token that is too long', { ClientRequestToken: 'x'.repeat(65) }, /64/],
  ['a job that waits for a confirmation', { ConfirmationRequired: true }, /confirmation/],
  [
    'a role that S3 Batch Operations may not assume',
    { RoleArn: 'arn:aws:iam::111122223333:role/other' },
    /may not assume/,
  ],
] as const)('refuses %s', async (_, more, problem) => {
  await expect(create(job('logs,a\n', more as unknown as Partial<CreateJobCommandInput>))).rejects.toThrow(problem);
});

test('is the same job for the same token, and refuses another one', async () => {
  const input = job('logs,a\n');
  const id = await create(input);
  expect(await create(input)).toBe(id);
  await expect(create({ ...input, Priority: 1 })).rejects.toMatchObject({ name: 'IdempotencyException' });
});

test.each([
  ['reading objects', allow(['s3:GetObjectTagging'], 'arn:aws:s3:::logs/*'), GRANTS[1]],
  ['reading their tags', allow(['s3:GetObject'], 'arn:aws:s3:::logs/*'), GRANTS[1]],
  ['writing copies', GRANTS[0], allow(['s3:GetObject', 's3:PutObject'], 'arn:aws:s3:::work/runs/1/report/*')],
] as const)('copies nothing with a role that may do all but %s', async (_, ...grants) => {
  aws.s3.put('logs', 'a', 'one');
  createRole([...(grants as object[]), allow(['s3:GetObject'], 'arn:aws:s3:::work/manifest.csv')]);
  const done = await over(await create(job('logs,a\n')));
  expect(done).toMatchObject({ Status: 'Complete', ProgressSummary: { NumberOfTasksFailed: 1 } });
});

test('fails with a role that may not read the manifest', async () => {
  createRole(GRANTS.slice(0, 1));
  const { FailureReasons } = await over(await create(job('logs,a\n')));
  expect(FailureReasons?.[0]?.FailureReason).toMatch(/s3:GetObject.*work\/manifest.csv/);
});

test('asks the caller for the job and for passing the role', async () => {
  const passRole = {
    ...allow(['iam:PassRole'], ROLE),
    Condition: { StringEquals: { 'iam:PassedToService': 'batchoperations.s3.amazonaws.com' } },
  };
  const createJob = {
    ...allow(['s3:CreateJob'], '*'),
    Condition: { StringEquals: { 's3:RequestJobOperation': 'S3PutObjectCopy' } },
  };
  for (const [statements, missing] of [
    [[passRole], /s3:CreateJob/],
    [[createJob], /iam:PassRole/],
  ] as const) {
    const client = new S3ControlClient(clientConfig(aws, roleWith(aws, 'caller', statements)));
    await expect(client.send(new CreateJobCommand(job('logs,a\n')))).rejects.toThrow(missing);
    client.destroy();
  }
});

test('ends as a test wants it to end', async () => {
  aws.batch.scripts.push({ failure: { code: 'X', reason: 'no keys matching' } }, { endsAs: 'Suspended' });
  expect((await over(await create(job('logs,a\n')))).FailureReasons).toEqual([
    { FailureCode: 'X', FailureReason: 'no keys matching' },
  ]);
  expect((await over(await create(job('logs,a\n', { ClientRequestToken: 'run-2' })))).Status).toBe('Suspended');
});

test('is cancelled once', async () => {
  aws.clock.pause();
  const JobId = await create(job('logs,a\n'));
  const cancel = () =>
    control.send(new UpdateJobStatusCommand({ AccountId: '111122223333', JobId, RequestedJobStatus: 'Cancelled' }));
  expect((await cancel()).Status).toBe('Cancelled');
  await expect(cancel()).rejects.toMatchObject({ name: 'JobStatusException' });
});
