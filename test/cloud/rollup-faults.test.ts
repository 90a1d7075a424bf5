import type { LocalAws } from '../aws';
import { accessStoryFiles, writeAccessLogs } from '../generator';
import { CONTACT, deployAudit, deployUnconfirmed, LOG_BUCKET, startCloud } from './audit-cloud';
import { AuditStack, reach } from './audit-stack';
import { LogFiles } from './log-files';
import { keysIn, linesIn, rollUp } from './rollup-run';

const ROLLUP = { LogPrefix: 's3/', RollupSchedule: 'cron(0 0 1 1 ? *)', RollupOlderThan: '0m' };

const logs = new LogFiles();
let aws: LocalAws;
let stack: AuditStack;
jest.setTimeout(240_000);

/** All lines of the story. */
let lines: readonly string[];

beforeAll(async () => {
  writeAccessLogs(logs.folder, accessStoryFiles());
  aws = await startCloud();
  stack = await deployAudit(aws, ROLLUP);
});
beforeEach(() => {
  const { objects } = aws.s3.requireBucket(LOG_BUCKET);
  for (const key of keysIn(aws, LOG_BUCKET)) objects.delete(key);
  logs.putInto(aws, LOG_BUCKET, 's3/');
  lines = linesIn(aws, LOG_BUCKET, 's3/');
});
afterEach(() => {
  aws.faults.clear();
  // whatever happened, no line is lost, and none is there twice but in a log and the rollup that holds it
  expect([...new Set(linesIn(aws, LOG_BUCKET, 's3/'))]).toEqual([...new Set(lines)]);
});
afterAll(async () => {
  logs.remove();
  await aws.stop();
  aws.violations.assertNone();
});

function rawLogs(): readonly string[] {
  return keysIn(aws, LOG_BUCKET, 's3/').filter((key) => !key.includes('rollup'));
}

describe('every line is there once, and no mail comes, though', () => {
  test.each([
    [
      'reading is throttled',
      { kind: 'throttle', service: 's3', action: 'GetObject', caller: 'RollUpPeriod', times: 5 },
    ],
    [
      'the answer to a write is lost',
      { kind: 'lose-answer', service: 's3', action: 'PutObject', caller: 'RollUpPeriod', times: 4 },
    ],
    ['a write is sent twice', { kind: 'twice', service: 's3', action: 'PutObject', caller: 'RollUpPeriod', times: 4 }],
    ['the answer to a deletion is lost', { kind: 'lose-answer', service: 's3', action: 'DeleteObjects', times: 3 }],
    ['listing fails', { kind: 'fail', service: 's3', action: 'ListObjectsV2', caller: 'PlanRollup', times: 2 }],
    ['RollUpPeriod crashes', { kind: 'crash', service: 'lambda', resource: 'RollUpPeriod' }],
    ['the answer of RollUpPeriod is lost', { kind: 'lose-answer', service: 'lambda', resource: 'RollUpPeriod' }],
    ['the answer of PlanRollup is lost', { kind: 'lose-answer', service: 'lambda', resource: 'PlanRollup', nth: 2 }],
    ['PlanRollup runs out of time', { kind: 'time-out', service: 'lambda', resource: 'PlanRollup' }],
  ] as const)('%s', async (_, fault) => {
    const met = aws.faults.add(fault);
    const run = await rollUp(stack);
    expect(met.hits).toBeGreaterThan(0);
    expect([run.ended, run.mails]).toEqual([['SUCCEEDED'], []]);
    expect(rawLogs()).toEqual([]);
    expect(linesIn(aws, LOG_BUCKET, 's3/')).toEqual(lines);
  });
});

