import { type CfnResource, CustomResource, Duration, type IResolvable } from 'aws-cdk-lib';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct, type IDependable } from 'constructs';
import { ENVIRONMENT, START_RUN_PROPERTIES } from '../workflow/audit-run/cloud-names';
import { SERVICE_CALLS } from '../workflow/audit-run/service-calls';
import { AuditFunction } from './audit-function';
import type { AuditResources } from './audit-resources';
import { dependIfPresent } from './depend-if-present';
import { allowCalls } from './permissions';

export interface RunOnDeployProps {
  readonly stateMachine: StateMachine;
  readonly resources: AuditResources;
  readonly environment: Readonly<Record<string, string>>;
  /** Whether a run is started at all; otherwise parameters are only checked. */
  readonly enabled: boolean | IResolvable;
  /** What a run may change, by the names of the environment. A change of any of these starts a run. */
  readonly runParameters: Readonly<Record<string, string>>;
  /** What has to be there before the first run, and to stay until the last one was stopped. */
  readonly needed: readonly IDependable[];
  /** The same, of resources that may have a condition. */
  readonly neededIfPresent: readonly CfnResource[];
}

/**
 * The custom resource that checks the parameters of the stack, starts a run when they change, and stops all runs before
 * anything of the stack is deleted.
 */
export class RunOnDeploy extends Construct {
  constructor(scope: Construct, id: string, props: RunOnDeployProps) {
    super(scope, id);
    const { stateMachine, resources } = props;
    const { function: startRun } = new AuditFunction(this, 'StartRun', {
      step: 'start-run',
      description: 'Starts runs on deployment, stops them on deletion',
      timeout: Duration.minutes(10),
      memorySize: 512,
      environment: { ...props.environment, [ENVIRONMENT.stateMachineArn]: stateMachine.stateMachineArn },
      allow: (role) => allowCalls(role, SERVICE_CALLS['start-run'], { ...resources, stateMachine }),
    });
    const run = new CustomResource(this, 'Run', {
      resourceType: 'Custom::AuditRun',
      serviceToken: startRun.functionArn,
      serviceTimeout: Duration.minutes(15),
      properties: {
        [START_RUN_PROPERTIES.runOnDeploy]: props.enabled,
        [START_RUN_PROPERTIES.runParameters]: props.runParameters,
      },
    });
    run.node.addDependency(startRun, ...props.needed);
    dependIfPresent(run.node.defaultChild as CfnResource, props.neededIfPresent);
  }
}
