import { DAY_MS } from '../../lib/shared/utc-dates';
import type { LocalAws } from '../aws';
import { accessStoryFiles, writeAccessLogs } from '../generator';
import { deployAudit, LOG_BUCKET, startCloud, unexpectedDenials } from './audit-cloud';
import type { AuditStack } from './audit-stack';
import { laptopAnswers } from './laptop-answers';
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
  expect(unexpectedDenials(aws)).toEqual([]);
});

describe('a stack that is there', () => {
  let stack: AuditStack;
  beforeAll(async () => {
    stack = await deployAudit(aws, { LogPrefix: 's3/' });
  });
  afterAll(() => stack.deployed.delete());

  test.each([
    [
      'another time and other questions',
      { from: '2026-02-04', to: '2026-02-04T12:00:00Z', analyses: ['object-access', 'top-keys'] },
    ],
    ['one of the buckets', { sourceBuckets: ['acme-media'] }],
    ['a time before now', { lookback: '5d', analyses: ['deletion-summary'] }],
    [
      'filters',
      {
        filters: { requester: ['*assumed-role/cleanup/*', 'AmazonS3'], keyPrefix: 'trailers/', bucket: 'acme-media' },
      },
    ],
    [
      'addresses, codes and texts',
      {
        analyses: ['top-requests'],
        filters: { remoteIp: ['198.51.100.0/24'], status: '2xx', userAgentContains: 'boto3' },
      },
    ],
  ])('answers a run that asks for %s, without a deployment', async (_, input) => {
    const run = await stack.run(input);
    expect(run.status).toBe('SUCCEEDED');
    const { rows } = await laptopAnswers(logs.folder, run);
    for (const { id } of run.record.analyses) expect({ [id]: run.rows(id) }).toEqual({ [id]: rows[id] });
    expect(run.record.analyses.reduce((sum, answer) => sum + answer.rows, 0)).toBeGreaterThan(0);
  });

  test('answers with options of single analyses', async () => {
    const run = await stack.run({ analyses: 'latency', filters: { by: 'requester' } });
    const { rows } = await laptopAnswers(logs.folder, run, undefined, { by: 'requester' });
    expect(run.rows('latency')).toEqual(rows.latency);
    const failed = await stack.run({ filters: { includeFailed: true } });
    const laptop = await laptopAnswers(logs.folder, failed, undefined, { includeFailed: true });
    expect(failed.rows('deletions')).toEqual(laptop.rows.deletions);
  });

  test('runs twice at the same time, and neither sees the other', async () => {
    const inputs = ['2026-02-03', '2026-02-05'].map((day) => ({ from: day, to: day, analyses: 'object-access' }));
    const runs = await Promise.all(inputs.map((input) => stack.run(input)));
    const [first, second] = runs.map(({ id }) => id);
    expect(first).not.toBe(second);
    for (const run of runs) {
      const { rows } = await laptopAnswers(logs.folder, run);
      expect(run.rows('object-access')).toEqual(rows['object-access']);
      expect(run.mails).toHaveLength(2);
    }
  });

  test('leaves out what a run excludes, and says so', async () => {
    const all = await stack.run({ analyses: 'object-access' });
    const key = 's3/2026-02-05-00-01-28-CBA75544A326FB3B';
    const run = await stack.run({ analyses: 'object-access', excludeObjects: `s3://${LOG_BUCKET}/${key}` });
    expect(run.rows('object-access').length).toBeLessThan(all.rows('object-access').length);
    expect(run.mail.subject).toContain('PARTIAL');
    expect(run.mail.text).toContain('1 log object is left out, as excludeObjects asks');
    expect(run.record).toMatchObject({ status: 'partial', objects: all.record.objects - 1 });
  });
});

describe('a deployment', () => {
  test('starts a run, and an update starts one only when it changes what is audited', async () => {
    const stack = await deployAudit(aws, { LogPrefix: 's3/', RunOnDeploy: 'Yes' });
    const first = await stack.over(stack.onlyExecution);
    expect(first.status).toBe('SUCCEEDED');
    await stack.deployed.update({ parameters: { RowsInMail: '0', QueryConcurrency: '2' } });
    expect(stack.executions).toHaveLength(1);
    await stack.deployed.update({ parameters: { From: '2026-02-04' } });
    const [, second] = stack.executions;
    if (!second) throw new Error('the update has started no run');
    const run = await stack.over(second);
    expect(run.record.window).toEqual({ from: '2026-02-04T00:00:00Z', to: '2026-02-07T00:00:00Z' });
    expect(run.mail.text).not.toContain('Row 1');
    await stack.deployed.update({ parameters: { From: '2026-02-05', RunOnDeploy: 'No' } });
    expect(stack.executions).toHaveLength(2);
    await stack.deployed.delete();
    expect(aws.leftovers()).toEqual([`s3 ${LOG_BUCKET}`]);
  });

  test('whose event arrives twice starts one run', async () => {
    aws.faults.add({ kind: 'twice', service: 'lambda', resource: 'StartRun' });
    const stack = await deployAudit(aws, { LogPrefix: 's3/', RunOnDeploy: 'Yes' });
    expect((await stack.over(stack.onlyExecution)).status).toBe('SUCCEEDED');
    await stack.deployed.delete();
  });

  test('fails for a time that can not be, leaves the stack as it was, and starts nothing', async () => {
    const stack = await deployAudit(aws, { LogPrefix: 's3/', RunOnDeploy: 'Yes' });
    await stack.over(stack.onlyExecution);
    const update = stack.deployed.update({ parameters: { From: '2026-02-09', To: '2026-02-03', RowsInMail: '1' } });
    await expect(update).rejects.toThrow('got --from 2026-02-09 and --to 2026-02-03');
    expect(stack.deployed.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(stack.executions).toHaveLength(1);
    expect((await stack.run()).record.window.from).toBe('2026-02-03T00:00:00Z');
    await stack.deployed.delete();
  });
});

describe('a schedule', () => {
  const schedule = { ScheduleExpression: 'cron(0 6 * * ? *)', Lookback: '1d', From: '', To: '' };
  let cloud: LocalAws;

  beforeAll(async () => {
    cloud = await startCloud({ now: new Date('2026-02-04T12:00:00Z') });
    logs.putInto(cloud, LOG_BUCKET);
  });
  afterAll(async () => {
    await cloud.stop();
    cloud.violations.assertNone();
  });

  test('audits windows that touch: each request is in the answer of one run', async () => {
    // one of the logs comes 88 hours late
    const stack = await deployAudit(cloud, { ...schedule, Analyses: 'object-access', DeliveryPadding: '5d' });
    await cloud.clock.advance(3 * DAY_MS);
    const runs = await Promise.all(stack.executions.map((execution) => stack.over(execution)));
    expect(runs.map(({ record: { window } }) => `${window.from} ${window.to}`)).toEqual([
      '2026-02-03T06:00:00Z 2026-02-04T06:00:00Z',
      '2026-02-04T06:00:00Z 2026-02-05T06:00:00Z',
      '2026-02-05T06:00:00Z 2026-02-06T06:00:00Z',
    ]);
    const whole = await stack.run({ from: '2026-02-03T06:00:00Z', to: '2026-02-06T06:00:00Z' });
    expect(runs.flatMap((run) => run.rows('object-access'))).toEqual(whole.rows('object-access'));
    await stack.deployed.delete();
    expect(cloud.leftovers()).toEqual([`s3 ${LOG_BUCKET}`]);
    const before = cloud.states.executions.size;
    await cloud.clock.advance(3 * DAY_MS);
    expect(cloud.states.executions.size).toBe(before);
  });
});
