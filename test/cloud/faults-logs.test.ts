import type { LocalAws } from '../aws';
import { accessStoryFiles, writeAccessLogs } from '../generator';
import { deployAudit, LOG_BUCKET, startCloud } from './audit-cloud';
import type { AuditRun } from './audit-run';
import { LogFiles } from './log-files';

const logs = new LogFiles();
let aws: LocalAws;

beforeAll(async () => {
  writeAccessLogs(logs.folder, accessStoryFiles());
  aws = await startCloud();
  logs.putInto(aws, LOG_BUCKET, 's3/');
});
afterAll(async () => {
  logs.remove();
  await aws.stop();
  aws.violations.assertNone();
});

/** Deploys a stack for one run, and takes it away again. */
async function runOnce(parameters: Readonly<Record<string, string>>, input: unknown = {}): Promise<AuditRun> {
  const stack = await deployAudit(aws, { LogPrefix: 's3/', ...parameters });
  try {
    return await stack.run(input);
  } finally {
    await stack.deployed.delete();
  }
}

describe('logs that can not be had', () => {
  test('no object in the range ends with a mail that says why', async () => {
    const run = await runOnce({ From: '2025-03-01', To: '2025-03-02' });
    expect([run.status, run.states.includes('StartQueries')]).toEqual(['SUCCEEDED', false]);
    expect(run.mail.subject).toContain('no logs found');
    expect(run.mail.text).toContain('may not be delivered yet, may have expired, or logging was not on then');
  });

  test('a wrong prefix is told, with the folders that there are', async () => {
    const run = await runOnce({ LogPrefix: 'logs/' });
    expect(run.mail.subject).toContain('no logs found');
    expect(run.mail.text).toContain(`there is nothing below s3://${LOG_BUCKET}/logs/: check LogPrefix`);
  });

  test('a prefix without its slash is told', async () => {
    const run = await runOnce({ LogPrefix: 's3' });
    expect(run.mail.text).toContain(`perhaps LogPrefix lacks a slash at its end: s3://${LOG_BUCKET}/s3/`);
  });

  test('fails for a log bucket that there is not', async () => {
    const run = await runOnce({ LogBucket: 'acme-logz' });
    expect([run.status, run.error]).toEqual(['FAILED', 'LogBucketMissing']);
    expect(run.mail.text).toContain('there is no bucket acme-logz');
  });

  test('fails for a log bucket in another Region, and names the Region', async () => {
    aws.s3.createBucket({ name: 'acme-logs-tokyo', region: 'ap-northeast-1' });
    const run = await runOnce({ LogBucket: 'acme-logs-tokyo' });
    expect([run.status, run.error]).toEqual(['FAILED', 'LogBucketElsewhere']);
    expect(run.mail.text).toContain('deploy the stack in ap-northeast-1');
  });

  test("fails for another account's log bucket that is not opened, and names the way to open it", async () => {
    aws.s3.createBucket({ name: 'others-logs', account: '999988887777' });
    logs.putInto(aws, 'others-logs', 's3/');
    const run = await runOnce({ LogBucket: 'others-logs' });
    expect([run.status, run.error]).toEqual(['FAILED', 'LogBucketDenied']);
    expect(run.mail.text).toContain("'s3-log-audit grants --stack Audit'");
  });

  test.each([
    ['Copy', 'CopyDenied', 'deploy with LogKmsKeyArn'],
    ['InPlace', 'LogsDenied', 'let the policies of the log bucket and of its KMS key allow the query role to read'],
  ])('fails for logs under a KMS key that may not be used, with CopyMode=%s', async (CopyMode, error, remedy) => {
    const name = `kms-logs-${CopyMode.toLowerCase()}`;
    const keyArn = `arn:aws:kms:${aws.region}:${aws.account}:key/${name}`;
    aws.s3.kms.create(keyArn, { Version: '2012-10-17', Statement: [] });
    aws.s3.createBucket({ name });
    logs.putInto(aws, name, 's3/', { encryption: { algorithm: 'aws:kms', keyArn } });
    const run = await runOnce({ LogBucket: name, CopyMode });
    expect([run.status, run.error]).toEqual(['FAILED', error]);
    expect(run.mail.text).toContain(remedy);
  });
});

describe('a run that can not be', () => {
  test.each([
    ['a window longer than the stack allows', { from: '2025-10-01', to: '2026-02-06' }, 'WindowTooLong', '90'],
    ['a window that begins after its end', { from: '2026-02-06', to: '2026-02-03' }, 'EmptyWindow', '2026-02-06'],
    ['a day that there is not', { from: '2026-02-30' }, 'InvalidDate', '2026-02-30'],
    ['an unknown analysis', { analyses: ['deletion'] }, 'UnknownAnalysis', "did you mean 'deletions'"],
    ['a key that there is not', { analises: ['deletions'] }, 'InvalidRunInput', 'analises'],
    ['a deploy-time setting', { logBucket: 'other' }, 'InvalidRunInput', 'logBucket'],
    ['a filter of the other log type', { filters: { accessKeyId: 'AKIA1' } }, 'FilterNotApplicable', 'access-key-id'],
    ['an address that is none', { filters: { remoteIp: '10.0.0.0/99' } }, 'InvalidFilter', '10.0.0.0/99'],
  ])('fails for %s, names it, and lists nothing', async (_, input, error, named) => {
    const listed = () => aws.calls.all.filter(({ action }) => action === 's3:ListBucket').length;
    const before = listed();
    const run = await runOnce({}, input);
    expect([run.status, run.error]).toEqual(['FAILED', error]);
    expect(run.mail.text).toContain(named);
    expect(listed()).toBe(before);
  });

  test.each([
    ['LogBucket', 'Not A Bucket'],
    ['LogType', 'Nginx'],
    ['Analyses', 'deletions,hacking'],
    ['SourceBuckets', 'UPPER'],
    ['SourceBuckets', ''],
    ['From', 'yesterday'],
    ['MaxDays', '0'],
    ['ContactEmail', 'nobody'],
    ['RowsInMail', '-1'],
    ['ScheduleExpression', 'often'],
    ['ScheduleExpression', 'rate(1 day)'],
    ['CopyMode', 'Steal'],
    ['LogKmsKeyArn', 'my-key'],
  ])('fails before anything is made for the parameter %s=%s', async (name, value) => {
    const before = aws.leftovers();
    await expect(deployAudit(aws, { [name]: value })).rejects.toThrow(PARAMETER_RULES[name] ?? name);
    expect(aws.leftovers()).toEqual(before);
  });
});

/** What refusals of values that only a rule forbids say. */
const PARAMETER_RULES: Readonly<Record<string, RegExp>> = {
  SourceBuckets: /SourceBuckets/,
  ScheduleExpression: /ScheduleExpression|needs Lookback/,
};
