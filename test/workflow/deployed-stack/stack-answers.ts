import type { Stack } from '@aws-sdk/client-cloudformation';

const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';

/** What CloudFormation says of a stack of ours. */
export function stackAnswer(outputs: Readonly<Record<string, string>> = {}, more: Partial<Stack> = {}): Stack {
  const name = more.StackName ?? 'S3LogAudit';
  const values: Readonly<Record<string, string>> = {
    StateMachineArn: `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:Workflow-1`,
    TopicArn: `arn:aws:sns:${REGION}:${ACCOUNT}:topic-1`,
    ResultsBucket: 's3logaudit-results',
    WorkBucket: 's3logaudit-work',
    Workgroup: 's3-log-audit-01234567',
    Database: 's3_log_audit_01234567',
    PlanRoleArn: roleArn(`${name}-AuditPlanRole0A1B2C3D-AbCdEf123456`),
    BatchCopyRoleArn: roleArn(`${name}-AuditBatchCopyRole0A1B2C3D-AbCdEf123456`),
    QueryRoleArn: roleArn(`${name}-AuditStartQueriesRole0A1B2C3D-AbCdEf123456`),
    LogBucket: 'acme-logs',
    LogType: 'S3AccessLogs',
    RunDefaults: 'ANALYSES=all',
    ...outputs,
  };
  return {
    StackName: name,
    StackId: `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${name}/01234567-89ab-cdef-0123-456789abcdef`,
    StackStatus: 'CREATE_COMPLETE',
    CreationTime: new Date(0),
    Outputs: Object.entries(values).flatMap(([OutputKey, OutputValue]) =>
      OutputValue === '' ? [] : [{ OutputKey, OutputValue }],
    ),
    ...more,
  };
}

export function roleArn(name: string): string {
  return `arn:aws:iam::${ACCOUNT}:role/${name}`;
}
