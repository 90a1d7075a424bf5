import type { DeployedStack } from './find-stack';

/** A statement of a policy that is attached to a resource. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Principal: { readonly AWS: string };
  readonly Action: readonly string[];
  readonly Resource: string;
  readonly Condition: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** What a statement allows besides who may do it. */
export interface Allowed {
  readonly actions: readonly string[];
  readonly resource: string;
  /** @default - none */
  readonly condition?: PolicyStatement['Condition'];
}

/** Allows the roles of a stack something; none when it is nothing. `what` makes the id of the statement. */
export function allowRoles(
  stack: DeployedStack,
  what: string,
  { actions, resource: Resource, condition = {} }: Allowed,
): readonly PolicyStatement[] {
  const { partition, account } = stack;
  if (actions.length === 0) return [];
  return [
    {
      Sid: `S3LogAudit${what}`,
      Effect: 'Allow',
      Principal: { AWS: `arn:${partition}:iam::${account}:root` },
      Action: [...new Set(actions)],
      Resource,
      Condition: { ...ofStack(stack), ...condition },
    },
  ];
}

/** Listing is allowed below a prefix only. */
export function below(prefix: string): PolicyStatement['Condition'] {
  return { StringLike: { 's3:prefix': `${prefix}*` } };
}

/** Roles are named after their stack, whose name CloudFormation cuts when it is long. */
function ofStack({ name, partition, account, outputs }: DeployedStack) {
  const { planRoleArn, batchRoleArn, queryRoleArn, rollupPlanRoleArn, rollupRoleArn } = outputs;
  const roles = [planRoleArn, batchRoleArn, queryRoleArn, rollupPlanRoleArn, rollupRoleArn]
    .filter((arn) => arn !== '')
    .map((arn) => arn.slice(arn.lastIndexOf('/') + 1));
  const beginnings = Array.from({ length: name.length }, (_, index) => `${name.slice(0, name.length - index)}-`);
  const common = beginnings.find((beginning) => roles.every((role) => role.startsWith(beginning)));
  if (common === undefined) throw new Error(`the roles ${roles.join(', ')} are not named after the stack ${name}`);
  return { ArnLike: { 'aws:PrincipalArn': `arn:${partition}:iam::${account}:role/${common}*` } };
}
