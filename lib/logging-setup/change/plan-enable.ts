import { AuditError } from '../../shared/errors';
import type { Destination, KeyFormat, LoggedBucket } from '../bucket-logging';
import { isKnown, known } from '../fact';
import { type Finding, type FindingId, isAtLeast } from '../findings/catalogue';
import { deliveryOf, findLoggingFaults } from '../findings/find-faults';
import { judgeDelivery } from '../policy/judge-delivery';
import type { LoggingSetup } from '../read-setup';
import type { TargetBucket } from '../target-bucket';
import { type Plan, type PlannedBucket, type PlannedPolicy, type Refusal, sameDestination } from './change';
import { addGrant } from './grant';

/** What is wished for. */
export interface EnableRequest {
  readonly names: readonly string[];
  readonly target: string;
  /** By default the root of the target for keys in folders, a folder with the name of the bucket for flat ones. */
  readonly prefix?: string;
  readonly keyFormat: KeyFormat;
  /** Whether to go on where it can't be told whether logs will be delivered. */
  readonly allowUncertain: boolean;
}

/** With these nothing would be delivered, or far too much. */
const FATAL: readonly FindingId[] = [
  'bucket-missing',
  'logging-loop',
  'target-missing',
  'target-in-other-region',
  'target-in-other-account',
  'target-object-lock',
  'target-kms-encryption',
  'target-requester-pays',
  'delivery-denied',
  'delivery-not-allowed',
];

/**
 * What has to be done for buckets to log to a target. The state that would be is judged as `logging status` would judge it;
 * what could not deliver is refused.
 * @throws AuditError when the account is unknown, or the policy can't take the statement
 */
export function planEnable(setup: LoggingSetup, request: EnableRequest, now: Date): Plan {
  const { account, partition } = requireIdentity(setup);
  const wanted = request.names.map((name) => wish(setup.buckets.get(name) as LoggedBucket, request));
  const alone = wanted.map((bucket) => judged(bucket, [bucket], setup, request, now));
  const left = alone.filter(({ refusals }) => refusals.length === 0);
  const together = alone.map((bucket) => (left.includes(bucket) ? judged(bucket, left, setup, request, now) : bucket));
  const granted = together.filter(({ refusals }) => refusals.length === 0);
  const policy = planPolicy(granted, setup, request.target);
  return { account, partition, buckets: together, policies: policy ? [policy] : [] };
}

export function requireIdentity({ account: { identity } }: LoggingSetup) {
  if (isKnown(identity)) return { account: identity.value.id, partition: identity.value.partition };
  throw new AuditError(
    'SETUP_UNREADABLE',
    `your account can't be found out, so nothing is changed: ${identity.unknown}`,
  );
}

function wish({ name, place, destination }: LoggedBucket, request: EnableRequest): PlannedBucket {
  const { target, keyFormat, prefix = keyFormat === 'flat' ? `${name}/` : '' } = request;
  const before = isKnown(destination) ? destination.value : undefined;
  const after = { bucket: target, prefix, keyFormat, hasGrants: false };
  const isDone = sameDestination(before, after);
  const region = place.exists && isKnown(place.region) ? { region: place.region.value } : {};
  return { name, ...region, before, after: isDone ? before : after, isDone, refusals: [], warnings: [] };
}

/** The bucket with what would be found of it, once all of them were changed. */
function judged(
  bucket: PlannedBucket,
  changed: readonly PlannedBucket[],
  setup: LoggingSetup,
  request: EnableRequest,
  now: Date,
): PlannedBucket {
  const current = setup.buckets.get(bucket.name) as LoggedBucket;
  const { place, destination } = current;
  if (!place.exists) return { ...bucket, refusals: [{ reason: 'there is no such bucket', remedy: 'check the name' }] };
  if (isKnown(place.isOurs) && !place.isOurs.value) return { ...bucket, refusals: [THEIRS] };
  if (!isKnown(destination)) return { ...bucket, refusals: [unread(destination.unknown)] };
  const next = wouldBe(setup, changed, request.target);
  const findings = findLoggingFaults({ ...current, destination: known(bucket.after) }, next, now);
  const isFatal = ({ id, severity }: Finding) =>
    FATAL.includes(id) ||
    (!request.allowUncertain && (id === 'delivery-uncertain' || (id === 'unknown' && isAtLeast(severity, 'high'))));
  return {
    ...bucket,
    refusals: findings.filter(isFatal).map(({ detail, remedy }) => ({ reason: detail, remedy })),
    warnings: findings.filter((item) => !isFatal(item)),
  };
}

const THEIRS: Refusal = {
  reason: 'it belongs to another account',
  remedy: 'use credentials of that account',
};

function unread(unknown: string): Refusal {
  return { reason: `where it logs to can't be read: ${unknown}`, remedy: 'ask whoever grants access for it' };
}

/** The set-up as it would be with these changes. */
function wouldBe(setup: LoggingSetup, changed: readonly PlannedBucket[], targetName: string): LoggingSetup {
  const buckets = new Map(setup.buckets);
  for (const { name, after } of changed) {
    buckets.set(name, { ...(buckets.get(name) as LoggedBucket), destination: known<Destination | undefined>(after) });
  }
  const targets = new Map(setup.targets);
  const target = targets.get(targetName) as TargetBucket;
  const policy = planPolicy(changed, setup, targetName);
  if (policy) targets.set(targetName, { ...target, policy: known(policy.after) });
  return { ...setup, buckets, targets };
}

/** The policy with a grant for those that it does not allow yet; undefined when none is needed, or it can't be known. */
function planPolicy(
  buckets: readonly PlannedBucket[],
  setup: LoggingSetup,
  targetName: string,
): PlannedPolicy | undefined {
  const { place, policy } = setup.targets.get(targetName) as TargetBucket;
  if (!isKnown(policy) || !place.exists || !isKnown(place.region)) return undefined;
  const closed = buckets.filter(({ name, after }) => {
    if (!after) return false;
    const delivery = deliveryOf(setup.buckets.get(name) as LoggedBucket, after, setup);
    return judgeDelivery(policy.value, delivery).decision !== 'allowed';
  });
  if (closed.length === 0) return undefined;
  const names = closed.map(({ name }) => name);
  const prefixes = [...new Set(closed.map(({ after }) => after?.prefix ?? ''))];
  const after = addGrant(policy.value, { ...requireIdentity(setup), target: targetName, sources: names, prefixes });
  return { bucket: targetName, region: place.region.value, before: policy.value, after, for: names };
}
