import { AwsError } from '../../server/aws-error';
import type { HttpReply } from '../../server/http-message';
import { permit } from '../access';
import { xmlReply } from '../s3-reply';
import { bucketOf, type S3Call, type S3Operation } from '../s3-request';

const XSI = 'http://www.w3.org/2001/XMLSchema-instance';

/** A group as grants name it. */
export function granteeXml(group: string): object {
  return { '@xmlns:xsi': XSI, '@xsi:type': 'Group', URI: `http://acs.amazonaws.com/groups/${group}` };
}

function getBucketAcl(s3: S3Call): HttpReply {
  permit(s3, 's3:GetBucketAcl');
  const { account, aclGrants = [] } = bucketOf(s3);
  const owner = { '@xmlns:xsi': XSI, '@xsi:type': 'CanonicalUser', ID: account };
  return xmlReply('AccessControlPolicy', {
    Owner: { ID: account },
    AccessControlList: {
      Grant: [
        { Grantee: owner, Permission: 'FULL_CONTROL' },
        ...aclGrants.map(({ group, permission }) => ({ Grantee: granteeXml(group), Permission: permission })),
      ],
    },
  });
}

function getBucketOwnershipControls(s3: S3Call): HttpReply {
  permit(s3, 's3:GetBucketOwnershipControls');
  const { ownership = 'BucketOwnerEnforced' } = bucketOf(s3);
  if (ownership === null) {
    throw new AwsError('OwnershipControlsNotFoundError', 'The bucket ownership controls were not found', 404);
  }
  return xmlReply('OwnershipControls', { Rule: { ObjectOwnership: ownership } });
}

function getObjectLockConfiguration(s3: S3Call): HttpReply {
  permit(s3, 's3:GetBucketObjectLockConfiguration');
  const { objectLock } = bucketOf(s3);
  if (objectLock === undefined) {
    throw new AwsError(
      'ObjectLockConfigurationNotFoundError',
      'Object Lock configuration does not exist for this bucket',
      404,
    );
  }
  return xmlReply('ObjectLockConfiguration', {
    ObjectLockEnabled: 'Enabled',
    Rule: objectLock ? { DefaultRetention: { Mode: objectLock.mode, Days: objectLock.days } } : undefined,
  });
}

/** Since 2023 every bucket has a default encryption. */
function getBucketEncryption(s3: S3Call): HttpReply {
  permit(s3, 's3:GetEncryptionConfiguration');
  const { algorithm, keyArn } = bucketOf(s3).defaultEncryption ?? { algorithm: 'AES256' };
  return xmlReply('ServerSideEncryptionConfiguration', {
    Rule: {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: algorithm, KMSMasterKeyID: keyArn },
      BucketKeyEnabled: 'false',
    },
  });
}

function getBucketRequestPayment(s3: S3Call): HttpReply {
  permit(s3, 's3:GetBucketRequestPayment');
  const payer = bucketOf(s3).requesterPays ? 'Requester' : 'BucketOwner';
  return xmlReply('RequestPaymentConfiguration', { Payer: payer });
}

function getBucketLifecycleConfiguration(s3: S3Call): HttpReply {
  permit(s3, 's3:GetLifecycleConfiguration');
  const { lifecycle } = bucketOf(s3);
  if (!lifecycle) {
    throw new AwsError('NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist', 404);
  }
  return xmlReply('LifecycleConfiguration', { Rule: lifecycle });
}

export const BUCKET_CONFIGURATION_OPERATIONS: readonly S3Operation[] = [
  { name: 'GetBucketAcl', mark: 'acl', run: getBucketAcl },
  { name: 'GetBucketOwnershipControls', mark: 'ownershipControls', run: getBucketOwnershipControls },
  { name: 'GetObjectLockConfiguration', mark: 'object-lock', run: getObjectLockConfiguration },
  { name: 'GetBucketEncryption', mark: 'encryption', run: getBucketEncryption },
  { name: 'GetBucketRequestPayment', mark: 'requestPayment', run: getBucketRequestPayment },
  { name: 'GetBucketLifecycleConfiguration', mark: 'lifecycle', run: getBucketLifecycleConfiguration },
].map(({ name, mark, run }) => ({ name, method: 'GET', on: 'bucket', marks: [mark], run }));
