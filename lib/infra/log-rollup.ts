import { Aws, type CfnResource, Duration, Fn, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import type { Policy, Role } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { AuditError } from '../shared/errors';
import { workKeys } from '../workflow/audit-run/cloud-names';
import { CONTINUING_CALLS, DELETING_CALLS, ROLLUP_KEY_ACTIONS } from '../workflow/log-rollup/rollup-calls';
import { DEFAULT_OLDER_THAN, ROLLUP_DEFAULTS, ROLLUP_ENVIRONMENT } from '../workflow/log-rollup/rollup-names';
import { acknowledgeNoAccessLogs } from './acknowledgments';
import { AuditSchedule } from './audit-schedule';
import { AuditWorkflow } from './audit-workflow';
import { LogKeyAccess } from './log-key-access';
import type { LogRollupProps } from './log-rollup-props';
import { LogSource } from './log-source';
import { Notifications } from './notifications';
import { requireSoundRollup } from './require-sound-rollup';
import { rollupDefinition } from './rollup-definition';
import { RollupDeployment } from './rollup-deployment';
import { createRollupFunction } from './rollup-functions';
import { createCallsPolicy } from './rollup-permissions';
import type { RollupResources } from './rollup-resources';

/**
 * Merges many small objects of S3 server access logs into few, on schedule. An execution of the state machine finds the
 * periods that are over and have logs, and merges each of them; logs are deleted after what was written has been read back.
 */
export class LogRollup extends Construct {
  readonly stateMachine: StateMachine;
  /** Mails go through it. */
  readonly topic: Topic;
  /** Lists the logs. It and `rollUpRole` are to be granted access to logs of another account. */
  readonly planRole: Role;
  /** Reads and deletes logs, and writes rolled-up ones. */
  readonly rollUpRole: Role;
  /** Where rolled-up logs lie: `s3://bucket/prefix`. */
  readonly address: string;
  /** How and when it rolls up, as lines `NAME=value`. */
  readonly defaults: string;
  /** What allows to delete logs, unless they are kept. */
  readonly deletion?: Policy;
  /** Access to the key of the logs. */
  readonly keyAccess?: LogKeyAccess;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: LogRollupProps,
  ) {
    super(scope, id);
    requireSoundRollup(props);
    this.requireOnlyOne();
    const notifications = props.topic ? undefined : new Notifications(this, 'Notifications', props);
    this.topic = (props.topic ?? notifications?.topic) as Topic;
    const resources = this.createResources();
    this.address = Fn.join('', ['s3://', resources.destination.bucket.bucketName, '/', resources.destination.prefix]);
    const environment = this.environment(resources);
    this.defaults = this.describe(environment);
    const create = (step: Parameters<typeof createRollupFunction>[1]) =>
      createRollupFunction(this, step, environment, resources);
    const [plan, rollUp, notify] = [create('plan-rollup'), create('roll-up-period'), create('notify-rollup')];
    this.planRole = plan.role;
    this.rollUpRole = rollUp.role;
    this.stateMachine = new AuditWorkflow(this, 'Workflow', {
      definition: rollupDefinition(),
      functions: { 'plan-rollup': plan, 'roll-up-period': rollUp, 'notify-rollup': notify },
      logName: 's3-log-rollup',
    }).stateMachine;
    const continuation = createCallsPolicy(this, 'Continuation', this.planRole, CONTINUING_CALLS, {
      ...resources,
      stateMachine: this.stateMachine,
    });
    if (props.keepSources !== true) {
      this.deletion = createCallsPolicy(this, 'Deletion', this.rollUpRole, DELETING_CALLS, resources);
    }
    if (props.logKmsKey) {
      this.keyAccess = new LogKeyAccess(this, 'KeyAccess', {
        key: props.logKmsKey,
        // the plan keeps a small object in the destination, too
        readers: [this.planRole, this.rollUpRole],
        actions: ROLLUP_KEY_ACTIONS,
      });
    }
    const deployment = new RollupDeployment(this, 'Deployment', {
      stateMachine: this.stateMachine,
      resources,
      environment,
      address: this.address,
      needed: [resources.work, this.topic, ...(notifications ? [notifications] : []), continuation],
      neededIfPresent: this.policiesThatMayBeAbsent(),
    });
    const schedule = new AuditSchedule(this, 'Schedule', {
      expression: props.schedule,
      stateMachine: this.stateMachine,
    });
    // deleted before the rollups are stopped, so that it starts no other
    schedule.node.addDependency(deployment);
  }

  private policiesThatMayBeAbsent(): readonly CfnResource[] {
    const { deletion, keyAccess } = this;
    return [
      ...(deletion ? [deletion.node.defaultChild as CfnResource] : []),
      ...(keyAccess ? [keyAccess.resource] : []),
    ];
  }

  /** Names are made of the stack's id. */
  private requireOnlyOne(): void {
    const stack = Stack.of(this);
    const other = stack.node
      .findAll()
      .find((construct) => construct instanceof LogRollup && construct !== this && Stack.of(construct) === stack);
    if (!other) return;
    throw new AuditError(
      'INVALID_OPTION',
      `the stack already has a rollup, '${other.node.path}'; put this one into a stack of its own`,
    );
  }

  private createResources(): RollupResources {
    const { logBucket, logPrefix = '', destinationBucket = logBucket, destinationPrefix = logPrefix } = this.props;
    return {
      logs: new LogSource(logBucket, logPrefix),
      destination: new LogSource(destinationBucket, destinationPrefix),
      work: this.props.workBucket ?? this.createWorkBucket(),
      topic: this.topic,
    };
  }

  private createWorkBucket(): Bucket {
    const bucket = new Bucket(this, 'Work', {
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      lifecycleRules: [{ id: 'expire-state', prefix: workKeys.states, expiration: Duration.days(7) }],
      removalPolicy: RemovalPolicy.DESTROY,
      autoDeleteObjects: true,
    });
    acknowledgeNoAccessLogs(bucket, 'it holds names of periods for some days, and is reached by the stack only');
    return bucket;
  }

  private describe(environment: Readonly<Record<string, string>>): string {
    const { expressionString, timeZone } = this.props.schedule;
    const values: Readonly<Record<string, string>> = {
      ...environment,
      [ROLLUP_DEFAULTS.schedule]: expressionString,
      [ROLLUP_DEFAULTS.timeZone]: timeZone?.timezoneName ?? 'UTC',
    };
    const lines = Object.values(ROLLUP_DEFAULTS).map((name) => Fn.join('', [name, '=', values[name] ?? '']));
    return Fn.join('\n', lines);
  }

  private environment({ logs, destination, work, topic }: RollupResources): Readonly<Record<string, string>> {
    const { level = 'day', format = 'log.gz', keepSources = false, olderThan, contactEmail } = this.props;
    const { account, partition } = Stack.of(this);
    return {
      [ROLLUP_ENVIRONMENT.logBucket]: logs.bucket.bucketName,
      [ROLLUP_ENVIRONMENT.logPrefix]: logs.prefix,
      [ROLLUP_ENVIRONMENT.destinationBucket]: destination.bucket.bucketName,
      [ROLLUP_ENVIRONMENT.destinationPrefix]: destination.prefix,
      [ROLLUP_ENVIRONMENT.level]: level,
      [ROLLUP_ENVIRONMENT.format]: format,
      [ROLLUP_ENVIRONMENT.keepSources]:
        typeof keepSources === 'boolean' ? `${keepSources}` : Token.asString(keepSources),
      [ROLLUP_ENVIRONMENT.olderThan]: olderThan ?? DEFAULT_OLDER_THAN,
      [ROLLUP_ENVIRONMENT.contactEmail]: contactEmail,
      // whatever name the template is deployed under
      [ROLLUP_ENVIRONMENT.stackName]: Aws.STACK_NAME,
      [ROLLUP_ENVIRONMENT.account]: account,
      [ROLLUP_ENVIRONMENT.partition]: partition,
      [ROLLUP_ENVIRONMENT.workBucket]: work.bucketName,
      [ROLLUP_ENVIRONMENT.topicArn]: topic.topicArn,
    };
  }
}
