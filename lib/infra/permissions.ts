import { ArnFormat, Stack } from 'aws-cdk-lib';
import { type Condition, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { resultKeys, workKeys } from '../workflow/audit-run/cloud-names';
import type { CalledResource, ServiceCall } from '../workflow/audit-run/service-calls';
import { acknowledgeWildcard, WILDCARD_REASONS } from './acknowledgments';
import type { AuditResources } from './audit-resources';

/** What calls are allowed on. */
export interface CallTarget {
  readonly arns: readonly string[];
  /** Why a wildcard in them is as narrow as can be. */
  readonly wildcardReason: string;
  readonly condition?: Record<string, Condition>;
}

/** Allows a role exactly these calls. Those that only a KMS key needs are left out: its policy is apart. */
export function allowCalls(role: Role, calls: readonly ServiceCall[], resources: AuditResources): void {
  const wanted = calls.filter((call) => call.on !== 'log-kms-key');
  const targetOf = (on: CalledResource, action: string) => {
    const condition = conditionsOf(action, on, resources);
    return {
      arns: arnsOf(on, resources),
      wildcardReason: WILDCARD_REASONS[on] ?? '',
      ...(condition ? { condition } : {}),
    };
  };
  for (const statement of statementsFor(role, wanted, targetOf)) role.addToPolicy(statement);
}

/** One statement for each action and kind of resource. The construct `owner` tells cdk-nag which wildcards are meant. */
export function statementsFor<Resource>(
  owner: IConstruct,
  calls: readonly { readonly actions: readonly string[]; readonly on: Resource }[],
  targetOf: (on: Resource, action: string) => CallTarget,
): readonly PolicyStatement[] {
  return calls.flatMap(({ actions, on }) =>
    actions.map((action) => {
      const { arns, wildcardReason, condition } = targetOf(on, action);
      for (const arn of arns) acknowledgeWildcard(owner, arn, wildcardReason);
      return new PolicyStatement({
        actions: [action],
        resources: [...arns],
        ...(condition ? { conditions: condition } : {}),
      });
    }),
  );
}

/** The ARNs of a resource by what the table of calls names it. */
function arnsOf(resource: CalledResource, resources: AuditResources): readonly string[] {
  const { logs, buckets, workgroup, topic, batchRole, logKey, stateMachine } = resources;
  const stack = Stack.of(buckets);
  switch (resource) {
    case 'log-bucket':
      return [logs.bucket.bucketArn];
    case 'log-objects':
      return [logs.objectsArn];
    case 'log-kms-key':
      return logKey ? [logKey.keyArn] : [];
    case 'work-bucket':
      return [buckets.work.bucketArn];
    case 'work-objects':
      return [buckets.work.arnForObjects(`${workKeys.runs}*`)];
    case 'run-state':
      return [buckets.work.arnForObjects(`${workKeys.states}*`)];
    case 'results-bucket':
      return [buckets.results.bucketArn];
    case 'athena-objects':
      return [buckets.results.arnForObjects(`${resultKeys.athena}*`)];
    case 'result-objects':
      return [buckets.results.arnForObjects(`${resultKeys.runs}*`)];
    case 'workgroup':
      return [workgroup.workgroupArn];
    case 'tables':
      return catalogArns(resources);
    case 'databases':
      return [...catalogArns(resources).slice(0, 2), glueArn(stack, 'database', 'default')];
    case 'topic':
      return [topic.topicArn];
    case 'batch-role':
      return [batchRole.roleArn];
    case 'batch-jobs':
      return [stack.formatArn({ service: 's3', resource: 'job', resourceName: '*' })];
    case 'state-machine':
      return stateMachine ? [stateMachine.stateMachineArn] : [];
    case 'executions':
      return stateMachine ? [executionsArn(stack, stateMachine.stateMachineName)] : [];
    case 'stack':
      return [stack.stackId];
    case 'any':
      return ['*'];
  }
}

function conditionsOf(
  action: string,
  on: CalledResource,
  { logs }: AuditResources,
): Record<string, Condition> | undefined {
  if (action === 's3:CreateJob') return { StringEquals: { 's3:RequestJobOperation': 'S3PutObjectCopy' } };
  if (action === 'iam:PassRole') {
    return { StringEquals: { 'iam:PassedToService': 'batchoperations.s3.amazonaws.com' } };
  }
  return action === 's3:ListBucket' && on === 'log-bucket' ? logs.listCondition : undefined;
}

/** Glue asks for the catalog, the database and the tables at the same time. */
function catalogArns({ buckets, database: { databaseName } }: AuditResources): readonly string[] {
  const stack = Stack.of(buckets);
  return [
    stack.formatArn({ service: 'glue', resource: 'catalog', arnFormat: ArnFormat.NO_RESOURCE_NAME }),
    glueArn(stack, 'database', databaseName),
    glueArn(stack, 'table', `${databaseName}/*`),
  ];
}

function glueArn(stack: Stack, resource: string, resourceName: string): string {
  return stack.formatArn({ service: 'glue', resource, resourceName });
}

/** The executions of a state machine. */
export function executionsArn(stack: Stack, stateMachineName: string): string {
  return stack.formatArn({
    service: 'states',
    resource: 'execution',
    resourceName: `${stateMachineName}:*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
