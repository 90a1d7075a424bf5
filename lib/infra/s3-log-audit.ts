import { Size, Stack, Token } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { LogTypeId } from '../log-types/log-type';
import { AuditError } from '../shared/errors';
import { SERVICE_SIDE_CALLS } from '../workflow/audit-run/service-calls';
import { AuditBuckets } from './audit-buckets';
import { createRunFunctions } from './audit-functions';
import { AuditOutputs } from './audit-outputs';
import type { AuditResources } from './audit-resources';
import { AuditSchedule } from './audit-schedule';
import { AuditWorkflow } from './audit-workflow';
import { createBatchRole } from './batch-role';
import { functionEnvironment, runDefaults, runParameters } from './function-environment';
import { LogAccess } from './log-access';
import { LogDatabase } from './log-database';
import { LogKeyAccess } from './log-key-access';
import type { LogRollup } from './log-rollup';
import { LogSource } from './log-source';
import { Notifications } from './notifications';
import { allowCalls } from './permissions';
import { QueryWorkgroup } from './query-workgroup';
import { requireSoundProps } from './require-sound-props';
import { RunOnDeploy } from './run-on-deploy';
import type { AuditedLogType, S3LogAuditProps } from './s3-log-audit-props';
import { workflowDefinition } from './workflow-definition';

/**
 * Audits S3 buckets from their logs. An execution of the state machine is a run: it finds the logs of a time, copies them
 * if need be, queries them with Athena and mails where the results are.
 */
export class S3LogAudit extends Construct {
  readonly stateMachine: StateMachine;
  /** Mails go through it. */
  readonly topic: Topic;
  readonly resultsBucket: Bucket;
  readonly workBucket: Bucket;
  /** Lists the log bucket. It, `batchRole` and `queryRole` are to be granted access to logs of another account. */
  readonly planRole: Role;
  /** Copies logs. */
  readonly batchRole: Role;
  /** Starts queries, and so reads logs where they lie. */
  readonly queryRole: Role;
  /** Tables and saved queries over S3 server access logs, unless the logs are known to be others. */
  readonly accessLogs?: LogAccess;
  /** Tables and saved queries over CloudTrail, unless the logs are known to be others. */
  readonly cloudTrail?: LogAccess;
  readonly schedule?: Construct;
  /** Access to the key of the logs. */
  readonly logKeyAccess?: LogKeyAccess;

