import { HOUR_MS } from '../../lib/shared/utc-dates';
import { AthenaQueryError, type LocalAws } from '../aws';
import { accessStoryFiles, writeAccessLogs } from '../generator';
import { CONTACT, deployAudit, deployUnconfirmed, LOG_BUCKET, startCloud } from './audit-cloud';
import { AuditStack } from './audit-stack';
import { LogFiles } from './log-files';

const logs = new LogFiles();
let aws: LocalAws;
let stack: AuditStack;

beforeAll(async () => {
  writeAccessLogs(logs.folder, accessStoryFiles());
  aws = await startCloud();
  logs.putInto(aws, LOG_BUCKET, 's3/');
  stack = await deployAudit(aws, { LogPrefix: 's3/', Analyses: 'deletions,access-denied' });
});
afterEach(() => aws.faults.clear());
afterAll(async () => {
  logs.remove();
  await stack.deployed.delete();
  await aws.stop();
  aws.violations.assertNone();
});

describe('a copy', () => {
  test.each([
    [
      'failed',
      { failure: { code: 'ManifestAccess', reason: 'The manifest is gone' } },
      'CopyFailed',
      'The manifest is gone',
    ],
    ['was cancelled', { endsAs: 'Cancelled' as const }, 'CopyCancelled', 'was cancelled'],
    ['was suspended', { endsAs: 'Suspended' as const }, 'CopySuspended', 'waits for a confirmation'],
    ['hangs', { hangs: true }, 'CopyTooSlow', 'not done after 48 hours'],
    [
      'could copy nothing',
      { failTask: () => ({ code: 'AccessDenied', httpStatus: 403, message: 'Access Denied' }) },
      'CopyDenied',
      's3:GetObjectTagging',
    ],
  ])('fails when it %s', async (_, script, error, told) => {
    aws.batch.scripts.push(script);
    const run = await stack.run();
    expect([run.status, run.error]).toEqual(['FAILED', error]);
    expect(run.mail.text).toContain(told);
    expect(run.states).not.toContain('StartQueries');
  });

  test('that left objects behind gives results that are labelled partial, with the objects', async () => {
    const failure = { code: 'InternalError', httpStatus: 500, message: 'We encountered an internal error' };
    const first = keysOfLogs().find((key) => key.startsWith('s3/2026-02-04')) as string;
    aws.batch.scripts.push({ failTask: (key) => (key === first ? failure : undefined) });
    const run = await stack.run();
    expect([run.status, run.record.status]).toEqual(['SUCCEEDED', 'partial']);
    expect(run.mail.subject).toContain('PARTIAL');
    expect(run.mail.text).toContain(first);
    expect(run.record.lost).toMatchObject([{ key: first }]);
  });

  test('is started once, though its start is throttled and then its answer lost', async () => {
    const before = aws.batch.jobs.size;
    aws.faults.add({ kind: 'throttle', service: 's3-control', action: 'CreateJob' });
    aws.faults.add({ kind: 'lose-answer', service: 's3-control', action: 'CreateJob', nth: 2 });
    const run = await stack.run();
    expect(run.status).toBe('SUCCEEDED');
    expect(aws.batch.jobs.size - before).toBe(1);
  });

  function keysOfLogs(): readonly string[] {
    const { objects } = aws.s3.requireBucket(LOG_BUCKET);
    return Array.from({ length: objects.length }, (_, index) => objects.keyAt(index));
  }
});

describe('a query', () => {
  const failing = (message: string, retryable = false) => ({
    sql: 'is_deletion',
    times: Number.POSITIVE_INFINITY,
    error: new AthenaQueryError(message, 2, retryable),
  });

  test.each([
    ['fails', failing('GENERIC_INTERNAL_ERROR: something broke'), 'QueryFailed', 'something broke'],
    ['fails again and again', failing('GENERIC_INTERNAL_ERROR: try again', true), 'QueryFailed', 'try again'],
    ['is cancelled', { sql: 'is_deletion', cancelled: 'Query was cancelled by alice' }, 'QueryCancelled', 'by alice'],
    [
      'reads more than the stack allows',
      { sql: 'is_deletion', scannedBytes: 2 ** 50 },
      'ScanLimitReached',
      'a larger BytesScannedLimit',
    ],
    ['hangs', { sql: 'is_deletion', hangs: true }, 'QueryTimedOut', 'DML query timeout'],
    [
      'is refused by Lake Formation',
      failing('Insufficient Lake Formation permission(s): Required Select on access_logs'),
      'LakeFormationDenied',
      'grant the query role DESCRIBE on the database',
    ],
  ])('that %s fails the run, and the other answer is there', async (_, script, error, told) => {
    aws.athena.scripts.push(script);
    const run = await stack.run();
    aws.athena.scripts.length = 0;
    expect([run.status, run.error]).toEqual(['FAILED', error]);
    expect(run.mail.text).toContain(told);
    expect(run.mail.text).toContain(`The answers of access-denied are in`);
    expect(run.files).toContain('access-denied.csv');
    expect(run.record.status).toBe('failed');
  });

  test('that fails for a reason that passes is started once more', async () => {
    aws.athena.scripts.push({ ...failing('GENERIC_INTERNAL_ERROR: one node less', true), times: 1 });
    const run = await stack.run();
    expect([run.status, run.record.status]).toEqual(['SUCCEEDED', 'complete']);
  });

  test.each([
    ['throttled', 'throttle', 'StartQueryExecution'],
    ['lost in its answer', 'lose-answer', 'StartQueryExecution'],
    ['sent twice', 'twice', 'StartQueryExecution'],
    ['throttled while it is looked after', 'throttle', 'BatchGetQueryExecution'],
  ] as const)('that is %s runs once and gives its rows', async (_, kind, action) => {
    const before = aws.athena.queries.size;
    aws.faults.add({ kind, service: 'athena', action, times: 2 });
    const run = await stack.run();
    expect([run.status, run.record.failed]).toEqual(['SUCCEEDED', []]);
    // two analyses and the coverage
    expect(aws.athena.queries.size - before).toBe(3);
  });

  test('that meets a broken log object fails, names it, and the next run can leave it out', async () => {
    const key = 's3/2026-02-04-12-00-00-BADBADBADBADBAD0.gz';
    aws.s3.put(LOG_BUCKET, key, 'this is no gzip');
    const run = await stack.run();
    expect([run.status, run.error]).toEqual(['FAILED', 'LogObjectUnreadable']);
    expect(run.mail.text).toContain(`excludeObjects: ["${key}"]`);
    const next = await stack.run({ excludeObjects: [key] });
    expect([next.status, next.record.status]).toEqual(['SUCCEEDED', 'partial']);
    aws.s3.requireBucket(LOG_BUCKET).objects.delete(key);
  });
});

