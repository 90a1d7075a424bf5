import {
  type AthenaClient,
  BatchGetQueryExecutionCommand,
  ListQueryExecutionsCommand,
  type QueryExecution,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import type { S3Client } from '@aws-sdk/client-s3';
import {
  DescribeJobCommand,
  JobStatusException,
  type S3ControlClient,
  UpdateJobStatusCommand,
} from '@aws-sdk/client-s3-control';
import { type SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { KEPT, type RunQuery } from '../audit-run/run-plan';
import type { CopyState } from '../audit-run/run-state';
import { WorkStore } from '../audit-run/work-store';
import { listRuns, type RunExecution } from './find-run';
import type { DeployedStack } from './find-stack';
import { fetchPosition, type RunPosition } from './run-position';

export interface CancelServices {
  readonly sfn: SFNClient;
  readonly s3: S3Client;
  readonly s3Control: S3ControlClient;
  readonly athena: AthenaClient;
  readonly sleep: (ms: number) => Promise<void>;
}

/** What was stopped. */
export interface Cancelled {
  /** Whether the run itself was still running. */
  readonly execution: boolean;
  /** The job that copied its logs. */
  readonly copyJob?: string;
  /** Ids of its queries in Athena. */
  readonly queries: readonly string[];
  /** Queries were being started, and can't be told from those of another run. */
  readonly unsure: boolean;
}

const REASON = 'cancelled with s3-log-audit cancel';
const JOB_ENDED = ['Complete', 'Failed', 'Cancelled', 'Cancelling'];
/** Functions that were at work when the run was stopped have mostly ended after this. */
const SETTLE_MS = 5000;
/** Athena tells of so many queries at once. */
const BATCH = 50;

/** Stops a run with its copy and its queries. A run that has ended is looked at, too: it may have left them behind. */
export async function cancelRun(stack: DeployedStack, run: RunExecution, services: CancelServices): Promise<Cancelled> {
  const { sfn, sleep } = services;
  if (run.running) {
    await sfn.send(new StopExecutionCommand({ executionArn: run.arn, error: 'Cancelled', cause: REASON }));
  }
  const position = await fetchPosition(sfn, run.arn);
  const starting = ['StartCopy', 'StartQueries'].includes(position.stateName);
  if (run.running && starting) await sleep(SETTLE_MS);
  const copyJob = await cancelCopy(stack, run, position, services);
  const { queries, unsure } = await cancelQueries(stack, run, position, services);
  return { execution: run.running, ...(copyJob === undefined ? {} : { copyJob }), queries, unsure };
}

async function cancelCopy(
  stack: DeployedStack,
  run: RunExecution,
  { stateName, state }: RunPosition,
  { s3, s3Control }: CancelServices,
): Promise<string | undefined> {
  // the function that starts the copy notes it before the state has it
  const noted = stateName === 'StartCopy' ? await storeOf(stack, run, s3).find<CopyState>(KEPT.copy) : undefined;
  const JobId = (noted ?? state.copy)?.jobId;
  if (JobId === undefined) return undefined;
  const job = { AccountId: stack.account, JobId };
  const { Job } = await s3Control.send(new DescribeJobCommand(job));
  if (JOB_ENDED.includes(Job?.Status ?? '')) return undefined;
  try {
    const status = { RequestedJobStatus: 'Cancelled', StatusUpdateReason: REASON } as const;
    await s3Control.send(new UpdateJobStatusCommand({ ...job, ...status }));
    return JobId;
  } catch (error) {
    // it has ended meanwhile
    if (error instanceof JobStatusException) return undefined;
    throw error;
  }
}

async function cancelQueries(
  stack: DeployedStack,
  run: RunExecution,
  { stateName, state }: RunPosition,
  services: CancelServices,
): Promise<Pick<Cancelled, 'queries' | 'unsure'>> {
  const known = (state.queries?.runs ?? []).flatMap(({ id }) => (id === undefined ? [] : [id]));
  const starting = stateName === 'StartQueries';
  const unsure = starting && (await isAnotherRunning(stack, run, services));
  const found = starting && !unsure ? await findUnnoted(stack, run, services) : [];
  const queries: string[] = [];
  for (const id of await activeOf([...new Set([...known, ...found])], services)) {
    await services.athena.send(new StopQueryExecutionCommand({ QueryExecutionId: id }));
    queries.push(id);
  }
  return { queries, unsure };
}

async function isAnotherRunning(stack: DeployedStack, run: RunExecution, { sfn }: CancelServices): Promise<boolean> {
  for await (const other of listRuns(sfn, stack, 'RUNNING')) if (other.arn !== run.arn) return true;
  return false;
}

/** Queries that a function has started without having got to say so: they have the text of the run's, and are younger. */
async function findUnnoted(
  stack: DeployedStack,
  run: RunExecution,
  { s3, athena }: CancelServices,
): Promise<readonly string[]> {
  const texts = await storeOf(stack, run, s3).get<readonly RunQuery[]>(KEPT.queries);
  const { QueryExecutionIds = [] } = await athena.send(
    new ListQueryExecutionsCommand({ WorkGroup: stack.outputs.workgroup, MaxResults: BATCH }),
  );
  const executions = await fetchExecutions(QueryExecutionIds, athena);
  return executions
    .filter(({ Status }) => (Status?.SubmissionDateTime ?? 0) >= run.startedAt)
    .filter(({ Query }) => texts.some(({ sql }) => sql.trim() === Query?.trim()))
    .map(({ QueryExecutionId = '' }) => QueryExecutionId);
}

async function activeOf(ids: readonly string[], { athena }: CancelServices): Promise<readonly string[]> {
  const executions = await fetchExecutions(ids, athena);
  return executions
    .filter(({ Status }) => Status?.State === 'QUEUED' || Status?.State === 'RUNNING')
    .map(({ QueryExecutionId = '' }) => QueryExecutionId);
}

async function fetchExecutions(ids: readonly string[], athena: AthenaClient): Promise<readonly QueryExecution[]> {
  const found: QueryExecution[] = [];
  for (let from = 0; from < ids.length; from += BATCH) {
    const batch = new BatchGetQueryExecutionCommand({ QueryExecutionIds: ids.slice(from, from + BATCH) });
    found.push(...((await athena.send(batch)).QueryExecutions ?? []));
  }
  return found;
}

function storeOf({ outputs, account }: DeployedStack, { runId }: RunExecution, s3: S3Client): WorkStore {
  return new WorkStore(s3, outputs.workBucket, account, runId);
}
