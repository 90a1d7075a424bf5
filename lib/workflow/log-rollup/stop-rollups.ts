import {
  type ExecutionListItem,
  paginateListExecutions,
  type SFNClient,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { formatCount } from '../../report/terminal/numbers';

export interface StopServices {
  readonly sfn: SFNClient;
  readonly stateMachineArn: string;
  readonly sleep: (ms: number) => Promise<void>;
  /** Milliseconds that are left for all of it. */
  readonly remainingMs: () => number;
}

const PAUSE_MS = 2000;

/**
 * Stops the rollups of a stack. One that ends just then may have started the next, so it looks until there is none. A period
 * that is being written is not harmed: the next rollup, of whichever stack, finds it as it is.
 * @throws Error when there is no time left
 */
export async function stopRollups({ sfn, stateMachineArn, sleep, remainingMs }: StopServices): Promise<void> {
  for (;;) {
    const running = await listRunning(sfn, stateMachineArn);
    if (running.length === 0) return;
    for (const { executionArn } of running) {
      await sfn.send(
        new StopExecutionCommand({ executionArn, error: 'StackDeleted', cause: 'the stack is being deleted' }),
      );
    }
    if (remainingMs() < PAUSE_MS) throw new Error(`${formatCount(running.length, 'rollup')} may still be running`);
    await sleep(PAUSE_MS);
  }
}

async function listRunning(sfn: SFNClient, stateMachineArn: string): Promise<readonly ExecutionListItem[]> {
  const found: ExecutionListItem[] = [];
  const pages = paginateListExecutions({ client: sfn }, { stateMachineArn, statusFilter: 'RUNNING' });
  for await (const { executions = [] } of pages) found.push(...executions);
  return found;
}
