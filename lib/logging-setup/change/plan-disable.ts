import { AuditError } from '../../shared/errors';
import type { LoggedBucket } from '../bucket-logging';
import { isKnown, type Unknown } from '../fact';
import type { LoggingSetup } from '../read-setup';
import type { Plan, PlannedBucket, PlannedPolicy } from './change';
import { removeGrant } from './grant';
import { requireIdentity } from './plan-enable';

/** What is wished for. */
export interface DisableRequest {
  readonly names: readonly string[];
  /** Whether the buckets are also taken out of our statement in the policy of their target. */
  readonly removeGrant: boolean;
  /** Where they logged to, for buckets that are not logged any more. */
  readonly target?: string;
}

/**
 * What has to be done for buckets not to be logged any more.
 * @throws AuditError when the account is unknown, or a policy is of no known form
 */
export function planDisable(setup: LoggingSetup, request: DisableRequest): Plan {
  const { account, partition } = requireIdentity(setup);
  const buckets = request.names.map((name) => planBucket(setup.buckets.get(name) as LoggedBucket));
  const policies = request.removeGrant ? planPolicies(buckets, setup, request) : [];
  return { account, partition, buckets, policies };
}

function planBucket({ name, place, destination }: LoggedBucket): PlannedBucket {
  const plan = { name, before: undefined, after: undefined, isDone: false, warnings: [] };
  if (!place.exists) return { ...plan, refusals: [{ reason: 'there is no such bucket', remedy: 'check the name' }] };
  const region = isKnown(place.region) ? { region: place.region.value } : {};
  if (!isKnown(destination)) {
    const reason = `where it logs to can't be read: ${destination.unknown}`;
    return { ...plan, ...region, refusals: [{ reason, remedy: 'ask whoever grants access for it' }] };
  }
  return { ...plan, ...region, before: destination.value, isDone: destination.value === undefined, refusals: [] };
}

function planPolicies(
  buckets: readonly PlannedBucket[],
  setup: LoggingSetup,
  request: DisableRequest,
): readonly PlannedPolicy[] {
  const sources = buckets.filter(({ refusals }) => refusals.length === 0);
  const targetOf = ({ before }: PlannedBucket) => before?.bucket ?? request.target;
  const targets = new Set(sources.flatMap((bucket) => targetOf(bucket) ?? []));
  return [...targets].flatMap((name) => {
    const target = setup.targets.get(name);
    // with the bucket its policy has gone
    if (!target?.place.exists) return [];
    if (!isKnown(target.place.region)) throw unreadable(name, target.place.region);
    if (!isKnown(target.policy)) throw unreadable(name, target.policy);
    const names = sources.filter((bucket) => targetOf(bucket) === name).map((bucket) => bucket.name);
    const before = target.policy.value;
    const after = removeGrant(before, { ...requireIdentity(setup), target: name, sources: names });
    return after === before ? [] : [{ bucket: name, region: target.place.region.value, before, after, for: names }];
  });
}

function unreadable(target: string, { unknown }: Unknown): AuditError {
  return new AuditError('SETUP_UNREADABLE', `the policy of ${target} can't be read, so nothing is changed: ${unknown}`);
}