test('a period that fails is told, the others are done, and the next rollup does it', async () => {
  const day = 's3/2026-02-04.rollup.log.gz';
  const fault = { kind: 'deny', service: 's3', action: 'PutObject', resource: day, times: Number.POSITIVE_INFINITY };
  aws.faults.add(fault as Parameters<LocalAws['faults']['add']>[0]);
  const run = await rollUp(stack);
  expect(run.ended).toEqual(['FAILED', 'RollupIncomplete']);
  expect(run.mails.map(({ subject }) => subject)).toEqual(['S3 Log Audit: rollup FAILED for 1 period (Audit)']);
  expect(run.mails[0]?.text).toContain('2026-02-04.rollup.log.gz');
  expect(run.mails[0]?.text).toContain('LogsDenied');
  expect(run.mails[0]?.text).toContain(
    "its owner has to add what 's3-log-audit grants' prints (it may not write s3://",
  );
  expect(run.summary.totals).toMatchObject({ failed: 1, incomplete: 0 });
  expect(rawLogs().length).toBeGreaterThan(0);
  for (const key of rawLogs()) expect(key).toMatch(/^s3\/2026-02-04-/);
  aws.faults.clear();
  expect((await rollUp(stack)).ended).toEqual(['SUCCEEDED']);
  expect(linesIn(aws, LOG_BUCKET, 's3/')).toEqual(lines);
});

test('something else in the place of a rollup is left alone, and told', async () => {
  aws.s3.put(LOG_BUCKET, 's3/2026-02-04.rollup.log.gz', 'not ours');
  const run = await rollUp(stack);
  expect(run.ended).toEqual(['FAILED', 'RollupIncomplete']);
  expect(run.mails[0]?.text).toContain('RollupRefused');
  expect(aws.s3.read(LOG_BUCKET, 's3/2026-02-04.rollup.log.gz').toString()).toBe('not ours');
  aws.s3.requireBucket(LOG_BUCKET).objects.delete('s3/2026-02-04.rollup.log.gz');
  expect((await rollUp(stack)).ended).toEqual(['SUCCEEDED']);
});

test('logs that can not be deleted are left, which a mail tells; the next rollup deletes them', async () => {
  const role = [...aws.iam.roles.values()].find(({ arn }) => arn.includes('RollUpPeriod'));
  const whole = [...(role?.policies ?? [])];
  const deletion = whole.find(([name]) => name.includes('Deletion'))?.[0] as string;
  role?.policies.delete(deletion);
  const run = await rollUp(stack);
  expect(run.ended).toEqual(['SUCCEEDED']);
  expect(run.mails.map(({ subject }) => subject)).toEqual([expect.stringMatching(/\d+ periods INCOMPLETE \(Audit\)$/)]);
  expect(run.mails[0]?.text).toContain('S3 does not delete it: AccessDenied');
  for (const [name, policy] of whole) role?.policies.set(name, policy);
  const next = await rollUp(stack);
  expect([next.ended, next.summary.totals.merged]).toEqual([['SUCCEEDED'], 0]);
  expect(linesIn(aws, LOG_BUCKET, 's3/')).toEqual(lines);
});

test.each([
  [
    'the logs may not be listed',
    { kind: 'deny', service: 's3', action: 'ListObjectsV2', caller: 'PlanRollup' },
    'LogsDenied',
  ],
  ['PlanRollup always crashes', { kind: 'crash', service: 'lambda', resource: 'PlanRollup' }, 'Runtime.ExitError'],
] as const)('fails with a mail when %s', async (_, fault, error) => {
  aws.faults.add({ ...fault, times: Number.POSITIVE_INFINITY });
  const run = await rollUp(stack);
  expect(run.ended).toEqual(['FAILED', error]);
  expect(run.mails.map(({ subject }) => subject)).toEqual([`S3 Log Audit: rollup FAILED, ${error} (Audit)`]);
  expect(run.mails[0]?.text.includes("add what 's3-log-audit grants' prints")).toBe(error === 'LogsDenied');
});

