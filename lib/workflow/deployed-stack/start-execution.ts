import { randomBytes } from 'node:crypto';
import { type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Catalogue } from '../../analyses/catalogue';
import { TABLES } from '../audit-run/cloud-names';
import { renderQueries } from '../audit-run/render-queries';
import { parseRunInput, type RunRequest } from '../audit-run/run-request';
import { type RunExecution, toRun } from './find-run';
import type { DeployedStack } from './find-stack';
import { stackSettings } from './stack-settings';

/** What a run may be told; the same names as in the input of an execution. Absent is as the stack has it. */
export type RunInput = Readonly<Record<string, unknown>>;

/**
 * Checks the input of a run as its plan will, with the same messages. `now` is when the run would start.
 * @throws UsageError or AuditError that names what can't be
 */
export function checkRunInput(stack: DeployedStack, input: RunInput, catalogue: Catalogue, now: Date): RunRequest {
  const request = parseRunInput(input, stackSettings(stack), catalogue, now);
  // values that are too long or too many are told now; which table is read makes no difference to that
  renderQueries(request, { table: TABLES.accessLogsCopied });
  return request;
}

/** Starts a run. Its name is chosen here, so that a call that is sent again after a lost answer starts no second one. */
export async function startExecution(sfn: SFNClient, stack: DeployedStack, input: RunInput): Promise<RunExecution> {
  const name = `cli-${randomBytes(12).toString('hex')}`;
  const { executionArn, startDate } = await sfn.send(
    new StartExecutionCommand({
      stateMachineArn: stack.outputs.stateMachineArn,
      name,
      input: JSON.stringify(input),
    }),
  );
  return toRun({ executionArn, name, status: 'RUNNING', startDate });
}
