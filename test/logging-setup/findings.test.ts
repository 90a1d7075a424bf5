import { LocalAws } from '../aws';
import { roleWith } from '../aws/helpers';
import type { BucketSettings } from '../aws/s3/bucket';
import { deliveryStatement, findingsOf, makeSource, makeTarget, makeTrail, statusIn } from '../helpers/logging-setup';
import { useAws } from '../helpers/s3-logs';

let aws: LocalAws;
let leave: () => void;

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
  makeTrail(aws);
  leave = useAws(aws);
});
afterEach(() => leave());

const idsOf = async (name: string, now?: Date) => (await findingsOf(name, now)).map(({ id }) => id);

test('nothing is found where everything is right', async () => {
  makeTarget(aws, 'logs');
  makeSource(aws, 'site', 'logs');
  expect(await statusIn()).toEqual([
    {
      name: 'logs',
      region: 'eu-west-1',
      destination: null,
      findings: [expect.objectContaining({ id: 'log-bucket-not-logged', severity: 'info' })],
    },
    {
      name: 'site',
      region: 'eu-west-1',
      destination: { bucket: 'logs', prefix: 'access/', keyFormat: 'event-time', hasGrants: false },
      findings: [],
    },
  ]);
});

test('bucket-missing: a bucket that is not there is no reason to be silent', async () => {
  expect(await idsOf('nowhere')).toEqual(['bucket-missing']);
});

test('not-logged: a bucket without logging', async () => {
  aws.s3.createBucket({ name: 'site' });
  expect(await findingsOf('site')).toEqual([
    {
      id: 'not-logged',
      severity: 'high',
      detail: 'site is not logged',
      remedy: "switch logging on: 's3-log-audit logging enable'",
    },
  ]);
});

test('log-bucket-not-logged: a target that is not logged itself is told, not blamed', async () => {
  makeTarget(aws, 'logs');
  makeSource(aws, 'site', 'logs');
  const [logs] = await statusIn({ names: ['logs', 'site'] });
  expect(logs?.findings.map(({ id, severity }) => [id, severity])).toEqual([['log-bucket-not-logged', 'info']]);
});

describe('logging-loop', () => {
  const details = async (name: string) =>
    (await findingsOf(name)).filter(({ id }) => id === 'logging-loop').map(({ detail }) => detail);
  const makeChain = (...names: readonly string[]) => {
    for (const [index, name] of names.slice(0, -1).entries()) {
      const logging = { bucket: names[index + 1] as string, prefix: 'l/', partitionedBy: 'EventTime' as const };
      makeTarget(aws, name, { logging });
    }
  };

  test('of a bucket with itself', async () => {
    makeChain('site', 'site');
    expect(await details('site')).toEqual(['logs go round: site → site']);
  });

  test('of two', async () => {
    makeChain('one', 'two', 'one');
    expect(await details('one')).toEqual(['logs go round: one → two → one']);
  });

  test('of seven, though only one is asked for', async () => {
    makeChain('b-1', 'b-2', 'b-3', 'b-4', 'b-5', 'b-6', 'b-7', 'b-1');
    expect(await details('b-4')).toEqual(['logs go round: b-4 → b-5 → b-6 → b-7 → b-1 → b-2 → b-3 → b-4']);
  });

  test('that logs of a bucket lead into', async () => {
    makeChain('site', 'one', 'two', 'one');
    expect(await details('site')).toEqual(['logs go round: site → one → two → one']);
  });

  test('is none where a chain ends', async () => {
    makeTarget(aws, 'last');
    makeChain('site', 'one', 'two', 'last');
    expect(await idsOf('site')).toEqual([]);
  });

  test('can not be excluded when the target does not tell where it logs to', async () => {
    makeChain('site', 'one', 'two');
    makeTarget(aws, 'two');
    aws.faults.add({ service: 's3', action: 'GetBucketLogging', resource: 'two', kind: 'deny', times: 9 });
    expect(await findingsOf('site')).toEqual([
      expect.objectContaining({
        id: 'unknown',
        severity: 'high',
        detail: expect.stringContaining('s3:GetBucketLogging'),
      }),
    ]);
  });
});

