import { LocalAws } from '../aws';
import { roleWith } from '../aws/helpers';
import { runCli } from '../helpers/cli';
import { makeSource, makeTarget, makeTrail, setPolicy } from '../helpers/logging-setup';
import { awsEnvironment, runWithAws } from '../helpers/s3-logs';

let aws: LocalAws;

beforeAll(async () => {
  aws = await LocalAws.start();
});
afterAll(async () => {
  await aws.stop();
  aws.violations.assertNone();
});
beforeEach(() => {
  aws.s3.buckets.clear();
  aws.trails.all.clear();
  aws.faults.clear();
  aws.calls.clear();
  makeTrail(aws);
  makeTarget(aws, 'logs');
  makeSource(aws, 'site', 'logs');
  makeSource(aws, 'shop', 'gone');
});

const status = (...args: string[]) => runWithAws(aws, ['logging', 'status', ...args]);

test('tells of all buckets, as CSV where nobody looks', async () => {
  expect(await status()).toMatchObject({
    code: 0,
    stdout: [
      'bucket,logs_to,key_format,severity,finding,detail,remedy,region',
      'logs,,,info,log-bucket-not-logged,logs holds logs of others and is not logged itself,"log it to a third bucket that is not logged, or have a trail record its data events",eu-west-1',
      'shop,s3://gone/access/,event-time,high,target-missing,there is no bucket gone,"log to a bucket that exists; if nobody else has taken its name, making the old one anew with its policy works, too",eu-west-1',
      'site,s3://logs/access/,event-time,,,,,eu-west-1',
      '',
    ].join('\n'),
    stderr: '3 buckets: 2 findings (1 high, 1 info)\n',
  });
});

test('shows a table, with what to do below', async () => {
  const { stdout } = await status('--format', 'table');
  expect(stdout.split('\n')).toEqual([
    'Server access logging',
    'bucket  logs_to            key_format  severity  finding',
    '──────  ─────────────────  ──────────  ────────  ─────────────────────',
    'logs    -                  -           info      log-bucket-not-logged',
    'shop    s3://gone/access/  event-time  high      target-missing',
    'site    s3://logs/access/  event-time  -         -',
    '',
    'logs: log-bucket-not-logged (info)',
    '  logs holds logs of others and is not logged itself',
    '  → log it to a third bucket that is not logged, or have a trail record its data events',
    '',
    'shop: target-missing (high)',
    '  there is no bucket gone',
    expect.stringContaining('  → log to a bucket that exists'),
    '',
  ]);
});

test('gives facts as JSON', async () => {
  const { stdout } = await status('--format', 'json', '--bucket', 'site', '--bucket', 'shop');
  const { buckets } = JSON.parse(stdout);
  expect(buckets).toEqual([
    {
      bucket: 'shop',
      region: 'eu-west-1',
      logging: { bucket: 'gone', prefix: 'access/', keyFormat: 'event-time', hasGrants: false },
      findings: [
        {
          id: 'target-missing',
          severity: 'high',
          detail: 'there is no bucket gone',
          remedy: expect.stringContaining('log to a bucket that exists'),
        },
      ],
    },
    {
      bucket: 'site',
      region: 'eu-west-1',
      logging: { bucket: 'logs', prefix: 'access/', keyFormat: 'event-time', hasGrants: false },
      findings: [],
    },
  ]);
});

test.each([
  [['--fail-on', 'high'], 3],
  [['--fail-on', 'info'], 3],
  [['--fail-on', 'info', '--bucket', 'site'], 0],
  [['--fail-on', 'low', '--bucket', 'logs', '--bucket', 'site'], 0],
  [['--bucket', 'shop'], 0],
])('with %j exits with %i', async (args, code) => {
  expect(await status(...args)).toMatchObject({ code });
});

test('leaves CloudTrail alone when it is told to', async () => {
  aws.trails.all.clear();
  expect((await status('--bucket', 'site')).stderr).toBe('1 bucket: 1 finding (1 medium)\n');
  aws.calls.clear();
  expect((await status('--bucket', 'site', '--no-cloudtrail')).stderr).toBe('1 bucket: nothing found\n');
  expect(aws.calls.all.filter(({ action }) => action.startsWith('cloudtrail:'))).toEqual([]);
});

test('only reads, and needs no other permissions than the documented ones', async () => {
  const actions = [
    's3:ListAllMyBuckets',
    's3:ListBucket',
    's3:GetBucketLogging',
    's3:GetBucketPolicy',
    's3:GetBucketOwnershipControls',
    's3:GetBucketAcl',
    's3:GetBucketObjectLockConfiguration',
    's3:GetEncryptionConfiguration',
    's3:GetBucketRequestPayment',
    's3:GetLifecycleConfiguration',
    'cloudtrail:DescribeTrails',
    'cloudtrail:GetTrailStatus',
    'cloudtrail:GetEventSelectors',
  ];
  const reader = roleWith(aws, 'reader', [{ Effect: 'Allow', Action: actions, Resource: '*' }]);
  const result = await runCli(['logging', 'status', '--fail-on', 'high', '--bucket', 'site'], {
    env: awsEnvironment(aws, reader),
  });
  expect(result).toMatchObject({ code: 0, stderr: '1 bucket: nothing found\n' });
  expect(new Set(aws.calls.all.map(({ action }) => action))).toEqual(
    new Set(actions.filter((action) => action !== 's3:ListBucket')),
  );
});

test('names, prefixes and statements from AWS can not steer a terminal', async () => {
  const hostile = 'a\u001b]0;x\u0007\u202e\n/';
  makeSource(aws, 'odd', 'logs', { logging: { bucket: 'logs', prefix: hostile } });
  const deny = { Sid: 'Bad\u001b[31m', Effect: 'Deny', Principal: '*', Action: '*', Resource: 'arn:aws:s3:::logs/*' };
  setPolicy(aws, 'logs', deny);
  for (const format of ['table', 'json']) {
    const { stdout, code } = await status('--format', format, '--bucket', 'odd');
    expect(code).toBe(0);
    expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(stdout).toContain('delivery-denied');
  }
});

test('asks another service than AWS for everything when it is named', async () => {
  const env = { AWS_ENDPOINT_URL: 'http://localhost:9' };
  const args = ['logging', 'status', '--bucket', 'site', '--endpoint-url', aws.endpoint, '--region', 'us-west-2'];
  expect(await runWithAws(aws, args, { env })).toMatchObject({ code: 0, stderr: '1 bucket: nothing found\n' });
});

test.each([
  [['--bucket', 's3://site'], "--bucket must be the name of a bucket, got 's3://site'"],
  [['--fail-on', 'hihg'], "--fail-on can't be 'hihg'; allowed are info, low, medium, high"],
  [['--format', 'xml'], "--format can't be 'xml'; allowed are table, csv, json"],
])('fails for %j', async (args, message) => {
  const { code, stderr } = await status(...args);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});

test('fails without credentials and without connection', async () => {
  const nothing = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
  const without = await runWithAws(aws, ['logging', 'status'], { env: nothing });
  expect(without).toMatchObject({ code: 1, stderr: expect.stringContaining('error: there are no AWS credentials') });
  const nowhere = await status('--endpoint-url', 'http://localhost:9');
  expect(nowhere).toMatchObject({ code: 1, stderr: expect.stringContaining('error: AWS can not be reached') });
});
