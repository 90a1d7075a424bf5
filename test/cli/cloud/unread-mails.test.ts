import { AuditInTheCloud, EMAIL } from './audit-in-the-cloud';

let cloud: AuditInTheCloud;

beforeAll(async () => {
  cloud = await AuditInTheCloud.deploy({ Analyses: 'deletion-summary' });
}, 180_000);

afterAll(() => cloud.stop());

const latest = () => [...cloud.aws.states.executions.values()].at(-1);

test('waiting ends when only the reader of the mail is missing: the answers are there', async () => {
  const { clock } = cloud.aws;
  // time goes on only as far as the test wants
  clock.pause();
  const moving = setInterval(() => {
    if (latest()?.history.states.at(-1) !== 'WaitForConfirmation') void clock.advance(5000);
  }, 50);
  const run = await cloud.cli(['start', '--wait']);
  clearInterval(moving);
  expect(run).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/\nwaiting for the subscription to be confirmed\n$/),
  });
  expect(run.stdout).toMatch(/^Run +\S+: running: waiting for the subscription to be confirmed$/m);
  expect(run.stdout).toMatch(/^Mails +start sent, final waiting: nobody has confirmed the subscription yet$/m);
  expect(await cloud.cli(['fetch'])).toMatchObject({ code: 0, stdout: expect.stringContaining('cleanup-script') });
});

test('a run whose mail nobody got has failed; status tells where its answers are and how to subscribe again', async () => {
  cloud.aws.clock.resume();
  await cloud.aws.waitForExecution(latest()?.arn ?? '');
  const { stdout } = await cloud.cli(['status']);
  const { ResultsBucket, TopicArn } = cloud.stack.outputs;
  expect(stdout).toMatch(/^Run +\S+: FAILED$/m);
  expect(stdout).toMatch(/^Mails +start sent, final not sent$/m);
  expect(stdout).toMatch(/^MailNotDelivered: /m);
  expect(stdout).toContain(
    `aws sns subscribe --topic-arn ${TopicArn} --protocol email --notification-endpoint ${EMAIL}`,
  );
  expect(stdout).toMatch(
    new RegExp(`^deletion-summary: 5 rows\\n  s3://${ResultsBucket}/results/\\S+/deletion-summary.csv$`, 'm'),
  );
});

test('a failure that could not be told is told with both reasons', async () => {
  cloud.aws.faults.add({ kind: 'deny', service: 's3', action: 'ListObjectsV2', resource: 'acme-logs', times: 100 });
  cloud.aws.startExecution(cloud.stack.outputs.StateMachineArn ?? '', {});
  await cloud.aws.waitForExecution(latest()?.arn ?? '');
  cloud.aws.faults.clear();
  const { stdout } = await cloud.cli(['status']);
  expect(stdout).toMatch(
    /^LogBucketDenied: the stack may not list s3:\/\/acme-logs\/logs\/; .* And no mail could be sent: .*aws sns subscribe/m,
  );
  expect(stdout).toMatch(/^Mails +start not sent, final not sent$/m);
});

test('runs that Step Functions has forgotten are told by what they have left', async () => {
  cloud.aws.states.executions.clear();
  const history = await cloud.cli(['history']);
  expect(history.stdout.trimEnd().split('\n')).toHaveLength(2);
  const [, runId = ''] = /\n(\S+) +done /.exec(history.stdout) ?? [];
  for (const args of [[], [runId]]) {
    const { code, stdout } = await cloud.cli(['status', ...args]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining(`Run       ${runId}: done\n`) });
    expect(stdout).toContain('deletion-summary: 5 rows');
    expect(stdout).not.toContain('Mails');
  }
});
