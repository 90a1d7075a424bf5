import { Stack } from 'aws-cdk-lib';
import { type IRole, Policy, type Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { workKeys } from '../workflow/audit-run/cloud-names';
import { LISTING_ACTION, placeOf, type RollupCall, type RollupResource } from '../workflow/log-rollup/rollup-calls';
import { type CallTarget, executionsArn, statementsFor } from './permissions';
import type { RollupResources } from './rollup-resources';

/** Why resources with a wildcard are as narrow as they can be; said to cdk-nag (AwsSolutions-IAM5). */
const WILDCARD_REASONS: Readonly<Partial<Record<RollupResource, string>>> = {
  'log-objects': 'which logs there are is known when they are rolled up; all lie below the prefix',
  rollups: 'rollups are named by their time, and their manifests by what they hold; all lie below the destination',
  manifests: 'manifests are named by what the rollup holds; all lie below the destination',
  'run-state': 'the keys of what steps keep hold the id of the execution; all lie below state/',
  executions: 'the name of an execution is given when it starts',
};

/** Allows a role exactly these calls. */
export function allowRollupCalls(role: Role, calls: readonly RollupCall[], resources: RollupResources): void {
  for (const statement of statementsFor(role, calls, (on, action) => targetOf(on, action, resources))) {
    role.addToPolicy(statement);
  }
}

/** The same as a policy of its own: because it may be absent, or comes after what the role's functions need. */
export function createCallsPolicy(
  scope: Construct,
  id: string,
  role: IRole,
  calls: readonly RollupCall[],
  resources: RollupResources,
): Policy {
  const policy = new Policy(scope, id, { roles: [role] });
  policy.addStatements(...statementsFor(policy, calls, (on, action) => targetOf(on, action, resources)));
  return policy;
}

function targetOf(on: RollupResource, action: string, resources: RollupResources): CallTarget {
  const wildcardReason = WILDCARD_REASONS[on] ?? '';
  const place = placeOf(on);
  if (!place) {
    const condition = on === 'work-bucket' ? { StringLike: { 's3:prefix': `${workKeys.states}*` } } : undefined;
    return { arns: arnsOf(on, resources), wildcardReason, ...(condition ? { condition } : {}) };
  }
  const source = resources[place.in];
  const isListing = action === LISTING_ACTION;
  return {
    arns: [place.objects === undefined ? source.bucket.bucketArn : source.arnOf(place.objects)],
    wildcardReason,
    ...(isListing ? { condition: source.listCondition } : {}),
  };
}

/** Of what is the stack's own. */
function arnsOf(resource: RollupResource, { work, topic, stateMachine }: RollupResources): readonly string[] {
  switch (resource) {
    case 'run-state':
      return [work.arnForObjects(`${workKeys.states}*`)];
    case 'work-bucket':
      return [work.bucketArn];
    case 'topic':
      return [topic.topicArn];
    case 'state-machine':
      return stateMachine ? [stateMachine.stateMachineArn] : [];
    case 'executions':
      return stateMachine ? [executionsArn(Stack.of(work), stateMachine.stateMachineName)] : [];
    default:
      throw new Error(`${resource} is not of the stack`);
  }
}
