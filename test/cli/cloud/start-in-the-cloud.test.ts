import { AuditInTheCloud, EMAIL } from './audit-in-the-cloud';

let cloud: AuditInTheCloud;

beforeAll(async () => {
  cloud = await AuditInTheCloud.deploy();
  cloud.aws.confirmSubscription(EMAIL);
}, 180_000);

afterAll(() => cloud.stop());

const executions = () => [...cloud.aws.states.executions.values()];

test.each(['Copy', 'InPlace'])('a dry run with %s tells what the start mail does, and starts nothing', async (mode) => {
  const window = ['--from', '2026-02-04', '--to', '2026-02-06', '--copy-mode', mode];
  const before = executions().length;
  const dry = await cloud.cli(['start', '--dry-run', ...window]);
  expect(dry).toMatchObject({ code: 0, stderr: 'this was a dry run: nothing is started\n' });
  expect(executions()).toHaveLength(before);
  await cloud.cli(['start', ...window, '--wait']);
  const mail = cloud.aws.mails.filter(({ subject }) => subject?.includes('started')).at(-1);
  expect(mail?.subject).toMatch(/started/);
  const facts = (text: string) =>
    ['Window', 'Found', 'Way', 'Cost'].map((name) => new RegExp(`^${name} +(.*)$`, 'm').exec(text)?.[1]);
  expect(facts(dry.stdout)).toEqual(facts(mail?.text ?? ''));
  const json = JSON.parse((await cloud.cli(['start', '--dry-run', ...window, '--format', 'json'])).stdout);
  expect(json).toMatchObject({ objects: 17, copied: mode === 'Copy', hints: [] });
});

test('start tells the id of the run, also as JSON', async () => {
  const { code, stdout } = await cloud.cli(['start', 'deletions']);
  const [, runId] = /^run (\S+) has started; 's3-log-audit status \1' tells how it is\n$/.exec(stdout) ?? [];
  expect({ code, runId }).toEqual({ code: 0, runId: expect.any(String) });
  const json = JSON.parse((await cloud.cli(['start', 'deletions', '--format', 'json'])).stdout);
  const started = executions().at(-1);
  expect(json).toEqual({
    runId: expect.any(String),
    executionArn: started?.arn,
    startedAt: started?.started.toISOString(),
  });
});

test('a call that is sent again after a lost answer starts one run', async () => {
  const before = executions().length;
  const fault = cloud.aws.faults.add({ kind: 'lose-answer', service: 'states', action: 'StartExecution' });
  expect(await cloud.cli(['start', 'deletions'])).toMatchObject({ code: 0 });
  expect({ seen: fault.seen, started: executions().length - before }).toEqual({ seen: 2, started: 1 });
});

test.each([
  [['deletion'], 2, "there is no analysis 'deletion'; did you mean 'deletions'? 's3-log-audit list' shows them all"],
  [['buckets'], 1, "buckets can't be answered from S3 server access logs"],
  [['--from', '2026-02-30'], 2, "--from is a date that does not exist, got '2026-02-30'"],
  [['--from', '2026-02-06', '--to', '2026-02-03'], 2, '--from must be before --to'],
  [['--from', '2025-01-01', '--to', '2026-02-03'], 2, 'allowed are 90; choose a shorter one'],
  [['--remote-ip', '1.2.3'], 2, '1.2.3'],
  [['--account', '111122223333'], 2, "can't be used with access-logs"],
  [['--bucket', 'other'], 2, "filters.bucket has 'other', which is not one of sourceBuckets (acme-media)"],
  [['--log-type', 'cloudtrail'], 2, "logType is fixed by the stack as 'S3AccessLogs'"],
  [['--log-prefix', 'elsewhere/'], 2, "logPrefix 'elsewhere/' does not begin with 'logs/'"],
  [['--copy-mode', 'Maybe'], 2, "copyMode can't be 'Maybe'; allowed are Auto, Copy, InPlace"],
  [['--max-days', '91'], 2, "maxDays can't be 91: the stack allows 90"],
])('fails for %j before anything is started, with the words of the plan', async (args, code, words) => {
  const before = executions().length;
  const failed = await cloud.cli(['start', ...args]);
  expect(failed).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(words) });
  expect(executions()).toHaveLength(before);
});

test('a window without logs is told with likely causes, and is no success', async () => {
  const args = ['--from', '2026-02-20', '--to', '2026-02-21'];
  const dry = await cloud.cli(['start', '--dry-run', ...args]);
  expect(dry.stdout).toMatch(/^Found +no log objects\n/m);
  expect(dry.stdout).toContain('  - s3://acme-logs/logs/ holds, for example, logs/2026-02-02-16-08-32-');
  const run = await cloud.cli(['start', '--wait', ...args]);
  expect(run).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('\nsending the mail that nothing was found\n'),
  });
  expect(run.stdout).toMatch(/^Run +\S+: done: no log objects were found for the window, so nothing was queried$/m);
});

test('a log object that is left out makes the run partial', async () => {
  const key = cloud.aws.s3.requireBucket('acme-logs').objects.keyAt(5);
  const run = await cloud.cli(['start', 'deletions', '--exclude-object', `s3://acme-logs/${key}`, '--wait']);
  expect(run).toMatchObject({ code: 3, stdout: expect.stringContaining('done, but PARTIAL') });
  const fetched = await cloud.cli(['fetch', 'deletions']);
  expect(fetched).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('incomplete: 1 log object is left out, as excludeObjects asks\n'),
  });
});

test('a run that fails tells its code, reason and remedy', async () => {
  cloud.aws.faults.add({ kind: 'deny', service: 's3', action: 'ListObjectsV2', resource: 'acme-logs', times: 100 });
  const run = await cloud.cli(['start', 'deletions', '--wait']);
  cloud.aws.faults.clear();
  expect(run).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/\nplanning\nsending the failure mail\nfailed\n$/),
  });
  expect(run.stdout).toMatch(/^Run +\S+: FAILED$/m);
  expect(run.stdout).toMatch(
    /^LogBucketDenied: the stack may not list s3:\/\/acme-logs\/logs\/; .*'s3-log-audit grants --stack S3LogAudit'/m,
  );
  expect(run.stdout).toMatch(/^Mails +start not sent, final sent$/m);
  expect(await cloud.cli(['fetch', '--run', /^Run +(\S+):/m.exec(run.stdout)?.[1] ?? ''])).toMatchObject({ code: 1 });
});