describe('the target', () => {
  test('target-missing: is gone', async () => {
    makeSource(aws, 'site', 'logs');
    expect(await idsOf('site')).toEqual(['target-missing']);
  });

  test('target-in-other-region: is elsewhere', async () => {
    makeTarget(aws, 'logs', { region: 'us-west-2' });
    makeSource(aws, 'site', 'logs');
    expect(await findingsOf('site')).toEqual([
      expect.objectContaining({
        id: 'target-in-other-region',
        detail: 'site is in eu-west-1, logs in us-west-2',
      }),
    ]);
  });

  test('target-in-other-account: belongs to somebody else', async () => {
    makeTarget(aws, 'logs', { account: '444455556666' });
    makeSource(aws, 'site', 'logs');
    expect(await idsOf('site')).toEqual(['target-in-other-account']);
  });

  test.each<[string, Partial<BucketSettings>, string]>([
    [
      'target-object-lock',
      { objectLock: { mode: 'GOVERNANCE', days: 1 } },
      'Object Lock of logs has a default retention',
    ],
    [
      'target-kms-encryption',
      { defaultEncryption: { algorithm: 'aws:kms', keyArn: 'arn:aws:kms:eu-west-1:111122223333:key/k' } },
      'the default encryption of logs is aws:kms',
    ],
    ['target-requester-pays', { requesterPays: true }, 'logs is Requester Pays'],
  ])('%s', async (id, settings, detail) => {
    makeTarget(aws, 'logs', settings);
    makeSource(aws, 'site', 'logs');
    expect(await findingsOf('site')).toEqual([expect.objectContaining({ id, detail, severity: 'high' })]);
  });

  test('may have Object Lock without a default retention', async () => {
    makeTarget(aws, 'logs', { objectLock: null });
    makeSource(aws, 'site', 'logs');
    expect(await idsOf('site')).toEqual([]);
  });
});

describe('the policy of the target', () => {
  const deny = (more: object = {}) =>
    deliveryStatement('logs', { Sid: 'Org', Effect: 'Deny', Principal: '*', Action: 's3:*', ...more });
  const ofOthers = { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } };
  test.each<[string, readonly object[]]>([
    ['delivery-not-allowed', []],
    ['delivery-not-allowed', [deliveryStatement('logs', { Resource: 'arn:aws:s3:::logs/other/*' })]],
    ['delivery-denied', [deliveryStatement('logs'), deny({ Condition: ofOthers })]],
    ['delivery-uncertain', [deliveryStatement('logs'), deny({ Condition: { Null: { 's3:x-amz-acl': 'true' } } })]],
  ])('%s', async (id, statements) => {
    makeTarget(aws, 'logs', {}, statements);
    makeSource(aws, 'site', 'logs');
    expect(await idsOf('site')).toEqual([id]);
  });

  test('names the statement that denies', async () => {
    makeTarget(aws, 'logs', {}, [deliveryStatement('logs'), deny({ Condition: ofOthers })]);
    makeSource(aws, 'site', 'logs');
    expect((await findingsOf('site'))[0]?.detail).toBe(
      "the policy of logs denies the delivery to s3://logs/access/: statement 'Org'",
    );
  });
});

describe('ACLs', () => {
  const aclGrants = [
    { group: 's3/LogDelivery', permission: 'WRITE' as const },
    { group: 's3/LogDelivery', permission: 'READ_ACP' as const },
  ];

  test('delivery-by-acl: only the ACL lets the log-delivery group in', async () => {
    makeTarget(aws, 'logs', { ownership: null, aclGrants }, []);
    makeSource(aws, 'site', 'logs');
    expect(await idsOf('site')).toEqual(['delivery-by-acl']);
  });

  test('acl-grants-disabled: the same ACL means nothing where ACLs are disabled', async () => {
    makeTarget(aws, 'logs', { aclGrants }, []);
    makeSource(aws, 'site', 'logs');
    expect(await idsOf('site')).toEqual(['delivery-not-allowed', 'acl-grants-disabled']);
  });

  test('acl-grants-disabled: target grants where ACLs are disabled', async () => {
    makeTarget(aws, 'logs');
    const grants = [{ group: 'global/AllUsers', permission: 'READ' as const }];
    makeSource(aws, 'site', 'logs', { logging: { bucket: 'logs', prefix: 'site/', grants } });
    expect(await idsOf('site')).toEqual(['acl-grants-disabled']);
  });

  test('half of the permissions is none', async () => {
    makeTarget(aws, 'logs', { ownership: 'ObjectWriter', aclGrants: aclGrants.slice(0, 1) }, []);
    makeSource(aws, 'site', 'logs');
    expect(await idsOf('site')).toEqual(['delivery-not-allowed']);
  });
});

