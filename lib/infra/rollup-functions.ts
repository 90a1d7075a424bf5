import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ROLLUP_CALLS } from '../workflow/log-rollup/rollup-calls';
import type { RollupStep } from '../workflow/log-rollup/rollup-names';
import { AuditFunction } from './audit-function';
import { allowRollupCalls } from './rollup-permissions';
import type { RollupResources } from './rollup-resources';

/** The steps that the state machine calls. */
export type RollupTask = Exclude<RollupStep, 'rollup-deployment'>;

const FUNCTIONS: Readonly<
  Record<RollupStep, { id: string; description: string; minutes: number; memorySize: number }>
> = {
  'plan-rollup': {
    id: 'PlanRollup',
    description: 'Finds the periods whose logs can be rolled up',
    minutes: 15,
    memorySize: 1024,
  },
  // as much memory as comes with a whole processor: it compresses and compares
  'roll-up-period': { id: 'RollUpPeriod', description: 'Merges the logs of a period', minutes: 15, memorySize: 1792 },
  'notify-rollup': {
    id: 'NotifyRollup',
    description: 'Tells what could not be rolled up',
    minutes: 2,
    memorySize: 512,
  },
  'rollup-deployment': {
    id: 'RollupDeployment',
    description: 'Stops rollups when the stack is deleted',
    minutes: 5,
    memorySize: 512,
  },
};

/** The function of a step of a rollup, with a role of its own. */
export function createRollupFunction(
  scope: Construct,
  step: RollupStep,
  environment: Readonly<Record<string, string>>,
  resources: RollupResources,
): AuditFunction {
  const { id, description, memorySize } = FUNCTIONS[step];
  return new AuditFunction(scope, id, {
    step,
    description,
    timeout: Duration.seconds(rollupTimeoutSeconds(step)),
    memorySize,
    environment,
    allow: (role) => allowRollupCalls(role, ROLLUP_CALLS[step], resources),
  });
}

/** Seconds until a call of the step's function is given up. */
export function rollupTimeoutSeconds(step: RollupStep): number {
  return FUNCTIONS[step].minutes * 60;
}
