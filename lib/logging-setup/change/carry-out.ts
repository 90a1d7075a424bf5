import { AuditError } from '../../shared/errors';
import { inParallel } from '../../shared/in-parallel';
import { isKnown } from '../fact';
import { deliveryTo } from '../policy/delivery-request';
import { judgeDelivery } from '../policy/judge-delivery';
import type { SetupClients } from '../setup-clients';
import { readPolicy } from '../target-bucket';
import type { Outcome, Plan, PlannedBucket, PlannedPolicy } from './change';
import { eventually } from './eventually';
import { writeLogging } from './write-logging';
import { writePolicy } from './write-policy';

const AT_ONCE = 4;

/** Lets logs in first, then has them sent, and at last looks whether they are still let in. */
export async function carryOutEnable(plan: Plan, clients: SetupClients): Promise<readonly Outcome[]> {
  const failures = await writePolicies(plan.policies, plan, clients);
  return inParallel(AT_ONCE, plan.buckets, async (bucket) => {
    const early = withoutWork(bucket, failures, plan.policies);
    if (early) return early;
    return outcomeOf(bucket, async () => {
      if (!bucket.isDone) await writeLogging(bucket, plan.account, clients);
      await requireLetIn(bucket, plan, clients);
    });
  });
}

/** Has no more logs sent, and then no longer lets them in. */
export async function carryOutDisable(plan: Plan, clients: SetupClients): Promise<readonly Outcome[]> {
  const outcomes = await inParallel(AT_ONCE, plan.buckets, async (bucket) => {
    const early = withoutWork(bucket, new Map(), []);
    if (early) return early;
    return outcomeOf(bucket, async () => {
      if (!bucket.isDone) await writeLogging(bucket, plan.account, clients);
    });
  });
  // whoever is still logged still needs the grant
  const stillLogged = outcomes.filter(({ result }) => result === 'failed').map(({ bucket }) => bucket);
  const policies = plan.policies.filter((policy) => !stillLogged.some((bucket) => concerns(bucket)(policy)));
  const failures = new Map(await writePolicies(policies, plan, clients));
  for (const { bucket } of plan.policies.filter((policy) => !policies.includes(policy))) {
    const names = stillLogged.map(({ name }) => name).join(', ');
    failures.set(bucket, `the statement in the policy of ${bucket} stays, because of ${names}`);
  }
  return outcomes.map((outcome) => {
    const policy = plan.policies.find(concerns(outcome.bucket));
    const error = outcome.error ?? (policy && failures.get(policy.bucket));
    return error === undefined ? outcome : { ...outcome, result: 'failed', error };
  });
}

function concerns({ name }: PlannedBucket): (policy: PlannedPolicy) => boolean {
  return (policy) => policy.for.includes(name);
}

/** Why policies could not be written, by the bucket. */
async function writePolicies(
  policies: readonly PlannedPolicy[],
  { account }: Plan,
  clients: SetupClients,
): Promise<ReadonlyMap<string, string>> {
  const failures = new Map<string, string>();
  for (const policy of policies) {
    const error = await failureOf(() => writePolicy(policy, account, clients));
    if (error !== undefined) failures.set(policy.bucket, error);
  }
  return failures;
}

/** The outcome for a bucket with which nothing can, or need, be done. */
function withoutWork(
  bucket: PlannedBucket,
  failures: ReadonlyMap<string, string>,
  policies: readonly PlannedPolicy[],
): Outcome | undefined {
  if (bucket.refusals.length > 0) return { bucket, result: 'refused' };
  const policy = policies.find(concerns(bucket));
  const error = policy && failures.get(policy.bucket);
  if (error !== undefined) return { bucket, result: 'failed', error };
  return bucket.isDone && !policy ? { bucket, result: 'unchanged' } : undefined;
}

async function outcomeOf(bucket: PlannedBucket, work: () => Promise<void>): Promise<Outcome> {
  const error = await failureOf(work);
  return error === undefined ? { bucket, result: 'changed' } : { bucket, result: 'failed', error };
}

async function failureOf(work: () => Promise<void>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof AuditError) return error.message;
    throw error;
  }
}

/** Somebody else may have written a policy from before ours in the meantime. */
async function requireLetIn({ name, region, after }: PlannedBucket, plan: Plan, clients: SetupClients): Promise<void> {
  const policy = plan.policies.find(({ for: names }) => names.includes(name));
  if (!after || !policy) return;
  const { partition, account } = plan;
  const from = { partition, account, source: name, ...(region === undefined ? {} : { region }) };
  const delivery = deliveryTo(after, from);
  const isLetIn = await eventually(async () => {
    const found = await readPolicy(after.bucket, policy.region, clients);
    // what was refused before is allowed by a person who knows
    return isKnown(found) && !['denied', 'not-allowed'].includes(judgeDelivery(found.value, delivery).decision);
  }, clients.signal);
  if (isLetIn) return;
  throw new AuditError(
    'SETUP_NOT_CONFIRMED',
    `${name} is logged, but the policy of ${after.bucket} does not let its logs in any more: somebody else has changed it; look again`,
  );
}
