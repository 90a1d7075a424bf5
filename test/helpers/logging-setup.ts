import type { Finding } from '../../lib/logging-setup/findings/catalogue';
import { readSetup } from '../../lib/logging-setup/read-setup';
import { SetupClients } from '../../lib/logging-setup/setup-clients';
import { type BucketStatus, statusOf } from '../../lib/logging-setup/status';
import type { LocalAws } from '../aws';
import { parsePolicy } from '../aws/iam/policy-document';
import type { BucketSettings } from '../aws/s3/bucket';

type Settings = Partial<Omit<BucketSettings, 'name'>>;

/** Statement that lets logs of any bucket of the account into a bucket. */
export function deliveryStatement(target: string, more: object = {}): object {
  return {
    Sid: 'AccessLogs',
    Effect: 'Allow',
    Principal: { Service: 'logging.s3.amazonaws.com' },
    Action: 's3:PutObject',
    Resource: `arn:aws:s3:::${target}/*`,
    Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
    ...more,
  };
}

/** Gives a bucket a policy. */
export function setPolicy(aws: LocalAws, bucket: string, ...Statement: readonly object[]): void {
  const document = { Version: '2012-10-17', Statement };
  const found = aws.s3.requireBucket(bucket);
  Object.assign(found, { policy: parsePolicy(document), policyText: JSON.stringify(document) });
}

/** A bucket that takes logs and has nothing wrong with it; with another policy where statements are given. */
export function makeTarget(aws: LocalAws, name: string, settings: Settings = {}, statements?: readonly object[]): void {
  const lifecycle = [{ ID: 'expire', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 400 } }];
  aws.s3.createBucket({ name, lifecycle, ...settings });
  const wanted = statements ?? [deliveryStatement(name)];
  if (wanted.length > 0) setPolicy(aws, name, ...wanted);
}

/** A bucket that logs to another. */
export function makeSource(aws: LocalAws, name: string, target: string, settings: Settings = {}): void {
  aws.s3.createBucket({
    name,
    logging: { bucket: target, prefix: 'access/', partitionedBy: 'EventTime' },
    ...settings,
  });
}

/** A trail that records every deletion in every bucket. */
export function makeTrail(aws: LocalAws): void {
  const everything = { Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] };
  aws.trails.create({
    name: 'everything',
    multiRegion: true,
    eventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true, DataResources: [everything] }],
  });
}

/** How buckets of the local AWS are logged; the environment must lead there. */
export async function statusIn(
  options: { readonly names?: readonly string[]; readonly now?: Date } = {},
): Promise<readonly BucketStatus[]> {
  const clients = await SetupClients.open({}, new AbortController().signal);
  const { names, now = new Date() } = options;
  try {
    return statusOf(await readSetup(clients, { ...(names ? { names } : {}), withTrails: true }), now);
  } finally {
    clients.close();
  }
}

/** What is found of one bucket. */
export async function findingsOf(name: string, now?: Date): Promise<readonly Finding[]> {
  const [status] = await statusIn({ names: [name], ...(now ? { now } : {}) });
  return status?.findings ?? [];
}
