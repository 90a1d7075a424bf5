import {
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketRequestPaymentCommand,
  GetObjectLockConfigurationCommand,
  type LifecycleRule,
  type S3Client,
} from '@aws-sdk/client-s3';
import { type Fact, isKnown, readFact, type Unknown } from './fact';
import type { Place } from './locate';
import { abortable } from './read-account';
import type { SetupClients } from './setup-clients';

/** A bucket that logs are delivered to, with all that decides on the delivery. */
export interface TargetBucket {
  readonly name: string;
  readonly place: Place;
  /** Text of the bucket policy. */
  readonly policy: Fact<string | undefined>;
  readonly aclsDisabled: Fact<boolean>;
  /** Whether its ACL lets the log-delivery group in. */
  readonly aclAdmitsDelivery: Fact<boolean>;
  /** Whether Object Lock keeps each new object. */
  readonly hasDefaultRetention: Fact<boolean>;
  /** Algorithm of its default encryption, such as `AES256` or `aws:kms`. */
  readonly encryption: Fact<string>;
  readonly requesterPays: Fact<boolean>;
  readonly lifecycle: Fact<readonly LifecycleRule[]>;
}

const LOG_DELIVERY = 'http://acs.amazonaws.com/groups/s3/LogDelivery';

/** Reads everything about a target that exists. */
export async function readTargetBucket(name: string, place: Place, clients: SetupClients): Promise<TargetBucket> {
  const region = place.exists ? place.region : { unknown: 'there is no such bucket' };
  if (!isKnown(region)) return unreadTarget(name, place, region);
  const s3 = clients.s3(region.value);
  const read = readerOf(s3, name, clients);
  const [policy, aclsDisabled, aclAdmitsDelivery, hasDefaultRetention, encryption, requesterPays, lifecycle] =
    await Promise.all([
      read.policy(),
      read.aclsDisabled(),
      read.aclAdmitsDelivery(),
      read.hasDefaultRetention(),
      read.encryption(),
      read.requesterPays(),
      read.lifecycle(),
    ]);
  return {
    name,
    place,
    policy,
    aclsDisabled,
    aclAdmitsDelivery,
    hasDefaultRetention,
    encryption,
    requesterPays,
    lifecycle,
  };
}

/** A target of which nothing could be read. */
function unreadTarget(name: string, place: Place, why: Unknown): TargetBucket {
  return {
    name,
    place,
    policy: why,
    aclsDisabled: why,
    aclAdmitsDelivery: why,
    hasDefaultRetention: why,
    encryption: why,
    requesterPays: why,
    lifecycle: why,
  };
}

/** Reads the policy of a bucket. */
export function readPolicy(name: string, region: string, clients: SetupClients): Promise<Fact<string | undefined>> {
  return readerOf(clients.s3(region), name, clients).policy();
}

function readerOf(s3: S3Client, Bucket: string, clients: SetupClients) {
  const options = abortable(clients);
  return {
    policy: () =>
      readFact<string | undefined>(
        's3:GetBucketPolicy',
        async () => (await s3.send(new GetBucketPolicyCommand({ Bucket }), options)).Policy,
        { NoSuchBucketPolicy: undefined },
      ),
    aclsDisabled: () =>
      readFact(
        's3:GetBucketOwnershipControls',
        async () => {
          const { OwnershipControls } = await s3.send(new GetBucketOwnershipControlsCommand({ Bucket }), options);
          return OwnershipControls?.Rules?.some((rule) => rule.ObjectOwnership === 'BucketOwnerEnforced') ?? false;
        },
        // buckets from before 2023 need not have any
        { OwnershipControlsNotFoundError: false },
      ),
    aclAdmitsDelivery: () =>
      readFact('s3:GetBucketAcl', async () => {
        const { Grants = [] } = await s3.send(new GetBucketAclCommand({ Bucket }), options);
        const granted = Grants.filter(({ Grantee }) => Grantee?.URI === LOG_DELIVERY).map((grant) => grant.Permission);
        const has = (wanted: 'WRITE' | 'READ_ACP') => granted.includes(wanted) || granted.includes('FULL_CONTROL');
        return has('WRITE') && has('READ_ACP');
      }),
    hasDefaultRetention: () =>
      readFact(
        's3:GetBucketObjectLockConfiguration',
        async () => {
          const answer = await s3.send(new GetObjectLockConfigurationCommand({ Bucket }), options);
          return answer.ObjectLockConfiguration?.Rule?.DefaultRetention !== undefined;
        },
        { ObjectLockConfigurationNotFoundError: false },
      ),
    encryption: () =>
      readFact<string>(
        's3:GetEncryptionConfiguration',
        async () => {
          const answer = await s3.send(new GetBucketEncryptionCommand({ Bucket }), options);
          const [rule] = answer.ServerSideEncryptionConfiguration?.Rules ?? [];
          return rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm ?? 'AES256';
        },
        { ServerSideEncryptionConfigurationNotFoundError: 'AES256' },
      ),
    requesterPays: () =>
      readFact('s3:GetBucketRequestPayment', async () => {
        const { Payer } = await s3.send(new GetBucketRequestPaymentCommand({ Bucket }), options);
        return Payer === 'Requester';
      }),
    lifecycle: () =>
      readFact<readonly LifecycleRule[]>(
        's3:GetLifecycleConfiguration',
        async () => (await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }), options)).Rules ?? [],
        { NoSuchLifecycleConfiguration: [] },
      ),
  };
}
