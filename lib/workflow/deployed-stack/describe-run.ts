import type { S3Client } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { inParallel } from '../../shared/in-parallel';
import { findRun, listRuns, noRun, type RunExecution } from './find-run';
import type { DeployedStack } from './find-stack';
import { fetchPosition, type RunPosition, wasStartTold } from './run-position';
import { fetchRecord, listRecordedRuns } from './run-records';
import { type RunReport, reportRecord, reportRun } from './run-report';

export interface RunServices {
  readonly sfn: SFNClient;
  readonly s3: S3Client;
}

/** Runs that are looked at at the same time. */
const PARALLEL = 5;

/**
 * All that is known of a run: of the latest one when none is named.
 * @throws AuditError when there is no such run
 */
export async function describeRun(stack: DeployedStack, services: RunServices, wanted?: string): Promise<RunReport> {
  const run = await findRun(services.sfn, stack, wanted);
  if (run) return await describeExecution(stack, services, run);
  const [latest] = wanted === undefined ? await listRecordedRuns(services.s3, stack) : [wanted];
  const record = latest === undefined ? undefined : await fetchRecord(services.s3, stack, latest);
  return record ? reportRecord(stack, record) : noRun(stack, wanted);
}

/** The latest runs, the latest first. */
export async function describeRuns(
  stack: DeployedStack,
  services: RunServices,
  limit: number,
): Promise<readonly RunReport[]> {
  const runs: RunExecution[] = [];
  for await (const run of listRuns(services.sfn, stack)) {
    if (runs.length === limit) break;
    runs.push(run);
  }
  const known = new Set(runs.map(({ runId }) => runId));
  const older = runs.length === limit ? [] : await listRecordedRuns(services.s3, stack);
  const forgotten = older.filter((runId) => !known.has(runId)).slice(0, limit - runs.length);
  return [
    ...(await inParallel(PARALLEL, runs, (run) => describeExecution(stack, services, run))),
    ...(await inParallel(PARALLEL, forgotten, (runId) => describeForgotten(stack, services, runId))).flat(),
  ];
}

/** What is known of a run that Step Functions remembers. */
export async function describeExecution(
  stack: DeployedStack,
  { sfn, s3 }: RunServices,
  { runId, arn }: RunExecution,
): Promise<RunReport> {
  const execution = await sfn.send(new DescribeExecutionCommand({ executionArn: arn }));
  const [position, startTold] = await Promise.all([fetchPosition(sfn, arn), wasStartTold(sfn, arn)]);
  const record = hasRecord(position) ? await fetchRecord(s3, stack, runId) : undefined;
  return reportRun(stack, runId, { execution, position, startTold, ...(record ? { record } : {}) });
}

/** A record is written when the queries have ended. Asking for one that can't be there needs a right that is not to be had everywhere. */
function hasRecord({ state }: RunPosition): boolean {
  const { runs = [] } = state.queries ?? {};
  return runs.length > 0 && runs.every((query) => query.state === 'succeeded' || query.state === 'failed');
}

async function describeForgotten(
  stack: DeployedStack,
  { s3 }: RunServices,
  runId: string,
): Promise<readonly RunReport[]> {
  const record = await fetchRecord(s3, stack, runId);
  return record ? [reportRecord(stack, record)] : [];
}
