import { type CalledResource, SERVICE_CALLS, SERVICE_SIDE_CALLS, type ServiceCall } from '../audit-run/service-calls';
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

/** What the owners of logs and key have to allow so that a stack can read the logs. */
export interface LogAccessGrants {
  readonly bucket: string;
  readonly bucketStatements: readonly PolicyStatement[];
  /** The key of the logs, when the stack knows one. */
  readonly key?: string;
  readonly keyStatements: readonly PolicyStatement[];
}

/** The roles that touch the logs, and what they call. */
const READERS = [
  { name: 'Plan', calls: SERVICE_CALLS.plan },
  { name: 'Copy', calls: SERVICE_SIDE_CALLS['batch-copy'] },
  { name: 'Query', calls: SERVICE_SIDE_CALLS['start-queries'] },
] as const;

/**
 * Statements for the policy of the log bucket and for that of the key. They name the account and, as a condition, the roles
 * of the stack by their beginning: so they can be attached before a stack is made, and hold when it is made again. Roles
 * may do with them no more than their own policies allow.
 */
export function logAccessGrants(stack: DeployedStack): LogAccessGrants {
  const { logBucket, logKmsKeyArn } = stack.outputs;
  return {
    bucket: logBucket,
    bucketStatements: READERS.flatMap(({ name, calls }) => bucketStatements(name, calls, stack)),
    ...(logKmsKeyArn === '' ? {} : { key: logKmsKeyArn }),
    keyStatements: logKmsKeyArn === '' ? [] : [keyStatement(stack)],
  };
}

/** One for each set of conditions: asking where a bucket is has no prefix, listing it has. */
function bucketStatements(
  reader: string,
  calls: readonly ServiceCall[],
  stack: DeployedStack,
): readonly PolicyStatement[] {
  const { logBucket, logPrefix } = stack.outputs;
  const arn = `arn:${stack.partition}:s3:::${logBucket}`;
  const bucketActions = actionsOn('log-bucket', calls);
  const listing = bucketActions.filter((action) => action === 's3:ListBucket');
  const others = bucketActions.filter((action) => action !== 's3:ListBucket');
  const statement = (what: string, Action: readonly string[], Resource: string, more = {}) =>
    Action.length === 0
      ? []
      : [
          {
            ...allow(`S3LogAudit${reader}${what}`, stack),
            Action,
            Resource,
            Condition: { ...ofStack(stack), ...more },
          },
        ];
  return [
    ...statement('Lists', listing, arn, { StringLike: { 's3:prefix': `${logPrefix}*` } }),
    ...statement('Locates', others, arn),
    ...statement('Reads', actionsOn('log-objects', calls), `${arn}/${logPrefix}*`),
  ];
}

/** In the policy of a key, `*` is the key. */
function keyStatement(stack: DeployedStack): PolicyStatement {
  const actions = READERS.flatMap(({ calls }) => actionsOn('log-kms-key', calls));
  const suffix = stack.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return {
    ...allow('S3LogAuditDecrypts', stack),
    Action: [...new Set(actions)],
    Resource: '*',
    Condition: { ...ofStack(stack), StringEquals: { 'kms:ViaService': `s3.${stack.region}.${suffix}` } },
  };
}

function actionsOn(resource: CalledResource, calls: readonly ServiceCall[]): readonly string[] {
  return calls.filter(({ on }) => on === resource).flatMap(({ actions }) => actions);
}

function allow(Sid: string, { partition, account }: DeployedStack) {
  return { Sid, Effect: 'Allow', Principal: { AWS: `arn:${partition}:iam::${account}:root` } } as const;
}

/** Roles are named after their stack, whose name CloudFormation cuts when it is long. */
function ofStack({ name, partition, account, outputs }: DeployedStack) {
  const { planRoleArn, batchRoleArn, queryRoleArn } = outputs;
  const roles = [planRoleArn, batchRoleArn, queryRoleArn].map((arn) => arn.slice(arn.lastIndexOf('/') + 1));
  const beginnings = Array.from({ length: name.length }, (_, index) => `${name.slice(0, name.length - index)}-`);
  const common = beginnings.find((beginning) => roles.every((role) => role.startsWith(beginning)));
  if (common === undefined) throw new Error(`the roles ${roles.join(', ')} are not named after the stack ${name}`);
  return { ArnLike: { 'aws:PrincipalArn': `arn:${partition}:iam::${account}:role/${common}*` } };
}
