import {
  type ExecutionListItem,
  type ExecutionStatus,
  paginateListExecutions,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { AuditError } from '../../shared/errors';
import { runIdOf } from '../audit-run/run-id';
import type { DeployedStack } from './find-stack';

/** A run as its execution shows it. */
export interface RunExecution {
  readonly runId: string;
  readonly arn: string;
  /** Name of the execution, which people may have chosen. */
  readonly name: string;
  readonly running: boolean;
  readonly status: ExecutionStatus;
  readonly startedAt: Date;
}

/** Step Functions forgets executions after 90 days. */
const EXECUTIONS_KEPT = '90 days';

/** The runs of a stack as far as Step Functions remembers them, the latest first; all, or those that are running. */
export async function* listRuns(
  sfn: SFNClient,
  { outputs }: DeployedStack,
  statusFilter?: 'RUNNING',
): AsyncGenerator<RunExecution> {
  yield* listExecutions(sfn, outputs.stateMachineArn, statusFilter);
}

/** Executions of a state machine as far as Step Functions remembers them, the latest first. */
export async function* listExecutions(
  sfn: SFNClient,
  stateMachineArn: string,
  statusFilter?: 'RUNNING',
): AsyncGenerator<RunExecution> {
  const pages = paginateListExecutions(
    { client: sfn, pageSize: 200 },
    { stateMachineArn, ...(statusFilter ? { statusFilter } : {}) },
  );
  for await (const { executions = [] } of pages) yield* executions.map(toRun);
}

/**
 * The run of that id, execution name or execution ARN; the latest run when nothing is named. Undefined when Step
 * Functions does not know it (any more).
 */
export async function findRun(
  sfn: SFNClient,
  stack: DeployedStack,
  wanted?: string,
): Promise<RunExecution | undefined> {
  for await (const run of listRuns(sfn, stack)) {
    if (wanted === undefined || [run.runId, run.name, run.arn].includes(wanted)) return run;
  }
  return undefined;
}

/** @throws AuditError when there is no such run */
export async function requireRun(sfn: SFNClient, stack: DeployedStack, wanted?: string): Promise<RunExecution> {
  return (await findRun(sfn, stack, wanted)) ?? noRun(stack, wanted);
}

export function noRun({ name }: DeployedStack, wanted: string | undefined): never {
  throw new AuditError(
    'RUN_MISSING',
    wanted === undefined
      ? `the stack ${name} has had no run in the last ${EXECUTIONS_KEPT}; 's3-log-audit start --stack ${name}' starts one`
      : `the stack ${name} has no run '${wanted}'; 's3-log-audit history --stack ${name}' shows those it has`,
  );
}

export function toRun({
  executionArn: arn = '',
  name = '',
  status,
  startDate = new Date(0),
}: Pick<ExecutionListItem, 'name' | 'status'> & { executionArn?: string; startDate?: Date }): RunExecution {
  return {
    runId: runIdOf(arn, startDate.toISOString()),
    arn,
    name,
    running: status === 'RUNNING',
    status: status ?? 'RUNNING',
    startedAt: startDate,
  };
}
