import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
} from '@aws-sdk/client-cloudtrail';
import {
  DeleteBucketPolicyCommand,
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketRequestPaymentCommand,
  GetObjectLockConfigurationCommand,
  ListBucketsCommand,
  PutBucketLoggingCommand,
  PutBucketPolicyCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { clientConfig, s3Client } from './helpers';
import { LocalAws } from './local-aws';

let aws: LocalAws;
let s3: S3Client;

beforeEach(async () => {
  aws = await LocalAws.start();
  s3 = s3Client(aws);
  aws.s3.createBucket({ name: 'logs' });
  aws.s3.createBucket({ name: 'site' });
});

afterEach(async () => {
  s3.destroy();
  await aws.stop();
  aws.violations.assertNone();
});

const Bucket = 'logs';
const statement = (more: object = {}) => ({
  Sid: 'Delivery',
  Effect: 'Allow',
  Principal: { Service: 'logging.s3.amazonaws.com' },
  Action: 's3:PutObject',
  Resource: 'arn:aws:s3:::logs/*',
  ...more,
});
const policyOf = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const putPolicy = (Policy: string) => s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
const putLogging = (TargetBucket: string) =>
  s3.send(
    new PutBucketLoggingCommand({
      Bucket: 'site',
      BucketLoggingStatus: { LoggingEnabled: { TargetBucket, TargetPrefix: 'site/' } },
    }),
  );

test('a policy is kept as it was put, until it is deleted', async () => {
  await expect(s3.send(new GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({ name: 'NoSuchBucketPolicy' });
  const text = ` ${policyOf(statement())}`;
  await putPolicy(text);
  expect((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe(text);
  await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
  await expect(s3.send(new GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({ name: 'NoSuchBucketPolicy' });
});

test.each([
  ['no JSON', '{', 'MalformedPolicy'],
  ['an unknown element', policyOf(statement({ Comment: 'x' })), 'MalformedPolicy'],
  ['the same Sid twice', policyOf(statement(), statement()), 'MalformedPolicy'],
  ['no statement', policyOf(), 'MalformedPolicy'],
  ['no principal', policyOf(statement({ Principal: undefined })), 'MalformedPolicy'],
  ['another bucket', policyOf(statement({ Resource: 'arn:aws:s3:::site/*' })), 'MalformedPolicy'],
  ['more than 20 KB', policyOf(statement({ Sid: 'x'.repeat(20_480) }), statement()), 'PolicyTooLarge'],
])('fails for a policy with %s', async (_, policy, name) => {
  await expect(putPolicy(policy)).rejects.toMatchObject({ name });
});

test('logging is switched on, told and switched off', async () => {
  await putPolicy(policyOf(statement()));
  await putLogging('logs');
  const on = await s3.send(new GetBucketLoggingCommand({ Bucket: 'site' }));
  expect(on.LoggingEnabled).toEqual({ TargetBucket: 'logs', TargetPrefix: 'site/' });

  const partitioned = { PartitionedPrefix: { PartitionDateSource: 'EventTime' as const } };
  const LoggingEnabled = { TargetBucket: 'logs', TargetPrefix: '', TargetObjectKeyFormat: partitioned };
  await s3.send(new PutBucketLoggingCommand({ Bucket: 'site', BucketLoggingStatus: { LoggingEnabled } }));
  const changed = await s3.send(new GetBucketLoggingCommand({ Bucket: 'site' }));
  expect(changed.LoggingEnabled).toEqual(LoggingEnabled);

  await s3.send(new PutBucketLoggingCommand({ Bucket: 'site', BucketLoggingStatus: {} }));
  expect((await s3.send(new GetBucketLoggingCommand({ Bucket: 'site' }))).LoggingEnabled).toBeUndefined();
});

test('fails to log to a bucket that is missing, of others, elsewhere, or closed', async () => {
  aws.s3.createBucket({ name: 'theirs', account: '444455556666' });
  aws.s3.createBucket({ name: 'elsewhere', region: 'us-west-2' });
  await expect(putLogging('nowhere')).rejects.toMatchObject({ name: 'InvalidTargetBucketForLogging' });
  await expect(putLogging('theirs')).rejects.toMatchObject({ name: 'InvalidTargetBucketForLogging' });
  await expect(putLogging('elsewhere')).rejects.toMatchObject({ name: 'CrossLocationLoggingProhibited' });
  await expect(putLogging('logs')).rejects.toMatchObject({ name: 'InvalidTargetBucketForLogging' });
  const aclGrants = [
    { group: 's3/LogDelivery', permission: 'WRITE' as const },
    { group: 's3/LogDelivery', permission: 'READ_ACP' as const },
  ];
  Object.assign(aws.s3.requireBucket('logs'), { aclGrants });
  await expect(putLogging('logs')).rejects.toMatchObject({ name: 'InvalidTargetBucketForLogging' });
  Object.assign(aws.s3.requireBucket('logs'), { ownership: 'ObjectWriter' });
  await putLogging('logs');
});

test('a new bucket has the settings that AWS gives it', async () => {
  const acl = await s3.send(new GetBucketAclCommand({ Bucket }));
  expect(acl.Grants?.map(({ Grantee, Permission }) => [Grantee?.Type, Permission])).toEqual([
    ['CanonicalUser', 'FULL_CONTROL'],
  ]);
  const ownership = await s3.send(new GetBucketOwnershipControlsCommand({ Bucket }));
  expect(ownership.OwnershipControls?.Rules).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }]);
  const encryption = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
  expect(encryption.ServerSideEncryptionConfiguration?.Rules).toEqual([
    { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false },
  ]);
  expect((await s3.send(new GetBucketRequestPaymentCommand({ Bucket }))).Payer).toBe('BucketOwner');
  await expect(s3.send(new GetObjectLockConfigurationCommand({ Bucket }))).rejects.toMatchObject({
    name: 'ObjectLockConfigurationNotFoundError',
  });
  await expect(s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).rejects.toMatchObject({
    name: 'NoSuchLifecycleConfiguration',
  });
});

test('settings of a bucket are told', async () => {
  aws.s3.createBucket({
    name: 'old',
    ownership: null,
    requesterPays: true,
    defaultEncryption: { algorithm: 'aws:kms', keyArn: 'arn:aws:kms:eu-west-1:111122223333:key/k' },
    objectLock: { mode: 'GOVERNANCE', days: 30 },
    aclGrants: [{ group: 's3/LogDelivery', permission: 'WRITE' }],
    lifecycle: [{ ID: 'expire', Status: 'Enabled', Filter: { Prefix: 'a/' }, Expiration: { Days: 30 } }],
  });
  const at = { Bucket: 'old' };
  await expect(s3.send(new GetBucketOwnershipControlsCommand(at))).rejects.toMatchObject({
    name: 'OwnershipControlsNotFoundError',
  });
  expect((await s3.send(new GetBucketRequestPaymentCommand(at))).Payer).toBe('Requester');
  const { ObjectLockConfiguration } = await s3.send(new GetObjectLockConfigurationCommand(at));
  expect(ObjectLockConfiguration?.Rule).toEqual({ DefaultRetention: { Mode: 'GOVERNANCE', Days: 30 } });
  const { Grants } = await s3.send(new GetBucketAclCommand(at));
  expect(Grants?.[1]).toEqual({
    Grantee: { Type: 'Group', URI: 'http://acs.amazonaws.com/groups/s3/LogDelivery' },
    Permission: 'WRITE',
  });
  const { Rules } = await s3.send(new GetBucketLifecycleConfigurationCommand(at));
  expect(Rules).toEqual([{ ID: 'expire', Status: 'Enabled', Filter: { Prefix: 'a/' }, Expiration: { Days: 30 } }]);
});

test('buckets are listed page by page, with their Regions for whoever gives a parameter', async () => {
  aws.s3.createBucket({ name: 'far', region: 'us-west-2' });
  aws.s3.createBucket({ name: 'theirs', account: '444455556666' });
  const first = await s3.send(new ListBucketsCommand({ MaxBuckets: 2 }));
  expect(first.Buckets?.map(({ Name, BucketRegion }) => [Name, BucketRegion])).toEqual([
    ['far', 'us-west-2'],
    ['logs', 'eu-west-1'],
  ]);
  const ContinuationToken = first.ContinuationToken;
  const second = await s3.send(new ListBucketsCommand({ MaxBuckets: 2, ContinuationToken }));
  expect(second.Buckets?.map(({ Name }) => Name)).toEqual(['site']);
  expect(second.ContinuationToken).toBeUndefined();
  const plain = await s3.send(new ListBucketsCommand({}));
  expect(plain.Buckets?.map(({ Name, BucketRegion }) => [Name, BucketRegion])).toContainEqual(['far', undefined]);
});

test('trails are seen where they are and, of all Regions, everywhere; asked for at home', async () => {
  const here = aws.trails.create({ name: 'here', eventSelectors: [{ ReadWriteType: 'All' }] });
  const far = aws.trails.create({ name: 'far', homeRegion: 'us-west-2', multiRegion: true, logging: false });
  aws.trails.create({ name: 'only-far', homeRegion: 'us-west-2' });
  aws.trails.create({ name: 'theirs', account: '444455556666', multiRegion: true });
  const organization = { account: '444455556666', multiRegion: true, organization: true };
  aws.trails.create({ name: 'organization', ...organization, advancedEventSelectors: [] });
  const client = new CloudTrailClient(clientConfig(aws));
  const { trailList } = await client.send(new DescribeTrailsCommand({}));
  expect(trailList?.map(({ Name, HomeRegion }) => [Name, HomeRegion])).toEqual([
    ['here', 'eu-west-1'],
    ['far', 'us-west-2'],
    ['organization', 'eu-west-1'],
  ]);
  const selectors = await client.send(new GetEventSelectorsCommand({ TrailName: here.arn }));
  expect(selectors.EventSelectors).toEqual([{ ReadWriteType: 'All' }]);
  await expect(client.send(new GetTrailStatusCommand({ Name: far.arn }))).rejects.toMatchObject({
    name: 'TrailNotFoundException',
  });
  const atHome = new CloudTrailClient({ ...clientConfig(aws), region: 'us-west-2' });
  expect((await atHome.send(new GetTrailStatusCommand({ Name: far.arn }))).IsLogging).toBe(false);
  client.destroy();
  atHome.destroy();
});
