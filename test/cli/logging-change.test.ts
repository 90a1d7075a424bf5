import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { LocalAws } from '../aws';
import { roleWith } from '../aws/helpers';
import { deliveryStatement, makeSource, makeTarget, setPolicy } from '../helpers/logging-setup';
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
  aws.faults.clear();
  aws.calls.clear();
  makeTarget(aws, 'logs', {}, []);
  aws.s3.createBucket({ name: 'site' });
  aws.s3.createBucket({ name: 'shop' });
});

const TLS = deliveryStatement('logs', {
  Sid: 'Tls',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});
const logging = (...args: string[]) => runWithAws(aws, ['logging', ...args]);
const enable = (...args: string[]) => logging('enable', '--target', 'logs', '--prefix', 'access/', ...args);
const enableBoth = (...args: string[]) => enable('--bucket', 'site', '--bucket', 'shop', '--yes', ...args);
const loggingOf = (name: string) => aws.s3.requireBucket(name).logging;
const statementsOf = (name: string) =>
  JSON.parse(aws.s3.requireBucket(name).policyText ?? '{"Statement":[]}').Statement;
const writes = () => aws.calls.all.map(({ action }) => action).filter((action) => /^s3:(?:Put|Delete)/.test(action));
const IN_FOLDERS = { bucket: 'logs', prefix: 'access/', partitionedBy: 'EventTime' };

test('logging is switched on, found in order, and switched off again', async () => {
  setPolicy(aws, 'logs', TLS);
  expect(await enableBoth()).toMatchObject({
    code: 0,
    stdout: 'site: logs to s3://logs/access/ (by event time)\nshop: logs to s3://logs/access/ (by event time)\n',
    stderr: '',
  });
  expect([loggingOf('site'), loggingOf('shop')]).toEqual([IN_FOLDERS, IN_FOLDERS]);
  expect(statementsOf('logs')).toEqual([TLS, expect.objectContaining({ Sid: 'S3LogAuditLogDelivery' })]);

  const status = await logging(
    'status',
    '--no-cloudtrail',
    '--bucket',
    'site',
    '--bucket',
    'shop',
    '--fail-on',
    'info',
  );
  expect(status).toMatchObject({ code: 0, stderr: '2 buckets: nothing found\n' });

  const again = await enableBoth();
  expect(again.stdout).toBe(
    'site: logs to s3://logs/access/ (by event time) already\nshop: logs to s3://logs/access/ (by event time) already\n',
  );
  expect(writes().sort()).toEqual(['s3:PutBucketLogging', 's3:PutBucketLogging', 's3:PutBucketPolicy']);

  const off = await logging('disable', '--bucket', 'site', '--yes');
  expect(off).toMatchObject({ code: 0, stdout: 'site: is not logged\n', stderr: '' });
  expect([loggingOf('site'), loggingOf('shop')]).toEqual([undefined, IN_FOLDERS]);
  expect(statementsOf('logs')[1].Condition.ArnLike['aws:SourceArn']).toEqual([
    'arn:aws:s3:::site',
    'arn:aws:s3:::shop',
  ]);
});

test('disable takes a bucket out of the statement only when asked, also later', async () => {
  setPolicy(aws, 'logs', TLS);
  await enableBoth();
  await logging('disable', '--bucket', 'site', '--yes');
  const later = await logging('disable', '--bucket', 'site', '--remove-grant', '--target', 'logs', '--yes');
  expect(later).toMatchObject({ code: 0, stderr: '' });
  expect(statementsOf('logs')[1].Condition.ArnLike['aws:SourceArn']).toEqual(['arn:aws:s3:::shop']);
  await logging('disable', '--bucket', 'shop', '--remove-grant', '--yes');
  expect(statementsOf('logs')).toEqual([TLS]);
  expect(loggingOf('shop')).toBeUndefined();
});

test('a policy that held nothing but our statement is deleted with it', async () => {
  await enableBoth();
  await logging('disable', '--bucket', 'site', '--bucket', 'shop', '--remove-grant', '--yes');
  expect(aws.s3.requireBucket('logs').policyText).toBeUndefined();
});

test.each([
  [['--key-format', 'flat'], { bucket: 'logs', prefix: 'access/' }],
  [['--key-format', 'delivery-time'], { ...IN_FOLDERS, partitionedBy: 'DeliveryTime' }],
  [['--key-format', 'event-time'], IN_FOLDERS],
])('keys are made as %j says', async (args, expected) => {
  expect(await enable('--bucket', 'site', '--yes', ...args)).toMatchObject({ code: 0 });
  expect(loggingOf('site')).toEqual(expected);
});

test('flat keys without a prefix get a folder for each bucket', async () => {
  await logging('enable', '--bucket', 'site', '--target', 'logs', '--key-format', 'flat', '--yes');
  expect(loggingOf('site')).toEqual({ bucket: 'logs', prefix: 'site/' });
});

