import {
  type AthenaClient,
  BatchGetQueryExecutionCommand,
  ListQueryExecutionsCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import type { S3Client } from '@aws-sdk/client-s3';
import { DescribeJobCommand, type S3ControlClient, UpdateJobStatusCommand } from '@aws-sdk/client-s3-control';
import {
  type ExecutionListItem,
  paginateListExecutions,
  type SFNClient,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { runIdOf } from './run-id';
import { KEPT } from './run-plan';
import type { CopyState } from './run-state';
import type { Settings } from './settings';
import { WorkStore } from './work-store';

export interface StopServices {
  readonly sfn: SFNClient;
  readonly s3: S3Client;
  readonly control: S3ControlClient;
  readonly athena: AthenaClient;
  readonly settings: Settings;
  readonly sleep: (ms: number) => Promise<void>;
  /** Milliseconds that are left for all of it. */
  readonly remainingMs: () => number;
}

const POLL_MS = 5000;
const ENDED = ['Complete', 'Failed', 'Cancelled'];

/**
 * Stops the runs of a stack with their copies and queries, and waits until the copies have ended: one that goes on would
 * fill the work bucket again.
 * @throws Error with everything that could not be stopped
 */
export async function stopRuns(services: StopServices): Promise<void> {
  const executions = await listRunning(services);
  const problems: string[] = [];
  const attempt = async (what: string, work: () => Promise<unknown>) => {
    await work().catch((error: Error) => problems.push(`${what}: ${error.message}`));
  };
  for (const { executionArn } of executions) {
    const stop = new StopExecutionCommand({ executionArn, error: 'StackDeleted', cause: 'the stack is being deleted' });
    await attempt(executionArn ?? '', () => services.sfn.send(stop));
  }
  for (const execution of executions) {
    await attempt(`copy of ${execution.name}`, () => stopCopy(execution, services));
  }
  await attempt('queries', () => stopQueries(services));
  if (problems.length > 0) throw new Error(problems.join('; '));
}

async function listRunning({ sfn, settings }: StopServices): Promise<readonly ExecutionListItem[]> {
  const found: ExecutionListItem[] = [];
  const pages = paginateListExecutions(
    { client: sfn },
    { stateMachineArn: settings.stateMachineArn, statusFilter: 'RUNNING' },
  );
  for await (const { executions = [] } of pages) found.push(...executions);
  return found;
}

async function stopCopy({ executionArn, startDate }: ExecutionListItem, services: StopServices): Promise<void> {
  const { s3, control, settings, sleep, remainingMs } = services;
  const runId = runIdOf(executionArn ?? '', (startDate ?? new Date()).toISOString());
  const store = new WorkStore(s3, settings.workBucket, settings.account, runId);
  const copy = await store.find<CopyState>(KEPT.copy);
  if (!copy) return;
  const job = { AccountId: settings.account, JobId: copy.jobId };
  const status = async () => (await control.send(new DescribeJobCommand(job))).Job?.Status ?? '';
  if (ENDED.includes(await status())) return;
  await control.send(
    new UpdateJobStatusCommand({
      ...job,
      RequestedJobStatus: 'Cancelled',
      StatusUpdateReason: 'the stack is being deleted',
    }),
  );
  while (!ENDED.includes(await status())) {
    if (remainingMs() < POLL_MS) throw new Error(`job ${copy.jobId} has not ended yet`);
    await sleep(POLL_MS);
  }
}

/** The workgroup has no other queries than those of the stack, the latest first. */
async function stopQueries({ athena, settings }: StopServices): Promise<void> {
  const { QueryExecutionIds = [] } = await athena.send(
    new ListQueryExecutionsCommand({ WorkGroup: settings.workgroup, MaxResults: 50 }),
  );
  if (QueryExecutionIds.length === 0) return;
  const { QueryExecutions = [] } = await athena.send(new BatchGetQueryExecutionCommand({ QueryExecutionIds }));
  for (const { QueryExecutionId, Status } of QueryExecutions) {
    if (Status?.State === 'QUEUED' || Status?.State === 'RUNNING') {
      await athena.send(new StopQueryExecutionCommand({ QueryExecutionId }));
    }
  }
}
