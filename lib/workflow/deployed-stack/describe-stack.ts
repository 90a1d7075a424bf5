import { AuditError } from '../../shared/errors';
import { describeRollup, describeRollupRun, type RollupReport } from './describe-rollup';
import { describeRun, type RunServices } from './describe-run';
import type { DeployedStack } from './find-stack';
import type { RunReport } from './run-report';

/** How a stack is: its latest run, or the one that was asked for, and its rollup. */
export interface StackReport {
  readonly run?: RunReport;
  readonly rollup?: RollupReport;
}

/**
 * All that is known of a run and, when none is named, of the rollup of the stack. `wanted` may name an execution of either.
 * @throws AuditError when there is no such run
 */
export async function describeStack(
  stack: DeployedStack,
  services: RunServices,
  now: Date,
  wanted?: string,
): Promise<StackReport> {
  if (wanted !== undefined) {
    const rollup = await describeRollupRun(stack, services.sfn, wanted);
    return rollup ? { rollup } : { run: await describeRun(stack, services, wanted) };
  }
  const rollup = await describeRollup(stack, services.sfn, now);
  if (!rollup) return { run: await describeRun(stack, services) };
  try {
    return { run: await describeRun(stack, services), rollup };
  } catch (error) {
    // a stack may do nothing but roll up
    if (error instanceof AuditError && error.code === 'RUN_MISSING') return { rollup };
    throw error;
  }
}
