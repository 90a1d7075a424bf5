import { BACKUPS, MEDIA } from './actors';
import { at } from './calls';

const XMLNS = 'http://s3.amazonaws.com/doc/2006-03-01/';
const PUBLIC_POLICY = {
  Version: '2012-10-17',
  Statement: [
    { Sid: 'Public', Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::acme-media/*' },
  ],
};
const CLOSED_POLICY = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'Reporting',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111122223333:role/reporting' },
      Action: ['s3:GetObject', 's3:ListBucket'],
      Resource: ['arn:aws:s3:::acme-media', 'arn:aws:s3:::acme-media/finance/*'],
    },
  ],
};
const BLOCK_ALL = {
  xmlns: XMLNS,
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};
const LIFECYCLE = {
  xmlns: XMLNS,
  Rule: [
    { ID: 'old-logs', Status: 'Enabled', Filter: { Prefix: 'logs/' }, Expiration: { Days: 90 } },
    {
      ID: 'originals',
      Status: 'Enabled',
      Filter: { Prefix: 'originals/' },
      Transition: { Days: 30, StorageClass: 'STANDARD_IA' },
    },
  ],
};

const key = (operation: string, bucket: string, time: string): string => `REST.${operation} ${bucket} ${at(time)}`;

/** What configuration calls carried in their bodies; access logs don't have it. */
export const PARAMETERS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  [key('DELETE.PUBLIC_ACCESS_BLOCK', MEDIA, '04 09:14:40')]: { publicAccessBlock: '' },
  [key('PUT.BUCKETPOLICY', MEDIA, '04 09:15:02')]: { policy: '', bucketPolicy: PUBLIC_POLICY },
  [key('PUT.VERSIONING', MEDIA, '04 09:31:00')]: {
    versioning: '',
    VersioningConfiguration: { xmlns: XMLNS, Status: 'Suspended' },
  },
  [key('PUT.LIFECYCLE', MEDIA, '04 09:33:17')]: { lifecycle: '', LifecycleConfiguration: LIFECYCLE },
  [key('PUT.REPLICATION', BACKUPS, '04 10:05:00')]: {
    replication: '',
    ReplicationConfiguration: {
      xmlns: XMLNS,
      Role: 'arn:aws:iam::111122223333:role/replication',
      Rule: { Status: 'Enabled' },
    },
  },
  [key('PUT.BUCKETPOLICY', MEDIA, '05 01:00:31')]: { policy: '' },
  [key('PUT.ENCRYPTION', BACKUPS, '05 13:20:00')]: {
    encryption: '',
    ServerSideEncryptionConfiguration: {
      xmlns: XMLNS,
      Rule: { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } },
    },
  },
  [key('PUT.LOGGING_STATUS', BACKUPS, '05 13:22:45')]: {
    logging: '',
    BucketLoggingStatus: { xmlns: XMLNS, LoggingEnabled: { TargetBucket: 'acme-logs', TargetPrefix: '' } },
  },
  [key('PUT.BUCKETPOLICY', MEDIA, '06 10:00:05')]: { policy: '', bucketPolicy: CLOSED_POLICY },
  [key('PUT.PUBLIC_ACCESS_BLOCK', MEDIA, '06 10:00:41')]: {
    publicAccessBlock: '',
    PublicAccessBlockConfiguration: BLOCK_ALL,
  },
  [key('PUT.OWNERSHIP_CONTROLS', BACKUPS, '06 10:02:00')]: {
    ownershipControls: '',
    OwnershipControls: { xmlns: XMLNS, Rule: { ObjectOwnership: 'BucketOwnerEnforced' } },
  },
};