  private readonly notifications: Notifications;
  private readonly resources: AuditResources;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: S3LogAuditProps,
  ) {
    super(scope, id);
    requireSoundProps(props);
    this.requireOnlyOne();
    this.notifications = new Notifications(this, 'Notifications', { contactEmail: props.contactEmail });
    this.resources = this.createResources();
    const environment = functionEnvironment(this, props, this.resources);
    const functions = createRunFunctions(this, environment, this.resources);
    const { buckets, topic, batchRole } = this.resources;
    this.stateMachine = new AuditWorkflow(this, 'Workflow', {
      definition: workflowDefinition(),
      functions,
      logName: 's3-log-audit',
    }).stateMachine;
    this.topic = topic;
    this.resultsBucket = buckets.results;
    this.workBucket = buckets.work;
    this.planRole = functions.plan.role;
    this.batchRole = batchRole;
    this.queryRole = functions['start-queries'].role;
    this.accessLogs = this.createLogAccess('AccessLogs', 'access-logs', 'S3AccessLogs');
    this.cloudTrail = this.createLogAccess('CloudTrail', 'cloudtrail', 'CloudTrail');
    if (props.logKmsKey) {
      const readers = [this.batchRole, this.queryRole];
      this.logKeyAccess = new LogKeyAccess(this, 'LogKeyAccess', { key: props.logKmsKey, readers });
    }
    const runOnDeploy = this.createRunOnDeploy(environment);
    if (props.schedule) {
      const { stateMachine } = this;
      this.schedule = new AuditSchedule(this, 'Schedule', { expression: props.schedule, stateMachine });
      // deleted before the runs are stopped, so that it starts no other
      this.schedule.node.addDependency(runOnDeploy);
    }
  }

  /**
   * Adds the outputs that the command line drives a stack by; at most once in a stack. `rollup` is one of the same logs, if
   * there is one.
   */
  addOutputs(rollup?: LogRollup): AuditOutputs {
    const { props, resources } = this;
    return new AuditOutputs(this, 'Outputs', {
      stateMachineArn: this.stateMachine.stateMachineArn,
      topicArn: this.topic.topicArn,
      resultsBucket: this.resultsBucket.bucketName,
      workBucket: this.workBucket.bucketName,
      workgroup: resources.workgroup.workgroupName,
      database: resources.database.databaseName,
      planRoleArn: this.planRole.roleArn,
      batchRoleArn: this.batchRole.roleArn,
      queryRoleArn: this.queryRole.roleArn,
      logBucket: props.logBucket.bucketName,
      logPrefix: props.logPrefix,
      logType: props.logType ?? 'S3AccessLogs',
      logKmsKeyArn: props.logKmsKey?.keyArn,
      runDefaults: runDefaults(props, resources),
      rollupStateMachineArn: rollup?.stateMachine.stateMachineArn,
      rollupPlanRoleArn: rollup?.planRole.roleArn,
      rollupRoleArn: rollup?.rollUpRole.roleArn,
      rollupAddress: rollup?.address,
      rollupDefaults: rollup?.defaults,
    });
  }

  /** Names are made of the stack's id. */
  private requireOnlyOne(): void {
    const stack = Stack.of(this);
    const other = stack.node
      .findAll()
      .find((construct) => construct instanceof S3LogAudit && construct !== this && Stack.of(construct) === stack);
    if (!other) return;
    throw new AuditError(
      'INVALID_OPTION',
      `the stack already has an audit, '${other.node.path}'; put this one into a stack of its own`,
    );
  }

  private createResources(): AuditResources {
    const { props } = this;
    const buckets = new AuditBuckets(this, 'Buckets', { retainResults: props.retainResults ?? false });
    const bytesScannedLimit = props.bytesScannedLimit ?? Size.tebibytes(1);
    const resources = {
      logs: new LogSource(props.logBucket, props.logPrefix ?? ''),
      buckets,
      database: new LogDatabase(this, 'Database'),
      workgroup: new QueryWorkgroup(this, 'Workgroup', { results: buckets.results, bytesScannedLimit }),
      topic: this.notifications.topic,
      batchRole: createBatchRole(this, 'BatchCopyRole'),
      ...(props.logKmsKey ? { logKey: props.logKmsKey } : {}),
    };
    allowCalls(resources.batchRole, SERVICE_SIDE_CALLS['batch-copy'], resources);
    return resources;
  }

  private createLogAccess(id: string, logType: LogTypeId, name: AuditedLogType): LogAccess | undefined {
    const audited = this.props.logType ?? 'S3AccessLogs';
    if (!Token.isUnresolved(audited) && audited !== name) return undefined;
    return new LogAccess(this, id, { logType, resources: this.resources });
  }

  private createRunOnDeploy(environment: Readonly<Record<string, string>>): Construct {
    const { resources, props, stateMachine } = this;
    const tables = [this.accessLogs, this.cloudTrail].flatMap((access) => access?.tables ?? []);
    return new RunOnDeploy(this, 'Deployment', {
      stateMachine,
      resources,
      environment,
      enabled: props.runOnDeploy ?? true,
      runParameters: runParameters(props),
      needed: [resources.buckets, resources.workgroup, this.notifications, this.batchRole, stateMachine],
      neededIfPresent: [...tables, ...(this.logKeyAccess ? [this.logKeyAccess.resource] : [])],
    });
  }
}
