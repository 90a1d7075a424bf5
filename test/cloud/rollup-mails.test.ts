import { HOUR_MS } from '../../lib/shared/utc-dates';
import type { LocalAws } from '../aws';
import { deployAudit, LOG_BUCKET, startCloud, unexpectedDenials } from './audit-cloud';
import type { AuditStack } from './audit-stack';
import { rollUp, rollupExecutions } from './rollup-run';

jest.setTimeout(240_000);

const ROLLUP = { LogPrefix: 's3/', RollupSchedule: 'rate(6 hours)', RollupOlderThan: '0m' };
const DAY_3 = 's3/2026-02-03-00-00-00-0123456789ABCDEF';
const DAY_4 = 's3/2026-02-04-00-00-00-0123456789ABCDEF';
const FAILED = 'S3 Log Audit: rollup FAILED for 1 period (Audit)';

let aws: LocalAws;
let stack: AuditStack;

beforeAll(async () => {
  aws = await startCloud();
  stack = await deployAudit(aws, ROLLUP);
});
afterAll(async () => {
  await aws.stop();
  aws.violations.assertNone();
});

/** Subjects of the mails about the rollups of the next times of the schedule. */
async function mailsOf(times: number): Promise<readonly string[]> {
  const before = aws.mails.length;
  for (let time = 0; time < times; time++) {
    await aws.clock.advance(6 * HOUR_MS);
    for (const { over } of rollupExecutions(stack)) await over;
  }
  return aws.mails.slice(before).map(({ subject }) => subject);
}

const lastMail = () => aws.mails.at(-1)?.text ?? '';
const failures = () => rollupExecutions(stack).filter(({ status }) => status === 'FAILED').length;

test('as long as all is well there is no mail', async () => {
  aws.s3.put(LOG_BUCKET, DAY_3, 'a line\n');
  expect(await mailsOf(2)).toEqual([]);
  expect(failures()).toBe(0);
});

test('a failure is mailed when it begins, and then once a day', async () => {
  aws.s3.put(LOG_BUCKET, DAY_4, 'a line\n');
  aws.s3.put(LOG_BUCKET, 's3/2026-02-04.rollup.log.gz', 'not ours');
  expect(await mailsOf(1)).toEqual([FAILED]);
  expect(lastMail()).not.toContain('Failing');
  expect(await mailsOf(3)).toEqual([]);
  expect(await mailsOf(1)).toEqual([FAILED]);
  expect(lastMail()).toMatch(/^Failing +since 2026-02-1\dT\S+, 5 rollups$/m);
  expect(await mailsOf(3)).toEqual([]);
  // it shows in the executions all the time
  expect(failures()).toBe(8);
});

test('another failure beside it is mailed at once', async () => {
  aws.s3.put(LOG_BUCKET, DAY_3, 'another line\n');
  const times = Number.POSITIVE_INFINITY;
  aws.faults.add({ kind: 'deny', service: 's3', action: 'PutObject', resource: '2026-02-03.rollup.log.gz', times });
  expect(await mailsOf(1)).toEqual(['S3 Log Audit: rollup FAILED for 2 periods (Audit)']);
  expect(['RollupRefused', 'LogsDenied'].filter((code) => lastMail().includes(code))).toHaveLength(2);
  aws.faults.clear();
  // one of two is over, the other was told less than a day ago
  expect(await mailsOf(1)).toEqual([]);
});

test('a rollup that somebody has started is always told of', async () => {
  const run = await rollUp(stack);
  expect([run.ended, run.mails.length]).toEqual([['FAILED', 'RollupIncomplete'], 1]);
});

test('that nothing fails any more is mailed once', async () => {
  aws.s3.requireBucket(LOG_BUCKET).objects.delete('s3/2026-02-04.rollup.log.gz');
  // those that it goes on for have not done everything
  expect((await rollUp(stack, { troubled: 'yes' })).mails).toEqual([]);
  expect(await mailsOf(1)).toEqual(['S3 Log Audit: rollup works again (Audit)']);
  expect(lastMail()).toMatch(/^Failures +RollupRefused, LogsDenied$/m);
  expect(await mailsOf(2)).toEqual([]);
});

test('what can not be done at all is mailed by the same rule', async () => {
  const times = Number.POSITIVE_INFINITY;
  aws.faults.add({ kind: 'deny', service: 's3', action: 'ListObjectsV2', caller: 'PlanRollup', times });
  expect(await mailsOf(2)).toEqual(['S3 Log Audit: rollup FAILED, LogsDenied (Audit)']);
  const denied = unexpectedDenials(aws).filter((text) => !text.includes('Plan'));
  aws.faults.clear();
  expect(denied).toEqual([]);
  expect(await mailsOf(1)).toEqual(['S3 Log Audit: rollup works again (Audit)']);
});
