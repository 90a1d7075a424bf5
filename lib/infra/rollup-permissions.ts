import { Fn, Stack } from 'aws-cdk-lib';
import { type IRole, Policy, type Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { SETTINGS_KEY } from '../rollup/destination-settings';
import { workKeys } from '../workflow/audit-run/cloud-names';
import type { RollupCall, RollupResource } from '../workflow/log-rollup/rollup-calls';
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
  const { logs, destination } = resources;
  const source = on === 'log-bucket' ? logs : on === 'destination-bucket' ? destination : undefined;
  return {
    arns: arnsOf(on, resources),
    wildcardReason: WILDCARD_REASONS[on] ?? '',
    ...(action === 's3:ListBucket' && source ? { condition: source.listCondition } : {}),
  };
}

function arnsOf(
  resource: RollupResource,
  { logs, destination, work, topic, stateMachine }: RollupResources,
): readonly string[] {
  switch (resource) {
    case 'log-bucket':
      return [logs.bucket.bucketArn];
    case 'log-objects':
      return [logs.objectsArn];
    case 'destination-bucket':
      return [destination.bucket.bucketArn];
    case 'rollups':
      return [destination.objectsArn];
    case 'manifests':
      return [Fn.join('', [destination.objectsArn, '.rollup.*.manifest.json'])];
    case 'rollup-settings':
      return [destination.bucket.arnForObjects(`${destination.prefix}${SETTINGS_KEY}`)];
    case 'run-state':
      return [work.arnForObjects(`${workKeys.states}*`)];
    case 'topic':
      return [topic.topicArn];
    case 'state-machine':
      return stateMachine ? [stateMachine.stateMachineArn] : [];
    case 'executions':
      return stateMachine ? [executionsArn(Stack.of(work), stateMachine.stateMachineName)] : [];
  }
}