test('a policy that allows it already is not touched', async () => {
  setPolicy(aws, 'logs', deliveryStatement('logs'));
  expect(await enable('--bucket', 'site', '--yes')).toMatchObject({ code: 0 });
  expect(writes()).toEqual(['s3:PutBucketLogging']);
});

test('a bucket that logs there, but is not let in, gets the statement only', async () => {
  makeSource(aws, 'old', 'logs');
  expect(await enable('--bucket', 'old', '--yes')).toMatchObject({ code: 0 });
  expect(writes()).toEqual(['s3:PutBucketPolicy']);
});

describe('a dry run', () => {
  test('shows the exact change, and writes nothing', async () => {
    setPolicy(aws, 'logs', TLS);
    makeSource(aws, 'old', 'elsewhere', { logging: { bucket: 'elsewhere', prefix: 'x' } });
    const result = await enable('--bucket', 'site', '--bucket', 'old', '--dry-run');
    expect(result).toMatchObject({ code: 0, stderr: 'this was a dry run: nothing is changed\n' });
    expect(result.stdout).toBe(DIFF);
    expect(writes()).toEqual([]);
    expect([loggingOf('site'), statementsOf('logs')]).toEqual([undefined, [TLS]]);
  });

  test('gives the same as JSON', async () => {
    const { stdout } = await enable('--bucket', 'site', '--dry-run', '--format', 'json');
    expect(JSON.parse(stdout)).toMatchObject({
      policies: [{ bucket: 'logs', before: null, after: { Statement: [{ Sid: 'S3LogAuditLogDelivery' }] } }],
      buckets: [
        {
          bucket: 'site',
          change: 'PutBucketLogging',
          before: {},
          after: { LoggingEnabled: { TargetBucket: 'logs', TargetPrefix: 'access/' } },
          refusals: [],
        },
      ],
    });
    expect(writes()).toEqual([]);
  });

  test('of disable writes nothing either', async () => {
    await enableBoth();
    aws.calls.clear();
    const { stdout, code } = await logging('disable', '--bucket', 'site', '--remove-grant', '--dry-run');
    expect(code).toBe(0);
    expect(stdout).toContain('-             "arn:aws:s3:::site",\n');
    expect(stdout).toContain('PutBucketLogging site\n- {\n-   "LoggingEnabled": {\n');
    expect(writes()).toEqual([]);
  });
});

describe('refused is', () => {
  const refusal = async (...args: string[]) => {
    const { code, stderr } = await enable('--yes', ...args);
    expect(writes()).toEqual([]);
    return { code, stderr };
  };

  test('a bucket that would log to itself', async () => {
    expect(await refusal('--bucket', 'logs')).toEqual({
      code: 1,
      stderr: expect.stringContaining('refused: logs: logs go round: logs → logs; '),
    });
  });

  test('a loop through other buckets', async () => {
    Object.assign(aws.s3.requireBucket('logs'), { logging: { bucket: 'middle', prefix: 'a/' } });
    makeTarget(aws, 'middle', { logging: { bucket: 'site', prefix: 'a/' } });
    expect(await refusal('--bucket', 'site')).toEqual({
      code: 1,
      stderr: expect.stringContaining('refused: site: logs go round: site → logs → middle → site; '),
    });
  });

  test.each<[string, () => void, string]>([
    ['is missing', () => aws.s3.buckets.delete('logs'), 'there is no bucket logs'],
    ['has a default retention', () => set({ objectLock: { mode: 'GOVERNANCE', days: 1 } }), 'Object Lock of logs'],
    ['is encrypted with KMS', () => set({ defaultEncryption: { algorithm: 'aws:kms' } }), 'default encryption of logs'],
    ['is Requester Pays', () => set({ requesterPays: true }), 'logs is Requester Pays'],
    ['denies it', () => setPolicy(aws, 'logs', { ...TLS, Condition: {} }), 'denies the delivery to s3://logs/access/'],
    [
      'may deny it',
      () => setPolicy(aws, 'logs', { ...TLS, Condition: { Null: { 's3:x-amz-acl': 'true' } } }),
      'Null s3:x-amz-acl',
    ],
    ['can not be read', () => deny('GetBucketPolicy'), 's3:GetBucketPolicy is missing'],
    ['does not tell its encryption', () => deny('GetBucketEncryption'), 's3:GetEncryptionConfiguration is missing'],
  ])('a target that %s', async (_, prepare, reason) => {
    prepare();
    expect(await refusal('--bucket', 'site')).toEqual({
      code: 1,
      stderr: expect.stringMatching(new RegExp(`refused: site: .*${reason.replaceAll('/', '.')}`)),
    });
  });

  test('not what is uncertain, for somebody who says so', async () => {
    setPolicy(aws, 'logs', { ...TLS, Condition: { Null: { 's3:x-amz-acl': 'false' } } });
    const { code, stderr } = await enable('--bucket', 'site', '--yes', '--allow-uncertain');
    aws.violations.take();
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('warning: site: delivery-uncertain') });
  });

  const set = (settings: object) => Object.assign(aws.s3.requireBucket('logs'), settings);
  const deny = (action: string) => aws.faults.add({ service: 's3', action, resource: 'logs', kind: 'deny', times: 99 });
});

