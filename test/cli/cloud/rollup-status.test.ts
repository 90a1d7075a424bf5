import { HOUR_MS } from '../../../lib/shared/utc-dates';
import { putExamples } from '../../aws';
import { AuditInTheCloud, EMAIL } from './audit-in-the-cloud';

jest.setTimeout(240_000);

const ROLLUP = { RollupSchedule: 'rate(1 hour)', RollupOlderThan: '0m' };
const MACHINE = 'RollupStateMachineArn';

let cloud: AuditInTheCloud;

beforeAll(async () => {
  cloud = await AuditInTheCloud.deploy(ROLLUP);
  cloud.aws.confirmSubscription(EMAIL);
});
afterEach(() => cloud.aws.faults.clear());
afterAll(() => cloud.stop());

test('before the first run and rollup, status tells of the rollup that there will be', async () => {
  expect(await status()).toEqual({
    code: 0,
    stderr: "the stack S3LogAudit has had no run yet; 's3-log-audit start' starts one\n",
    stdout: [
      'Rollup    s3://acme-logs/logs/ to s3://acme-logs/logs/: day, log.gz',
      'Last      none yet',
      'Next      rate(1 hour), UTC',
      '',
    ].join('\n'),
  });
});

test('while a rollup works, status tells what it does', async () => {
  cloud.aws.faults.add({
    kind: 'slow',
    service: 's3',
    action: 'GetObject',
    caller: 'RollUpPeriod',
    delayMs: 3000,
    times: 3,
  });
  const execution = cloud.aws.startExecution(cloud.stack.outputs[MACHINE] ?? '', {});
  while (!execution.history.states.includes('RollUpPeriod')) await new Promise((done) => setTimeout(done, 5));
  const { stdout } = await status();
  expect(stdout).toMatch(/^Now {7}\S+: running: merging \d+ periods$/m);
  expect(stdout).not.toMatch(/^Last/m);
  await execution.over;
});

test('status tells how the latest rollup has ended, and when the next is due', async () => {
  await scheduled();
  const { code, stdout } = await status();
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Last {6}\S+: done\n {10}started 2026-\S+Z, ended 2026-\S+Z\n {10}no logs to roll up\n/m);
  expect(stdout).toMatch(/^Next {6}2026-03-01T\d\d:\d\d:\d\dZ \(rate\(1 hour\), UTC\)$/m);
  expect(stdout).not.toMatch(/^Fail/m);
  const told = await rollup();
  expect(told).toMatchObject({
    source: 's3://acme-logs/logs/',
    destination: 's3://acme-logs/logs/',
    level: 'day',
    format: 'log.gz',
    keepsLogs: false,
    last: { outcome: 'done', totals: { failed: 0, incomplete: 0 }, problems: [] },
  });
  const { expression, nextAt } = told.schedule;
  expect(expression).toBe('rate(1 hour)');
  expect(new Date(nextAt).getTime() - new Date(told.last.scheduledAt).getTime()).toBe(HOUR_MS);
});

test('a rollup that goes on for another one is told with it', async () => {
  const { last } = await rollup();
  await cloud.aws.startExecution(cloud.stack.outputs[MACHINE] ?? '', {}, `${last.runId}-continued`).over;
  const { last: both } = await rollup();
  expect(both).toMatchObject({ startedAt: last.startedAt, outcome: 'done' });
  expect(both.runId).not.toBe(last.runId);
});

test('while rollups fail, status tells since when, which periods, and why', async () => {
  const { runId: before } = (await rollup()).last;
  putExamples(cloud.aws.s3, 'acme-logs', 'logs/more/', 'access-logs');
  const times = Number.POSITIVE_INFINITY;
  cloud.aws.faults.add({
    kind: 'deny',
    service: 's3',
    action: 'PutObject',
    resource: '2026-02-04.rollup.log.gz',
    times,
  });
  await scheduled();
  const { last: first, lastFailure } = await rollup();
  // what the latest one has met is told with it
  expect(lastFailure).toBeUndefined();
  await scheduled();
  expect((await rollup()).failing).toEqual({ since: first.startedAt, runs: 2 });
  const { code, stdout } = await status();
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Last {6}\S+: FAILED$/m);
  expect(stdout).toMatch(/^ {10}0 periods done, 1 failed$/m);
  expect(stdout).toMatch(/^ {10}RollupIncomplete: 1 of 1 periods could not be rolled up/m);
  expect(stdout).toMatch(/^ {10}\S*2026-02-04\.rollup\.log\.gz: LogsDenied: the rollup may not do what it has to/m);
  expect(stdout).toMatch(/^Failing {3}since 2026-03-01T\S+Z, 2 rollups$/m);
  const { runId: last } = (await rollup()).last;
  expect(last).not.toBe(before);
  // the mail names the id
  const one = await cloud.cli(['status', last], shifted());
  expect(one.stdout).toContain('1 failed');
  cloud.aws.faults.clear();
  await scheduled();
  const after = await status();
  expect(after.stdout).toMatch(/^Last {6}\S+: done$/m);
  expect(after.stdout).toMatch(new RegExp(`^Failed {4}${last}, 2026-\\S+Z: RollupIncomplete: 1 of 1`, 'm'));
  expect(after.stdout).not.toMatch(/^Failing/m);
});

test('what could not be done at all is told with its reason', async () => {
  const times = Number.POSITIVE_INFINITY;
  cloud.aws.faults.add({ kind: 'deny', service: 's3', action: 'ListObjectsV2', caller: 'PlanRollup', times });
  await scheduled();
  const { stdout } = await status();
  expect(stdout).toMatch(/^ {10}LogsDenied: the rollup may not do what it has to; .*s3-log-audit grants/m);
});

test('a run is told with its rollup, and as ever when it is named', async () => {
  const started = await cloud.cli(['start', '--wait']);
  const [, runId = ''] = /^Run +(\S+): done$/m.exec(started.stdout) ?? [];
  const { stdout, stderr } = await status();
  expect([stdout.startsWith(`${started.stdout}\nRollup `), stderr]).toEqual([true, '']);
  expect((await cloud.cli(['status', runId])).stdout).toBe(started.stdout);
  const json = JSON.parse((await cloud.cli(['status', '--format', 'json'], shifted())).stdout);
  expect(json).toMatchObject({ runId, outcome: 'done', rollup: { last: { outcome: 'failed' }, failing: { runs: 1 } } });
});

/** An hour later, and what the schedule has started then is over. */
async function scheduled(): Promise<void> {
  const { aws, stack } = cloud;
  await aws.clock.advance(HOUR_MS);
  const executions = [...aws.states.executions.values()];
  for (const { stateMachineArn, over } of executions) if (stateMachineArn === stack.outputs[MACHINE]) await over;
}

/** The command line lives in the time of the local AWS. */
function shifted() {
  return { env: { LOCAL_AWS_SHIFT_MS: String(cloud.aws.clock.shiftMs) } };
}

async function status() {
  const { code, stdout, stderr } = await cloud.cli(['status'], shifted());
  return { code, stdout, stderr };
}

/** What status tells of the rollup. */
async function rollup() {
  return JSON.parse((await cloud.cli(['status', '--format', 'json'], shifted())).stdout).rollup;
}
