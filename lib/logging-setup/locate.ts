import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { locateBucket } from '../log-store/s3-bucket';
import { isDenied } from '../shared/service-errors';
import { type Fact, isKnown, known, toUnknown } from './fact';
import { type Account, abortable } from './read-account';
import type { SetupClients } from './setup-clients';

/** Where a bucket is and whose. */
export type Place =
  | { readonly exists: false }
  | {
      readonly exists: true;
      readonly region: Fact<string>;
      /** Whether it belongs to the account of whoever asks. */
      readonly isOurs: Fact<boolean>;
    };

/** Finds a bucket of any account. @throws AuditError without credentials or connection */
export async function locate(name: string, account: Account, clients: SetupClients): Promise<Place> {
  const { buckets } = account;
  const region = isKnown(buckets) ? buckets.value.get(name) : undefined;
  if (region !== undefined) return { exists: true, region: known(region), isOurs: known(true) };
  const found = await find(name, clients);
  if ('unknown' in found) return { exists: true, region: found, isOurs: found };
  if (!found.exists) return found;
  const where = found.region ?? clients.home;
  const isOurs = isKnown(buckets) ? known(buckets.value.has(name)) : await askForOwner(name, where, account, clients);
  return { exists: true, region: known(where), isOurs };
}

async function find(name: string, clients: SetupClients) {
  try {
    return await locateBucket(clients.s3(), name);
  } catch (error) {
    return toUnknown(error, 's3:ListBucket');
  }
}

const NOT_LISTED = { unknown: 'the permission s3:ListAllMyBuckets is missing', permission: 's3:ListAllMyBuckets' };

/** S3 refuses what is for the bucket of another owner; but it refuses for other reasons, too. */
async function askForOwner(
  name: string,
  region: string,
  { identity }: Account,
  clients: SetupClients,
): Promise<Fact<boolean>> {
  if (!isKnown(identity)) return NOT_LISTED;
  const mayAsk = async (owner: object) => {
    try {
      await clients.s3(region).send(new HeadBucketCommand({ Bucket: name, ...owner }), abortable(clients));
      return true;
    } catch (error) {
      if (isDenied(error)) return false;
      throw error;
    }
  };
  try {
    if (await mayAsk({ ExpectedBucketOwner: identity.value.id })) return known(true);
    return (await mayAsk({})) ? known(false) : NOT_LISTED;
  } catch (error) {
    return toUnknown(error, 's3:ListBucket');
  }
}