test('one bucket that fails does not hide others', async () => {
  aws.s3.createBucket({ name: 'far', region: 'us-west-2' });
  aws.faults.add({ service: 's3', action: 'PutBucketLogging', resource: 'shop', kind: 'deny', times: 99 });
  const result = await enableBoth('--bucket', 'far', '--bucket', 'nowhere');
  expect(result).toMatchObject({ code: 3, stdout: 'site: logs to s3://logs/access/ (by event time)\n' });
  expect(result.stderr).toContain('refused: far: far is in us-west-2, logs in eu-west-1; ');
  expect(result.stderr).toContain('refused: nowhere: there is no such bucket; check the name');
  expect(result.stderr).toContain(
    'failed: shop: you may not do this: ask whoever grants access for s3:PutBucketLogging',
  );
  expect(statementsOf('logs')[0].Condition.ArnLike['aws:SourceArn']).toEqual([
    'arn:aws:s3:::site',
    'arn:aws:s3:::shop',
  ]);
});

test('nothing is logged to a target whose policy can not be written', async () => {
  aws.faults.add({ service: 's3', action: 'PutBucketPolicy', kind: 'deny', times: 99 });
  const { code, stderr } = await enableBoth();
  expect(code).toBe(1);
  expect(stderr).toContain('failed: site: you may not do this: ask whoever grants access for s3:PutBucketPolicy');
  expect(writes()).toEqual([]);
});

test('S3 that is slow to see the new policy is asked again', async () => {
  const error = { code: 'InvalidTargetBucketForLogging', message: 'not yet', status: 400 };
  aws.faults.add({ service: 's3', action: 'PutBucketLogging', kind: 'fail', error, times: 2 });
  expect(await enable('--bucket', 'site', '--yes')).toMatchObject({ code: 0 });
  expect(loggingOf('site')).toEqual(IN_FOLDERS);
});

test('two at once leave a sound policy, in which the last one is let in', async () => {
  setPolicy(aws, 'logs', TLS);
  const names = ['site', 'shop'];
  const results = await Promise.all(names.map((name) => enable('--bucket', name, '--yes')));
  const [first, own, ...more] = statementsOf('logs');
  expect([first, own.Sid, more]).toEqual([TLS, 'S3LogAuditLogDelivery', []]);
  const letIn = names.filter((name) => own.Condition.ArnLike['aws:SourceArn'].includes(`arn:aws:s3:::${name}`));
  expect(letIn.filter((name) => results[names.indexOf(name)]?.code === 0)).not.toEqual([]);
});

describe('when somebody else changes', () => {
  /** Changes something while a call of ours, the nth of its kind, is under way. */
  const meanwhile = async (action: string, resource: string, nth: number, change: () => void) => {
    const fault = aws.faults.add({ service: 's3', action, resource, nth, kind: 'slow', delayMs: 1500 });
    const running = enable('--bucket', 'site', '--yes');
    while (fault.hits === 0) await sleep(20);
    change();
    return running;
  };

  test('the policy before it is written, it is left alone', async () => {
    const result = await meanwhile('GetBucketPolicy', 'logs', 2, () => setPolicy(aws, 'logs', TLS));
    expect(result).toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'failed: site: the policy of logs has just been changed by somebody else; look again\n',
    });
    expect([writes(), statementsOf('logs')]).toEqual([[], [TLS]]);
  });

  test('the logging before it is written, it is left alone', async () => {
    const theirs = { bucket: 'logs', prefix: 'theirs/' };
    const change = () => Object.assign(aws.s3.requireBucket('site'), { logging: theirs });
    const { code, stderr } = await meanwhile('GetBucketLogging', 'site', 2, change);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('the logging of site has just been changed'),
    });
    expect(loggingOf('site')).toEqual(theirs);
  });

  test('the policy after it was written, it is told', async () => {
    const { code, stderr } = await meanwhile('GetBucketLogging', 'site', 3, () => setPolicy(aws, 'logs', TLS));
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining(
        'failed: site: site is logged, but the policy of logs does not let its logs in any more',
      ),
    });
  });
});