describe('a function', () => {
  const STEPS = ['Plan', 'StartCopy', 'CheckCopy', 'StartQueries', 'CheckQueries', 'Summarize', 'Notify'] as const;

  test.each(STEPS.flatMap((step) => (['crash', 'time-out', 'lose-answer'] as const).map((kind) => ({ step, kind }))))(
    '$step that meets a $kind once is called again, and the run gives its answers',
    async ({ step, kind }) => {
      const fault = aws.faults.add({ kind, service: 'lambda', resource: step });
      const run = await stack.run();
      expect([fault.hits, run.status, run.record.status]).toEqual([1, 'SUCCEEDED', 'complete']);
      expect(run.record.analyses.map(({ rows }) => rows)).toEqual([expect.any(Number), expect.any(Number)]);
    },
  );

  test.each(STEPS.slice(0, -1).map((step) => ({ step })))(
    '$step that always runs out of time fails the run, with a mail',
    async ({ step }) => {
      aws.faults.add({ kind: 'time-out', service: 'lambda', resource: step, times: Number.POSITIVE_INFINITY });
      const run = await stack.run();
      expect([run.status, run.error]).toEqual(['FAILED', 'Sandbox.Timedout']);
      expect(run.mail.subject).toContain('FAILED');
    },
  );

  test('Notify that always crashes fails the run visibly, and no mail says success', async () => {
    aws.faults.add({ kind: 'crash', service: 'lambda', resource: 'Notify', times: Number.POSITIVE_INFINITY });
    const run = await stack.run();
    expect(run.status).toBe('FAILED');
    expect(run.mails).toEqual([]);
    expect(run.cause).toContain('no mail could be sent');
  });
});

describe('a mail', () => {
  test('that SNS is too busy for is sent later', async () => {
    aws.faults.add({ kind: 'throttle', service: 'sns', action: 'Publish', times: 5 });
    const run = await stack.run();
    expect(run.status).toBe('SUCCEEDED');
    expect(run.mails).toHaveLength(2);
  });

  test('waits for a subscription that is confirmed late', async () => {
    const other = new AuditStack(aws, await deployUnconfirmed(aws, { LogPrefix: 's3/' }, 'Unconfirmed'));
    // else the time would jump over every wait until nobody waits any more
    aws.clock.pause();
    const execution = other.start();
    await aws.clock.advance(5 * HOUR_MS);
    expect([execution.status, execution.history.states.includes('WaitForConfirmation')]).toEqual(['RUNNING', true]);
    aws.confirmSubscription(CONTACT);
    aws.clock.resume();
    const run = await other.over(execution);
    expect(run.status).toBe('SUCCEEDED');
    expect(run.mails.map(({ subject }) => subject)).toEqual([expect.stringContaining('deletions')]);
    await other.deployed.delete();
  });

  test('that nobody ever confirms fails the run visibly, and the results stay', async () => {
    const other = new AuditStack(aws, await deployUnconfirmed(aws, { LogPrefix: 's3/' }, 'Unconfirmed'));
    const run = await other.run();
    expect([run.status, run.error]).toEqual(['FAILED', 'MailNotDelivered']);
    expect(run.cause).toContain('aws sns subscribe');
    expect(run.files).toContain('deletions.csv');
    await other.deployed.delete();
  });
});

test('a stack that is deleted during a copy stops its run and its job, and leaves nothing', async () => {
  const before = aws.leftovers();
  const other = await deployAudit(aws, { LogPrefix: 's3/' }, 'Leaving');
  aws.batch.scripts.push({ hangs: true });
  const execution = other.start();
  while (!execution.history.states.includes('WaitForCopy')) await new Promise((resolve) => setTimeout(resolve, 20));
  await other.deployed.delete();
  expect(execution.status).toBe('ABORTED');
  expect([...aws.batch.jobs.values()].at(-1)?.status).toBe('Cancelled');
  expect(aws.leftovers()).toEqual(before);
});
