import { Aws, Fn, Stack, Tokenization } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ENVIRONMENT } from '../workflow/audit-run/cloud-names';
import type { AuditResources } from './audit-resources';
import type { S3LogAuditProps } from './s3-log-audit-props';

type Environment = Readonly<Record<string, string>>;

/** The parameters of an audit that a run may change. */
export function runParameters(props: S3LogAuditProps): Environment {
  return {
    [ENVIRONMENT.logPrefix]: props.logPrefix ?? '',
    [ENVIRONMENT.logLayout]: props.logLayout ?? 'Auto',
    [ENVIRONMENT.sourceBuckets]: (props.sourceBuckets ?? []).join(','),
    [ENVIRONMENT.analyses]: Fn.join(',', props.analyses ?? ['all']),
    [ENVIRONMENT.from]: props.from ?? '',
    [ENVIRONMENT.to]: props.to ?? '',
    [ENVIRONMENT.lookback]: props.lookback ?? '',
    [ENVIRONMENT.maxDays]: text(props.maxDays ?? 90),
    [ENVIRONMENT.deliveryPadding]: props.deliveryPadding ?? '',
    [ENVIRONMENT.copyMode]: props.copyMode ?? 'Auto',
  };
}

/** The same and the limit of queries as text: lines `NAME=value`. No value holds a line end. */
export function runDefaults(props: S3LogAuditProps, { workgroup }: AuditResources): string {
  const limit = { [ENVIRONMENT.bytesScannedLimit]: text(workgroup.bytesScannedLimit.toBytes()) };
  const lines = Object.entries({ ...runParameters(props), ...limit }).map(([name, value]) => `${name}=${value}`);
  return Fn.join('\n', lines);
}

/** What every function knows of the stack: its parameters and resources. */
export function functionEnvironment(scope: Construct, props: S3LogAuditProps, resources: AuditResources): Environment {
  const stack = Stack.of(scope);
  return {
    ...runParameters(props),
    [ENVIRONMENT.logBucket]: props.logBucket.bucketName,
    [ENVIRONMENT.logType]: props.logType ?? 'S3AccessLogs',
    [ENVIRONMENT.logKmsKeyArn]: props.logKmsKey?.keyArn ?? '',
    [ENVIRONMENT.rolledUpTo]: props.rolledUpTo ?? '',
    [ENVIRONMENT.contactEmail]: props.contactEmail,
    [ENVIRONMENT.rowsInMail]: text(props.rowsInMail ?? 5),
    [ENVIRONMENT.scheduleExpression]: props.schedule?.expressionString ?? '',
    [ENVIRONMENT.scheduleLag]: props.scheduleLag ?? '',
    [ENVIRONMENT.bytesScannedLimit]: text(resources.workgroup.bytesScannedLimit.toBytes()),
    [ENVIRONMENT.queryConcurrency]: text(props.queryConcurrency ?? 5),
    // whatever name the template is deployed under
    [ENVIRONMENT.stackName]: Aws.STACK_NAME,
    [ENVIRONMENT.account]: stack.account,
    [ENVIRONMENT.partition]: stack.partition,
    [ENVIRONMENT.workBucket]: resources.buckets.work.bucketName,
    [ENVIRONMENT.resultsBucket]: resources.buckets.results.bucketName,
    [ENVIRONMENT.database]: resources.database.databaseName,
    [ENVIRONMENT.workgroup]: resources.workgroup.workgroupName,
    [ENVIRONMENT.topicArn]: resources.topic.topicArn,
    [ENVIRONMENT.batchRoleArn]: resources.batchRole.roleArn,
  };
}

/** A number as text, also when it is a token. */
function text(value: number): string {
  return Tokenization.stringifyNumber(value);
}
