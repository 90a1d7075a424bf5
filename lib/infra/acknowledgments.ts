import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { CalledResource } from '../workflow/audit-run/service-calls';

/**
 * Why resources with a wildcard are as narrow as they can be; said to cdk-nag (AwsSolutions-IAM5), so that apps that are
 * checked with it can use the construct as it is.
 */
export const WILDCARD_REASONS: Readonly<Partial<Record<CalledResource, string>>> = {
  'log-objects': 'which logs a run reads is known when it runs; all lie below the prefix',
  'work-objects': 'the keys of a run hold its id; all lie below runs/',
  'run-state': 'the keys of what steps keep hold the id of the run; all lie below state/',
  'athena-objects': 'Athena names its results by the ids of queries; all lie below athena/',
  'result-objects': 'the keys of results hold the id of the run; all lie below results/',
  tables: 'the tables of the database are all of the stack',
  'batch-jobs': 'S3 gives a job its id when it is created',
  executions: 'the name of an execution is given when it starts',
  any: 's3:CreateJob knows no resource; a condition allows copies only',
};

/** Tells cdk-nag that a resource with a wildcard is meant. */
export function acknowledgeWildcard(scope: IConstruct, arn: string, reason: string): void {
  const resource = asFinding(Stack.of(scope).resolve(arn));
  if (!resource.includes('*')) return;
  Validations.of(scope).acknowledge({ id: `AwsSolutions::AwsSolutions-IAM5[Resource::${resource}]`, reason });
}

/** Tells cdk-nag that a bucket is not to have server access logs. */
export function acknowledgeNoAccessLogs(scope: IConstruct, reason: string): void {
  Validations.of(scope).acknowledge({ id: 'AwsSolutions::AwsSolutions-S1', reason });
}

/** An ARN as cdk-nag writes it in its findings: `<logical id>` for references, JSON for other functions. */
function asFinding(value: unknown): string {
  if (typeof value === 'string') return value;
  const [name, argument] = Object.entries(value as object)[0] as [string, unknown];
  if (name === 'Ref') return `<${argument}>`;
  if (name === 'Fn::GetAtt') return `<${(argument as string[]).join('.')}>`;
  if (name === 'Fn::Join') {
    const [delimiter, parts] = argument as [string, unknown[]];
    return parts.map(asFinding).join(delimiter);
  }
  return JSON.stringify(value);
}