test('fails for an input that can not be, and for a destination that is filled in another way', async () => {
  expect((await rollUp(stack, { level: 'hour' })).ended).toEqual(['FAILED', 'InvalidRunInput']);
  await rollUp(stack);
  await stack.deployed.update({ parameters: { RollupLevel: 'hour' } });
  const run = await rollUp(stack);
  expect(run.ended).toEqual(['FAILED', 'RollupRefused']);
  expect(run.mails[0]?.text).toContain('is filled with level day, not hour');
  await stack.deployed.update({ parameters: { RollupLevel: 'day' } });
});

test('a function that is always out of time is told for each period, and nothing is harmed', async () => {
  const times = Number.POSITIVE_INFINITY;
  aws.faults.add({ kind: 'time-out', service: 'lambda', resource: 'RollUpPeriod', times });
  const run = await rollUp(stack);
  expect(run.ended).toEqual(['FAILED', 'RollupIncomplete']);
  const { failed, periods, merged } = run.summary.totals;
  expect([failed, merged]).toEqual([periods, 0]);
  expect(run.mails[0]?.text).toContain('Sandbox.Timedout: the function ended unexpectedly');
  aws.faults.clear();
  expect((await rollUp(stack)).ended).toEqual(['SUCCEEDED']);
  expect(linesIn(aws, LOG_BUCKET, 's3/')).toEqual(lines);
});

test('a mail waits for its reader, and fails visibly when nobody ever confirms', async () => {
  const other = new AuditStack(aws, await deployUnconfirmed(aws, { ...ROLLUP, LogPrefix: 'other/' }, 'Other'));
  aws.s3.put(LOG_BUCKET, 'other/2026-02-03-00-00-00-0123456789ABCDEF', 'a line\n');
  aws.s3.put(LOG_BUCKET, 'other/2026-02-03.rollup.log.gz', 'not ours');
  const run = await rollUp(other);
  expect(run.ended).toEqual(['FAILED', 'MailNotDelivered']);
  expect(run.countOf('WaitForConfirmation')).toBeGreaterThan(10);
  aws.confirmSubscription(CONTACT);
  await other.deployed.delete();
});

describe('removal', () => {
  test.each([
    ['plans', 'PlanRollup', 'ListObjectsV2'],
    ['merges', 'RollUpPeriod', 'GetObject'],
  ])('of a stack while its rollup %s stops it and leaves nothing but the logs', async (_, state, action) => {
    const leaving = await deployAudit(aws, ROLLUP, 'Leaving');
    aws.faults.add({ kind: 'slow', service: 's3', action, caller: state, delayMs: 1500, times: 20 });
    const execution = aws.startExecution(leaving.output('RollupStateMachineArn'), {});
    await reach(execution, state);
    const before = aws.leftovers().filter((one) => !one.includes('leaving') && !one.includes('Leaving'));
    await leaving.deployed.delete();
    expect([execution.status, execution.error]).toEqual(['ABORTED', 'StackDeleted']);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    aws.faults.clear();
    expect(aws.leftovers().filter((one) => /leaving/i.test(one))).toEqual([]);
    expect(before.length).toBeGreaterThan(0);
    // what was half done is done by the next rollup, here of another stack
    expect((await rollUp(stack)).ended).toEqual(['SUCCEEDED']);
    expect(linesIn(aws, LOG_BUCKET, 's3/')).toEqual(lines);
  });
});

test('many periods go through the machine in rounds, with a small state', async () => {
  const many = 130;
  for (let index = 0; index < many; index++) {
    const key = `s3/${String(index).padStart(3, '0')}/2026-02-03-00-00-00-0123456789ABCDEF`;
    aws.s3.put(LOG_BUCKET, key, `line ${index}\n`);
  }
  lines = linesIn(aws, LOG_BUCKET, 's3/');
  const run = await rollUp(stack);
  expect(run.ended).toEqual(['SUCCEEDED']);
  expect(run.countOf('PlanRollup')).toBeGreaterThan(3);
  expect(run.execution.largestState).toBeLessThan(32 * 1024);
  expect(run.summary.totals.periods).toBeGreaterThanOrEqual(many);
  expect(linesIn(aws, LOG_BUCKET, 's3/')).toEqual(lines);
});
