import { ANONYMOUS, type Caller, type Tls } from './event';

const role = (account: string, name: string, mfa: boolean): Caller => ({
  type: 'AssumedRole',
  arn: `arn:aws:sts::${account}:assumed-role/${name}/session-1`,
  accountId: account,
  principalId: `AROA${name.toUpperCase()}:session-1`,
  accessKeyId: `ASIA${name.toUpperCase()}`,
  invokedBy: null,
  mfa,
});
const user = (account: string, name: string): Caller => ({
  type: 'IAMUser',
  arn: `arn:aws:iam::${account}:user/${name}`,
  accountId: account,
  principalId: `AIDA${name.toUpperCase()}`,
  accessKeyId: `AKIA${name.toUpperCase()}`,
  invokedBy: null,
  userName: name,
  mfa: null,
});
const service = (name: string): Caller => ({
  type: 'AWSService',
  arn: null,
  accountId: null,
  accessKeyId: null,
  invokedBy: name,
  mfa: null,
});

/** Callers of every kind. */
export const CALLERS: readonly Caller[] = [
  role('111122223333', 'cleanup', false),
  role('111122223333', 'admin', true),
  { ...role('111122223333', 'deploy', false), invokedBy: 'cloudformation.amazonaws.com' },
  role('444455556666', 'partner', false),
  user('111122223333', 'alice'),
  user('444455556666', 'mallory'),
  {
    type: 'Root',
    arn: 'arn:aws:iam::111122223333:root',
    accountId: '111122223333',
    principalId: '111122223333',
    accessKeyId: null,
    invokedBy: null,
    mfa: true,
  },
  {
    type: 'AWSAccount',
    arn: null,
    accountId: '777788889999',
    principalId: 'AIDASTRANGER',
    accessKeyId: null,
    invokedBy: null,
    mfa: null,
  },
  { type: 'Unknown', arn: null, accountId: null, accessKeyId: null, invokedBy: null, mfa: null },
  ANONYMOUS,
  ANONYMOUS,
  service('s3.amazonaws.com'),
  service('delivery.logs.amazonaws.com'),
];

/** What a record may know of a connection. */
export const CONNECTIONS: readonly (Tls | null)[] = [
  null,
  { version: 'TLSv1.3', cipherSuite: 'TLS_AES_128_GCM_SHA256', hostHeader: 'acme-media.s3.eu-west-1.amazonaws.com' },
  { version: 'TLSv1.2', cipherSuite: null, hostHeader: null },
  { version: 'TLSv1', cipherSuite: 'ECDHE-RSA-AES128-SHA', hostHeader: 's3.eu-west-1.amazonaws.com' },
  { version: 'TLSv1.1', cipherSuite: null, hostHeader: null },
  { version: 'SSLv3', cipherSuite: null, hostHeader: null },
  {
    version: 'TLSv1.3',
    cipherSuite: 'TLS_AES_128_GCM_SHA256',
    hostHeader: 'bucket.vpce-0ee55ff66aa77bb88-k2j3h4g5.s3.eu-west-1.vpce.amazonaws.com',
  },
  { version: null, cipherSuite: null, hostHeader: 'acme-media.s3.eu-west-1.amazonaws.com' },
];

/** Addresses, and names that stand where an address should. */
export const SOURCES: readonly (string | null)[] = [
  '192.0.2.1',
  '198.51.100.23',
  '203.0.113.7',
  '10.0.0.1',
  '2001:db8::1',
  'cloudtrail.amazonaws.com',
  'AWS Internal',
  null,
];

/** Failures: code and message. */
export const FAILURES: readonly (readonly [string, string | null])[] = [
  ['AccessDenied', 'User: arn:aws:iam::111122223333:user/alice is not authorized to perform: s3:GetObject on "x"'],
  ['AccessDenied', 'Access Denied'],
  ['SignatureDoesNotMatch', null],
  ['UnauthorizedAccess', 'nö'],
  ['Client.UnauthorizedOperation', null],
  ['NoSuchKey', 'The specified key does not exist.'],
  ['NoSuchBucket', null],
  ['InvalidArgument', 'Bad "argument", with\nline feed'],
  ['SlowDown', 'Please reduce your request rate.'],
  ['InternalError', null],
  ['ServiceUnavailable', null],
];

/** Management calls that change something, with what they carry beside the bucket. */
export const CHANGES: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['PutBucketPolicy', { policy: '', bucketPolicy: { Statement: [{ Sid: 'a "b"', Effect: 'Allow', Principal: '*' }] } }],
  ['DeleteBucketPolicy', { policy: '' }],
  ['PutBucketVersioning', { versioning: '', VersioningConfiguration: { Status: 'Suspended' } }],
  ['PutBucketLifecycle', { lifecycle: '', LifecycleConfiguration: { Rule: [{ ID: '漢', Expiration: { Days: 1 } }] } }],
  ['PutBucketLifecycleConfiguration', { lifecycle: '' }],
  ['DeleteBucketLifecycle', { lifecycle: '' }],
  ['PutBucketEncryption', {}],
  ['DeleteBucketEncryption', {}],
  ['PutBucketReplication', { nested: { A: [1, true, null, { b: 'c' }] } }],
  ['PutBucketPublicAccessBlock', {}],
  ['DeleteBucketPublicAccessBlock', {}],
  ['PutBucketAcl', { 'x-amz-acl': 'public-read' }],
  ['PutBucketCors', {}],
  ['PutBucketWebsite', {}],
  ['PutBucketLogging', {}],
  ['PutBucketNotification', {}],
  ['PutBucketRequestPayment', {}],
  ['PutBucketOwnershipControls', {}],
  ['PutBucketInventoryConfiguration', {}],
  ['DeleteBucketMetricsConfiguration', {}],
  ['PutBucketIntelligentTieringConfiguration', {}],
  ['PutBucketObjectLockConfiguration', {}],
  ['PutAccelerateConfiguration', {}],
  ['CreateBucketMetadataTableConfiguration', {}],
  ['UpdateBucketMetadataInventoryTableConfiguration', {}],
  ['PutAccountPublicAccessBlock', { accountId: '111122223333' }],
  ['DeleteAccountPublicAccessBlock', { accountId: '111122223333' }],
  ['CreateAccessPoint', { name: 'web' }],
  ['TagResource', {}],
  ['FutureBucketThing', {}],
  ['CreateBucket', {}],
  ['DeleteBucket', {}],
];
