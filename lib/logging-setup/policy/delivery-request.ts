import type { Destination } from '../bucket-logging';

/** Who writes access logs into a bucket. */
export const LOGGING_SERVICE = 'logging.s3.amazonaws.com';

/** A delivery of access logs, as a bucket policy sees it. */
export interface Delivery {
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  readonly source: string;
  readonly target: string;
  readonly prefix: string;
  /** Undefined for flat keys. */
  readonly partitionedBy?: 'EventTime' | 'DeliveryTime';
  /** Account that owns the source; undefined when it could not be found out. */
  readonly account?: string;
  /** Region of both buckets. */
  readonly region?: string;
}

/** Who asks for a delivery, as far as it is known. */
export type DeliveryFrom = Pick<Delivery, 'partition' | 'source' | 'account' | 'region'>;

/** The delivery that a destination asks for. */
export function deliveryTo({ bucket, prefix, keyFormat }: Destination, from: DeliveryFrom): Delivery {
  const partitionedBy = keyFormat === 'event-time' ? 'EventTime' : 'DeliveryTime';
  return { ...from, target: bucket, prefix, ...(keyFormat === 'flat' ? {} : { partitionedBy }) };
}

/** What is known of a condition key: its values, that a request has none, or (undefined) nothing. */
export type KnownKey = readonly string[] | 'absent' | undefined;

/** Moments far from each other, so that a pattern with a date in it does not fit all of them. */
const MOMENTS = ['2026-02-03-04-05-06-0123456789ABCDEF', '2031-11-28-23-59-17-FEDCBA9876543210'];

/** ARNs of log objects of a delivery; a statement about some of them only doesn't hold for the delivery as a whole. */
export function logObjectArns({
  partition,
  source,
  target,
  prefix,
  partitionedBy,
  account,
  region,
}: Delivery): string[] {
  return MOMENTS.map((moment) => {
    const day = moment.slice(0, 10).replaceAll('-', '/');
    const folder = partitionedBy ? `${account ?? '111122223333'}/${region ?? 'us-east-1'}/${source}/${day}/` : '';
    return `arn:${partition}:s3:::${target}/${prefix}${folder}${moment}`;
  });
}

/** Keys that a request of a service principal never has. */
const ABSENT =
  /^aws:(?:principal(?:arn|account|orgid|orgpaths)|principaltag\/.*|userid|username|sourceip|sourcevpc|sourcevpce|sourcevpcarn|vpcsourceip|calledvia|calledviafirst|calledvialast|multifactorauthpresent|multifactorauthage|federatedprovider|tokenissuetime|sourceidentity|ec2instancesourcevpc|ec2instancesourceprivateipv4)$/;

/**
 * What a delivery says for a condition key, which is in lower case.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function knownKey(delivery: Delivery, key: string): KnownKey {
  const { partition, source, account, region } = delivery;
  switch (key) {
    case 'aws:sourcearn':
      return [`arn:${partition}:s3:::${source}`];
    case 'aws:sourceaccount':
    // both buckets are of one account, or nothing is delivered
    case 'aws:resourceaccount':
    case 's3:resourceaccount':
      return account === undefined ? undefined : [account];
    case 'aws:requestedregion':
      return region === undefined ? undefined : [region];
    case 'aws:securetransport':
    case 'aws:principalisawsservice':
      return ['true'];
    case 'aws:viaawsservice':
      return ['false'];
    case 'aws:principalservicename':
    case 'aws:principalservicenameslist':
      return [LOGGING_SERVICE];
    default:
      return ABSENT.test(key) ? 'absent' : undefined;
  }
}