describe('the prefix', () => {
  const withPrefix = (prefix: string, partitionedBy?: 'DeliveryTime') => {
    makeTarget(aws, 'logs');
    const logging = { bucket: 'logs', prefix, ...(partitionedBy ? { partitionedBy } : {}) };
    makeSource(aws, 'site', 'logs', { logging });
  };

  test.each([
    ['site', undefined, ['prefix-without-separator']],
    ['logs/2', 'DeliveryTime' as const, ['prefix-without-separator']],
    ['', undefined, ['prefix-without-separator']],
    ['', 'DeliveryTime' as const, []],
    ['site/', undefined, []],
    ['site-', undefined, []],
  ])("prefix-without-separator: '%s' (%s)", async (prefix, partitionedBy, ids) => {
    withPrefix(prefix, partitionedBy);
    expect(await idsOf('site')).toEqual(ids);
  });

  test('prefix-shared: another bucket logs to the very same place', async () => {
    withPrefix('all/');
    aws.s3.createBucket({ name: 'shop', logging: { bucket: 'logs', prefix: 'all/' } });
    const [shop, site] = await statusIn({ names: ['site', 'shop'] });
    expect([shop, site].map((status) => status?.findings.map(({ detail }) => detail))).toEqual([
      ['s3://logs/all/ has logs of site, too'],
      ['s3://logs/all/ has logs of shop, too'],
    ]);
  });
});

describe('the lifecycle of the target', () => {
  const rule = (more: object) => ({ ID: 'tidy', Status: 'Enabled', Filter: { Prefix: '' }, ...more });
  const now = new Date('2026-02-01T00:00:00Z');
  const EARLY = ['logs-expire-early'];
  const NEVER = ['logs-never-expire'];

  test.each<[string, object[] | undefined, readonly string[]]>([
    ['none', undefined, NEVER],
    ['after 89 days', [rule({ Expiration: { Days: 89 } })], EARLY],
    ['after 90 days', [rule({ Expiration: { Days: 90 } })], []],
    ['switched off', [rule({ Status: 'Disabled', Expiration: { Days: 1 } })], NEVER],
    ['of the logs only', [rule({ Filter: { Prefix: 'access/' }, Expiration: { Days: 5 } })], EARLY],
    ['in the old form', [rule({ Filter: undefined, Prefix: 'acc', Expiration: { Days: 5 } })], EARLY],
    ['of other keys', [rule({ Filter: { Prefix: 'other/' }, Expiration: { Days: 5 } })], NEVER],
    [
      'of another bucket',
      [rule({ Filter: { Prefix: 'access/111122223333/eu-west-1/shop/' }, Expiration: { Days: 5 } })],
      NEVER,
    ],
    [
      'of one year',
      [rule({ Filter: { Prefix: 'access/111122223333/eu-west-1/site/2026/' }, Expiration: { Days: 5 } })],
      EARLY,
    ],
    [
      'of one year, late',
      [rule({ Filter: { Prefix: 'access/111122223333/eu-west-1/site/2026/' }, Expiration: { Days: 500 } })],
      NEVER,
    ],
    ['of objects with a tag', [rule({ Filter: { Tag: { Key: 'a', Value: 'b' } }, Expiration: { Days: 5 } })], NEVER],
    ['of large ones', [rule({ Filter: { ObjectSizeGreaterThan: '1000' }, Expiration: { Days: 5 } })], EARLY],
    ['of large ones, late', [rule({ Filter: { ObjectSizeGreaterThan: '1000' }, Expiration: { Days: 500 } })], NEVER],
    [
      'both',
      [rule({ Filter: { And: { Prefix: 'access/', ObjectSizeLessThan: '9' } }, Expiration: { Days: 5 } })],
      EARLY,
    ],
    ['on a day', [rule({ Expiration: { Date: '2026-03-01T00:00:00.000Z' } })], EARLY],
    ['on a late day', [rule({ Expiration: { Date: '2027-03-01T00:00:00.000Z' } })], []],
    ['of old versions', [rule({ NoncurrentVersionExpiration: { NoncurrentDays: 5 } })], NEVER],
    ['to another class', [rule({ Transition: { Days: 30, StorageClass: 'GLACIER' } })], NEVER],
    ['of delete markers', [rule({ Expiration: { ExpiredObjectDeleteMarker: 'true' } })], NEVER],
  ])('%s', async (_, lifecycle, ids) => {
    makeTarget(aws, 'logs');
    Object.assign(aws.s3.requireBucket('logs'), { lifecycle });
    makeSource(aws, 'site', 'logs');
    expect(await idsOf('site', now)).toEqual(ids);
  });
});

