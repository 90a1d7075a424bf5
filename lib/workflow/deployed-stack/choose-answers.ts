import type { S3Client } from '@aws-sdk/client-s3';
import type { SFNClient } from '@aws-sdk/client-sfn';
import { AuditError, UsageError } from '../../shared/errors';
import type { AnalysisResult, RunRecord } from '../audit-run/run-record';
import { requireRun } from './find-run';
import type { DeployedStack } from './find-stack';
import { fetchRecord, listRecordedRuns } from './run-records';

const RUN_ID = /^\d{8}T\d{6}Z-[0-9a-f]{8}$/;

/**
 * The record of a run, by its id or the name or ARN of its execution; of the latest run with answers when none is named.
 * @throws AuditError when there is none
 */
export async function requireRecord(
  s3: S3Client,
  sfn: SFNClient,
  stack: DeployedStack,
  wanted?: string,
): Promise<RunRecord> {
  const runId = wanted === undefined ? (await listRecordedRuns(s3, stack))[0] : await toRunId(sfn, stack, wanted);
  const record = runId === undefined ? undefined : await fetchRecord(s3, stack, runId);
  if (record) return record;
  throw new AuditError(
    'RESULT_NOT_FOUND',
    runId === undefined
      ? `no run of the stack ${stack.name} has left answers; 's3-log-audit history' shows its runs`
      : `the run ${runId} has no answers, or not yet; 's3-log-audit status ${runId}' tells how it is`,
  );
}

/** Answers of a run by the names of analyses; all when none is named. @throws AuditError for one that it does not have */
export function chooseAnswers(record: RunRecord, names: readonly string[]): readonly AnalysisResult[] {
  const { runId, analyses, failed } = record;
  if (names.length === 0 || names.includes('all')) {
    if (analyses.length > 0) return analyses;
    throw new AuditError('RESULT_NOT_FOUND', `all queries of the run ${runId} failed: ${failed[0]?.message ?? ''}`);
  }
  return [...new Set(names)].map((name) => analyses.find(({ id }) => id === name) ?? noAnswer(record, name));
}

function noAnswer({ runId, analyses, failed }: RunRecord, name: string): never {
  const failure = failed.find(({ id }) => id === name);
  if (failure) throw new AuditError('RESULT_NOT_FOUND', `the query of ${name} failed: ${failure.message}`);
  throw new UsageError(
    'UNKNOWN_ANALYSIS',
    `the run ${runId} has no answer to '${name}'; it has ${analyses.map(({ id }) => id).join(', ')}`,
  );
}

async function toRunId(sfn: SFNClient, stack: DeployedStack, wanted: string): Promise<string> {
  return RUN_ID.test(wanted) ? wanted : (await requireRun(sfn, stack, wanted)).runId;
}
