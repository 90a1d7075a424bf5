import {
  CfnCondition,
  Fn,
  type ICfnRuleConditionExpression,
  type IResolvable,
  Size,
  Stack,
  type StackProps,
  Token,
  Validations,
} from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { Construct, IConstruct } from 'constructs';
import { Conditional } from './conditional';
import { LogRollup } from './log-rollup';
import type { LogRollupProps, RollupFormat, RollupLevel } from './log-rollup-props';
import { addParameterRules } from './parameter-rules';
import type { ParameterName } from './parameters';
import { S3LogAudit } from './s3-log-audit';
import type { AuditedLogType, CopyMode, LogLayout, S3LogAuditProps } from './s3-log-audit-props';
import { StackParameters } from './stack-parameters';

export interface AuditStackProps extends StackProps {
  /**
   * Whether the results outlive the stack.
   * @default false
   */
  readonly retainResults?: boolean;
}

/** An audit as a stack of its own: everything comes from CloudFormation parameters, so that the console's form will do. */
export class AuditStack extends Stack {
  constructor(scope: Construct, id: string, { retainResults, ...props }: AuditStackProps = {}) {
    super(scope, id, { description: 'S3 Log Audit: answers questions about S3 buckets from their logs', ...props });
    const parameters = new StackParameters(this);
    addParameterRules(this, parameters);
    const runs = new CfnCondition(this, 'RunsOnDeploy', { expression: equals(parameters, 'RunOnDeploy', 'Yes') });
    const hasRollup = given(parameters, 'RollupSchedule');
    const { logicalId } = new CfnCondition(this, 'HasRollup', { expression: hasRollup });
    const place = rollupPlace(this, parameters);
    const audit = new S3LogAudit(this, 'Audit', {
      ...propsFrom(this, parameters),
      rolledUpTo: Token.asString(Fn.conditionIf(logicalId, place.elsewhere, '')),
      runOnDeploy: Fn.conditionIf(runs.logicalId, true, false),
      retainResults: retainResults ?? false,
    });
    const rollup = new LogRollup(this, 'Rollup', rollupProps(this, parameters, audit, place));
    for (const scheduled of [audit, rollup]) {
      Validations.of(scheduled).acknowledge({
        id: 'CloudFormation-Validate::W1030',
        reason: 'the schedule is made only when its expression is not empty',
      });
    }
    const outputs = audit.addOutputs(rollup);
    const both = (...conditions: ICfnRuleConditionExpression[]) => Fn.conditionAnd(...conditions);
    this.putConditions([
      [rollup, 'HasRollup', hasRollup],
      [rollup.keyAccess, 'HasRollupKey', both(hasRollup, given(parameters, 'LogKmsKeyArn'))],
      [rollup.deletion, 'DeletesLogs', both(hasRollup, equals(parameters, 'RollupKeepLogs', 'No'))],
      [outputs.find('rollupStateMachineArn'), 'HasRollup', hasRollup],
      [outputs.find('rollupPlanRoleArn'), 'HasRollup', hasRollup],
      [outputs.find('rollupRoleArn'), 'HasRollup', hasRollup],
      [outputs.find('rollupAddress'), 'HasRollup', hasRollup],
      [outputs.find('rollupDefaults'), 'HasRollup', hasRollup],
      [audit.schedule, 'HasSchedule', given(parameters, 'ScheduleExpression')],
      [audit.logKeyAccess, 'HasLogKey', given(parameters, 'LogKmsKeyArn')],
      [outputs.find('logKmsKeyArn'), 'HasLogKey', given(parameters, 'LogKmsKeyArn')],
      [outputs.find('logPrefix'), 'HasLogPrefix', given(parameters, 'LogPrefix')],
      [audit.accessLogs, 'AreAccessLogs', equals(parameters, 'LogType', 'S3AccessLogs')],
      [audit.cloudTrail, 'AreCloudTrail', equals(parameters, 'LogType', 'CloudTrail')],
    ]);
  }

  private putConditions(parts: readonly ConditionalPart[]): void {
    const conditions = new Map<string, CfnCondition>();
    const pairs = parts.flatMap(([part, id, expression]) => {
      const made = conditions.get(id) ?? (this.node.tryFindChild(id) as CfnCondition | undefined);
      const condition = made ?? new CfnCondition(this, id, { expression });
      conditions.set(id, condition);
      return part ? [[part, condition] as const] : [];
    });
    Conditional.apply(this, pairs);
  }
}

