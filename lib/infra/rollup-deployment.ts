import { type CfnResource, CustomResource, Duration } from 'aws-cdk-lib';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct, type IDependable } from 'constructs';
import { ROLLUP_ENVIRONMENT } from '../workflow/log-rollup/rollup-names';
import { dependIfPresent } from './depend-if-present';
import { createRollupFunction } from './rollup-functions';
import type { RollupResources } from './rollup-resources';

export interface RollupDeploymentProps {
  readonly stateMachine: StateMachine;
  readonly resources: RollupResources;
  readonly environment: Readonly<Record<string, string>>;
  /** Where rolled-up logs lie. A change of it is looked at before it is made. */
  readonly address: string;
  /** What has to stay until the last rollup was stopped. */
  readonly needed: readonly IDependable[];
  /** The same, of resources that may have a condition. */
  readonly neededIfPresent: readonly CfnResource[];
}

/**
 * The custom resource that refuses what no rollup could do, and stops all rollups before anything that they need is
 * deleted.
 */
export class RollupDeployment extends Construct {
  constructor(scope: Construct, id: string, props: RollupDeploymentProps) {
    super(scope, id);
    const { stateMachine, environment, resources } = props;
    const { function: onDeploy } = createRollupFunction(
      this,
      'rollup-deployment',
      { ...environment, [ROLLUP_ENVIRONMENT.stateMachineArn]: stateMachine.stateMachineArn },
      { ...resources, stateMachine },
    );
    const stop = new CustomResource(this, 'Stop', {
      resourceType: 'Custom::LogRollup',
      serviceToken: onDeploy.functionArn,
      serviceTimeout: Duration.minutes(10),
      properties: { Destination: props.address },
    });
    stop.node.addDependency(onDeploy, stateMachine, ...props.needed);
    dependIfPresent(stop.node.defaultChild as CfnResource, props.neededIfPresent);
  }
}
