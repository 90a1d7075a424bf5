import { type CalledResource, SERVICE_CALLS, SERVICE_SIDE_CALLS, type ServiceCall } from '../audit-run/service-calls';
import { ROLLUP_KEY_ACTIONS } from '../log-rollup/rollup-calls';
import type { DeployedStack } from './find-stack';
import { allowRoles, below, type PolicyStatement } from './policy-statement';
import { rollupStatements } from './rollup-access-grants';
import { rollupOf } from './stack-rollup';

/** What the owners of logs and key have to allow so that a stack can read the logs, and roll them up. */
export interface LogAccessGrants {
  readonly bucket: string;
  readonly bucketStatements: readonly PolicyStatement[];
  /** The bucket that logs are rolled up to, when it is another one. */
  readonly rollupBucket?: string;
  readonly rollupBucketStatements?: readonly PolicyStatement[];
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
  const rollup = rollupOf(stack);
  const onRollups = rollup ? rollupStatements('destination', rollup, stack) : [];
  const isElsewhere = rollup !== undefined && rollup.destination.bucket !== logBucket;
  return {
    bucket: logBucket,
    bucketStatements: [
      ...READERS.flatMap(({ name, calls }) => bucketStatements(name, calls, stack)),
      ...(rollup ? rollupStatements('logs', rollup, stack) : []),
      ...(isElsewhere ? [] : onRollups),
    ],
    ...(isElsewhere ? { rollupBucket: rollup.destination.bucket, rollupBucketStatements: onRollups } : {}),
    ...(logKmsKeyArn === '' ? {} : { key: logKmsKeyArn }),
    keyStatements: logKmsKeyArn === '' ? [] : keyStatements(stack),
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
  const reading = actionsOn('log-objects', calls);
  return [
    ...allowRoles(stack, `${reader}Lists`, { actions: listing, resource: arn, condition: below(logPrefix) }),
    ...allowRoles(stack, `${reader}Locates`, { actions: others, resource: arn }),
    ...allowRoles(stack, `${reader}Reads`, { actions: reading, resource: `${arn}/${logPrefix}*` }),
  ];
}

/** In the policy of a key, `*` is the key. */
function keyStatements(stack: DeployedStack): readonly PolicyStatement[] {
  const actions = READERS.flatMap(({ calls }) => actionsOn('log-kms-key', calls));
  const suffix = stack.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return allowRoles(stack, 'Decrypts', {
    actions: [...actions, ...(rollupOf(stack) ? ROLLUP_KEY_ACTIONS : [])],
    resource: '*',
    condition: { StringEquals: { 'kms:ViaService': `s3.${stack.region}.${suffix}` } },
  });
}

function actionsOn(resource: CalledResource, calls: readonly ServiceCall[]): readonly string[] {
  return calls.filter(({ on }) => on === resource).flatMap(({ actions }) => actions);
}