test('flat logs in the root are not those of every folder', async () => {
  makeTarget(aws, 'logs');
  const lifecycle = [{ ID: 'tidy', Status: 'Enabled', Filter: { Prefix: 'other/' }, Expiration: { Days: 5 } }];
  Object.assign(aws.s3.requireBucket('logs'), { lifecycle });
  makeSource(aws, 'site', 'logs', { logging: { bucket: 'logs', prefix: '' } });
  expect(await idsOf('site')).toEqual(['prefix-without-separator', 'logs-never-expire']);
});

describe('buckets of several Regions', () => {
  test('are each read where they are', async () => {
    for (const [index, region] of ['us-east-1', 'us-west-2', 'ap-south-1'].entries()) {
      makeTarget(aws, `logs-${index}`, { region });
      makeSource(aws, `site-${index}`, `logs-${index}`, { region });
    }
    const status = await statusIn({ names: ['site-0', 'site-1', 'site-2'] });
    expect(status.map(({ region, findings }) => [region, findings])).toEqual([
      ['us-east-1', []],
      ['us-west-2', []],
      ['ap-south-1', []],
    ]);
  });
});

describe('unknown', () => {
  beforeEach(() => {
    makeTarget(aws, 'logs');
    makeSource(aws, 'site', 'logs');
  });
  const denied = (service: string, action: string) =>
    aws.faults.add({ service, action, kind: 'deny', times: Number.POSITIVE_INFINITY });

  test.each([
    ['GetBucketLogging', 's3:GetBucketLogging', 'high'],
    ['GetBucketPolicy', 's3:GetBucketPolicy', 'high'],
    ['GetObjectLockConfiguration', 's3:GetBucketObjectLockConfiguration', 'high'],
    ['GetBucketEncryption', 's3:GetEncryptionConfiguration', 'high'],
    ['GetBucketRequestPayment', 's3:GetBucketRequestPayment', 'high'],
    ['GetBucketLifecycleConfiguration', 's3:GetLifecycleConfiguration', 'medium'],
  ])(
    '%s without its permission: says which, and counts like what it may hide',
    async (action, permission, severity) => {
      denied('s3', action);
      const found = await findingsOf('site');
      expect(found.map(({ id }) => id)).toEqual(['unknown']);
      expect(found[0]).toMatchObject({
        severity,
        detail: expect.stringContaining(`the permission ${permission} is missing`),
      });
    },
  );

  test.each(['DescribeTrails', 'GetEventSelectors', 'GetTrailStatus'])('%s without its permission', async (action) => {
    denied('cloudtrail', action);
    expect(await findingsOf('site')).toEqual([
      expect.objectContaining({
        id: 'unknown',
        severity: 'medium',
        detail: expect.stringContaining(`the permission cloudtrail:${action} is missing`),
      }),
    ]);
  });

  test('the list of buckets is not needed for a bucket that is named', async () => {
    denied('s3', 'ListBuckets');
    expect(await idsOf('site')).toEqual([]);
  });

  test('without the list a bucket of others is told by asking for its owner', async () => {
    denied('s3', 'ListBuckets');
    const open = { Sid: 'All', Effect: 'Allow', Principal: '*', Action: 's3:*' };
    const Resource = ['arn:aws:s3:::theirs', 'arn:aws:s3:::theirs/*'];
    makeTarget(aws, 'theirs', { account: '444455556666' }, [{ ...open, Resource }]);
    makeSource(aws, 'shop', 'theirs');
    expect(await idsOf('shop')).toEqual(['target-in-other-account']);
  });

  test('a failure of S3 is told of the bucket that it is about', async () => {
    aws.faults.add({
      service: 's3',
      action: 'GetBucketLogging',
      resource: 'site',
      kind: 'fail',
      error: { code: 'Odd', message: 'something odd', status: 400 },
      times: 9,
    });
    const [logs, site] = await statusIn();
    expect(logs?.findings.map(({ id }) => id)).toEqual(['not-logged']);
    expect(site?.findings[0]?.detail).toContain('s3:GetBucketLogging failed: Odd: something odd');
  });

  test('somebody without any permission gets an answer for each bucket', async () => {
    leave();
    leave = useAws(aws, roleWith(aws, 'nobody', []));
    const status = await statusIn({ names: ['logs', 'site'] });
    expect(status.map(({ findings }) => findings.map(({ id }) => id))).toEqual([
      ['unknown', 'unknown'],
      ['unknown', 'unknown'],
    ]);
  });

  test('fails when all buckets are wanted and may not be listed', async () => {
    denied('s3', 'ListBuckets');
    await expect(statusIn()).rejects.toMatchObject({
      code: 'AWS_DENIED',
      message: expect.stringContaining('s3:ListAllMyBuckets'),
    });
  });
});
