import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Catalogue } from '../../analyses/catalogue';
import { COVERAGE } from '../../analyses/render-coverage';
import { copyObject } from '../../engines/athena/result-object';
import type { Coverage } from '../../report/coverage';
import { AuditError } from '../../shared/errors';
import { formatInstant } from '../../shared/utc-dates';
import { resultKeys } from './cloud-names';
import { type AnswerDigest, readAnswer } from './read-answer';
import { lostObjects, partialReasons, toCoverage } from './run-coverage';
import { KEPT, type RunPlan, type RunQuery } from './run-plan';
import type { AnalysisResult, FailedAnalysis, RunRecord, RunSummary } from './run-record';
import { parseRunInput } from './run-request';
import type { QueryRun, RunState, StepEvent } from './run-state';
import type { Settings } from './settings';
import type { WorkStore } from './work-store';

export interface SummarizeServices {
  readonly s3: S3Client;
  readonly settings: Settings;
  readonly catalogue: Catalogue;
  readonly store: WorkStore;
  readonly now: Date;
  /** Milliseconds until the invocation is ended. */
  readonly remainingMs: () => number;
}

/** What an invocation needs after the last row is counted. */
const RESERVE_MS = 60_000;

/**
 * Puts the answers where they stay, counts them, and writes the record of the run.
 * @throws AuditError with the first failure when a query has failed; the answers of the others are there all the same
 */
export async function summarizeRun(
  state: RunState,
  execution: StepEvent['execution'],
  services: SummarizeServices,
): Promise<RunState> {
  const { store } = services;
  const plan = await store.get<RunPlan>(KEPT.plan);
  const queries = await store.get<readonly RunQuery[]>(KEPT.queries);
  const runs = state.queries?.runs ?? [];
  const answers: { query: RunQuery; run: QueryRun; digest: AnswerDigest }[] = [];
  for (const run of runs.filter((candidate) => candidate.state === 'succeeded')) {
    const query = queries.find(({ name }) => name === run.name);
    if (!query) throw new Error(`run ${state.runId} has no query ${run.name}`);
    answers.push({ query, run, digest: await keepAnswer(query, run, state.runId, services) });
  }
  const coverageDigest = answers.find(({ query }) => query.name === COVERAGE)?.digest;
  const coverage = coverageDigest && toCoverage(coverageDigest, plan, state, services.settings.logBucket);
  const results = answers.filter(({ query }) => query.name !== COVERAGE);
  const record = toRecord(state, execution, plan, coverage, services, {
    analyses: results.map(({ query, run, digest }) => toResult(query, run, digest, state.runId)),
    failed: runs.filter((run) => run.state === 'failed').map(toFailed),
  });
  const firstRows = Object.fromEntries(
    results.map(({ query, digest }) => [query.name, { columns: digest.columns, rows: digest.firstRows }]),
  );
  await putRecord(record, services);
  await store.put(KEPT.summary, { record, firstRows } satisfies RunSummary);
  if (record.failed.length > 0) throw failureOf(record, services.settings);
  return { ...state, next: 'notify', waitSeconds: 0, summary: { partial: record.status === 'partial' } };
}

async function keepAnswer(
  query: RunQuery,
  run: QueryRun,
  runId: string,
  { s3, settings, catalogue, remainingMs }: SummarizeServices,
): Promise<AnswerDigest> {
  const from = `${resultKeys.athena}${run.id}.csv`;
  const analysis = catalogue.find(settings.logType, query.name);
  const isCoverage = query.name === COVERAGE;
  const digest = await readAnswer(s3, settings, from, {
    firstRows: isCoverage ? 1 : settings.rowsInMail,
    notes: analysis?.notes ?? [],
    inTime: () => remainingMs() > RESERVE_MS,
  });
  if (!isCoverage) {
    const { resultsBucket: bucket, account } = settings;
    await copyObject(s3, { bucket, account, from, to: resultKeys.csv(runId, query.name), bytes: digest.bytes });
  }
  return digest;
}

function toResult(query: RunQuery, run: QueryRun, digest: AnswerDigest, runId: string): AnalysisResult {
  return {
    id: query.name,
    title: query.title,
    queryId: run.id ?? '',
    csvKey: resultKeys.csv(runId, query.name),
    columns: query.columns,
    rows: digest.rows,
    ...(digest.uncounted ? { uncounted: true } : {}),
    ...(query.limit > 0 ? { limit: query.limit } : {}),
    scannedBytes: run.scannedBytes ?? 0,
    notes: digest.notes,
  };
}

function toFailed({ name, id, error }: QueryRun): FailedAnalysis {
  return {
    id: name,
    ...(id === undefined ? {} : { queryId: id }),
    code: error?.code ?? 'QUERY_FAILED',
    message: error?.message ?? '',
  };
}

function toRecord(
  state: RunState,
  execution: StepEvent['execution'],
  plan: RunPlan,
  coverage: Coverage | undefined,
  { settings, catalogue, now }: SummarizeServices,
  answers: Pick<RunRecord, 'analyses' | 'failed'>,
): RunRecord {
  const request = parseRunInput(execution.input, settings, catalogue, new Date(execution.startedAt));
  const partial = partialReasons(plan, state, coverage);
  return {
    version: 1,
    runId: state.runId,
    executionArn: execution.arn,
    stackName: settings.stackName,
    startedAt: execution.startedAt,
    finishedAt: formatInstant(now),
    status: answers.failed.length > 0 ? 'failed' : partial.length > 0 ? 'partial' : 'complete',
    input: execution.input,
    logBucket: settings.logBucket,
    logPrefix: request.logPrefix,
    logType: state.logType,
    window: state.window,
    filters: request.selection.filters,
    mode: state.mode,
    ...(state.copy ? { copyJobId: state.copy.jobId } : {}),
    objects: plan.objects,
    bytes: plan.bytes,
    scannedBytes: (state.queries?.runs ?? []).reduce((sum, { scannedBytes = 0 }) => sum + scannedBytes, 0),
    ...answers,
    ...(coverage ? { coverage } : {}),
    partial,
    lost: lostObjects(plan, state),
    notes: plan.notes,
  };
}

async function putRecord(record: RunRecord, { s3, settings }: SummarizeServices): Promise<void> {
  await s3.send(
    new PutObjectCommand({
      Bucket: settings.resultsBucket,
      Key: resultKeys.run(record.runId),
      Body: JSON.stringify(record, null, 2),
      ContentType: 'application/json',
      ExpectedBucketOwner: settings.account,
    }),
  );
}

function failureOf({ failed, analyses, runId }: RunRecord, { resultsBucket }: Settings): AuditError {
  const [first] = failed as readonly [FailedAnalysis, ...FailedAnalysis[]];
  const others = failed.slice(1).map(({ id }) => id);
  const also =
    others.length === 0 ? '' : ` The ${others.length === 1 ? 'query' : 'queries'} of ${others.join(', ')} failed, too.`;
  const there =
    analyses.length === 0
      ? ''
      : ` The answers of ${analyses.map(({ id }) => id).join(', ')} are in s3://${resultsBucket}/${resultKeys.runs}${runId}/`;
  return new AuditError(first.code, `the query of ${first.id} failed: ${first.message}.${also}${there}`);
}