test('stops in order when it is interrupted', async () => {
  aws.faults.add({ service: 's3', action: 'GetBucketPolicy', kind: 'slow', delayMs: 6000, times: 99 });
  const onStart = (child: ChildProcess) => setTimeout(() => child.kill('SIGINT'), 2500);
  const { code, stderr } = await runWithAws(
    aws,
    ['logging', 'enable', '--bucket', 'site', '--target', 'logs', '--yes'],
    {
      onStart,
    },
  );
  expect({ code, stderr }).toEqual({ code: 130, stderr: 'stopped\n' });
  expect(writes()).toEqual([]);
});

test('needs the documented permissions only', async () => {
  const read = [
    's3:ListAllMyBuckets',
    's3:ListBucket',
    's3:GetBucket*',
    's3:GetEncryptionConfiguration',
    's3:GetLifecycleConfiguration',
  ];
  const write = ['s3:PutBucketLogging', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy'];
  const admin = roleWith(aws, 'admin', [{ Effect: 'Allow', Action: [...read, ...write], Resource: '*' }]);
  const env = awsEnvironment(aws, admin);
  const on = await runWithAws(aws, ['logging', 'enable', '--bucket', 'site', '--target', 'logs', '--yes'], { env });
  expect(on).toMatchObject({ code: 0 });
  const off = await runWithAws(aws, ['logging', 'disable', '--bucket', 'site', '--remove-grant', '--yes'], { env });
  expect(off).toMatchObject({ code: 0 });
});

test('fails when nobody can be asked and nobody has agreed', async () => {
  for (const args of [['enable', '--target', 'logs'], ['disable']]) {
    const { code, stderr } = await logging(...args, '--bucket', 'site');
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('add --yes to agree beforehand') });
  }
  expect(writes()).toEqual([]);
});

test.each([
  [['enable', '--target', 'logs'], "required option '--bucket <name>' not specified"],
  [['enable', '--bucket', 'site'], "required option '--target <name>' not specified"],
  [['enable', '--bucket', 'site', '--target', 'logs/x'], '--target must be the name of a bucket'],
  [['enable', '--bucket', 'site', '--target', 'logs', '--prefix', 'a*', '--yes'], "--prefix can't have *, ? or $"],
  [['enable', '--bucket', 'site', '--target', 'logs', '--prefix', 'a\u0007', '--yes'], "can't have control characters"],
  [
    ['enable', '--bucket', 'site', '--target', 'logs', '--key-format', 'daily', '--yes'],
    "--key-format can't be 'daily'",
  ],
  [['disable', '--bucket', 'site', '--target', 'logs', '--yes'], 'add --remove-grant'],
])('fails for %j', async (args, message) => {
  const { code, stderr } = await logging(...args);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
});

test('names and statements from elsewhere can not steer a terminal', async () => {
  setPolicy(aws, 'logs', { ...TLS, Sid: 'Evil\u001b[2J\u009b\u202e' });
  makeSource(aws, 'odd', 'logs', { logging: { bucket: 'logs', prefix: 'p\u001b[31m\u202e' } });
  for (const format of ['text', 'json']) {
    const { stdout, stderr, code } = await enable('--bucket', 'odd', '--dry-run', '--format', format);
    expect(code).toBe(0);
    expect((stdout + stderr).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
  }
});

const DIFF = `PutBucketPolicy logs
  {
    "Version": "2012-10-17",
    "Statement": [
      {
        "Sid": "Tls",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": "arn:aws:s3:::logs/*",
        "Condition": {
          "Bool": {
            "aws:SecureTransport": "false"
          }
        }
+     },
+     {
+       "Sid": "S3LogAuditLogDelivery",
+       "Effect": "Allow",
+       "Principal": {
+         "Service": "logging.s3.amazonaws.com"
+       },
+       "Action": "s3:PutObject",
+       "Resource": [
+         "arn:aws:s3:::logs/access/*"
+       ],
+       "Condition": {
+         "ArnLike": {
+           "aws:SourceArn": [
+             "arn:aws:s3:::site",
+             "arn:aws:s3:::old"
+           ]
+         },
+         "StringEquals": {
+           "aws:SourceAccount": "111122223333"
+         }
+       }
      }
    ]
  }

PutBucketLogging site
- {}
+ {
+   "LoggingEnabled": {
+     "TargetBucket": "logs",
+     "TargetPrefix": "access/",
+     "TargetObjectKeyFormat": {
+       "PartitionedPrefix": {
+         "PartitionDateSource": "EventTime"
+       }
+     }
+   }
+ }

PutBucketLogging old
  {
    "LoggingEnabled": {
-     "TargetBucket": "elsewhere",
-     "TargetPrefix": "x",
+     "TargetBucket": "logs",
+     "TargetPrefix": "access/",
      "TargetObjectKeyFormat": {
-       "SimplePrefix": {}
+       "PartitionedPrefix": {
+         "PartitionDateSource": "EventTime"
+       }
      }
    }
  }

`;