type ConditionalPart = readonly [IConstruct | undefined, string, ReturnType<typeof Fn.conditionEquals>];

function equals(parameters: StackParameters, name: ParameterName, value: string) {
  return Fn.conditionEquals(parameters.of(name).valueAsString, value);
}

function given(parameters: StackParameters, name: ParameterName) {
  return Fn.conditionNot(equals(parameters, name, ''));
}

function propsFrom(stack: Stack, parameters: StackParameters): S3LogAuditProps {
  const text = (name: ParameterName) => parameters.of(name).valueAsString;
  const number = (name: ParameterName) => parameters.of(name).valueAsNumber;
  return {
    logBucket: Bucket.fromBucketName(stack, 'Logs', text('LogBucket')),
    logPrefix: text('LogPrefix'),
    logType: text('LogType') as AuditedLogType,
    logLayout: text('LogLayout') as LogLayout,
    sourceBuckets: [text('SourceBuckets')],
    analyses: parameters.of('Analyses').valueAsList,
    from: text('From'),
    to: text('To'),
    lookback: text('Lookback'),
    maxDays: number('MaxDays'),
    deliveryPadding: text('DeliveryPadding'),
    contactEmail: text('ContactEmail'),
    rowsInMail: number('RowsInMail'),
    logKmsKey: Key.fromKeyArn(stack, 'LogKey', text('LogKmsKeyArn')),
    schedule: ScheduleExpression.expression(text('ScheduleExpression')),
    scheduleLag: text('ScheduleLag'),
    bytesScannedLimit: Size.bytes(number('BytesScannedLimit')),
    queryConcurrency: number('QueryConcurrency'),
    copyMode: text('CopyMode') as CopyMode,
  };
}

/** Where rolled-up logs are written to. */
interface RollupPlace {
  readonly bucket: string;
  readonly prefix: string;
  /** Its address, unless it is that of the logs; short, because the environment of a function has little room. */
  readonly elsewhere: IResolvable;
}

function rollupPlace(stack: Stack, parameters: StackParameters): RollupPlace {
  const text = (name: ParameterName) => parameters.of(name).valueAsString;
  const condition = (id: string, name: ParameterName) =>
    new CfnCondition(stack, id, { expression: given(parameters, name) }).logicalId;
  const hasBucket = condition('HasRollupBucket', 'RollupBucket');
  const hasPrefix = condition('HasRollupDestination', 'RollupDestination');
  const bucket = Token.asString(Fn.conditionIf(hasBucket, text('RollupBucket'), text('LogBucket')));
  const otherBucket = Fn.join('', ['s3://', text('RollupBucket'), '/']);
  return {
    bucket,
    prefix: Token.asString(Fn.conditionIf(hasPrefix, text('RollupDestination'), text('LogPrefix'))),
    elsewhere: Fn.conditionIf(
      hasPrefix,
      Fn.join('', ['s3://', bucket, '/', text('RollupDestination')]),
      Fn.conditionIf(hasBucket, otherBucket, ''),
    ),
  };
}

/** A rollup of the logs that are audited. It shares the topic and the work bucket of the audit. */
function rollupProps(
  stack: Stack,
  parameters: StackParameters,
  audit: S3LogAudit,
  { bucket, prefix }: RollupPlace,
): LogRollupProps {
  const text = (name: ParameterName) => parameters.of(name).valueAsString;
  const kept = new CfnCondition(stack, 'KeepsLogs', { expression: equals(parameters, 'RollupKeepLogs', 'Yes') });
  return {
    logBucket: Bucket.fromBucketName(stack, 'RawLogs', text('LogBucket')),
    logPrefix: text('LogPrefix'),
    destinationBucket: Bucket.fromBucketName(stack, 'RolledUpLogs', bucket),
    destinationPrefix: prefix,
    schedule: ScheduleExpression.expression(text('RollupSchedule')),
    level: text('RollupLevel') as RollupLevel,
    format: text('RollupFormat') as RollupFormat,
    keepSources: Fn.conditionIf(kept.logicalId, 'true', 'false'),
    olderThan: text('RollupOlderThan'),
    logKmsKey: Key.fromKeyArn(stack, 'RollupKey', text('LogKmsKeyArn')),
    contactEmail: text('ContactEmail'),
    topic: audit.topic,
    workBucket: audit.workBucket,
  };
}
