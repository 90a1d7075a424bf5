import type { Catalogue } from '../../analyses/catalogue';
import { LOG_TYPES } from '../../log-types';
import { type ConsolePlace, executionLink, objectLink, queryLink } from '../../report/mail/console-links';
import type { AnswerFacts, FailureFacts, FoundFacts, ResultFacts, RunFacts } from '../../report/mail/mail-facts';
import { formatInstant } from '../../shared/utc-dates';
import { renderCost } from './estimate-cost';
import { lambdaError } from './lambda-error';
import { runIdOf } from './run-id';
import type { RunPlan } from './run-plan';
import type { AnalysisResult, RunSummary } from './run-record';
import type { RunRequest } from './run-request';
import type { StepError, StepEvent } from './run-state';
import type { Settings } from './settings';

type Execution = StepEvent['execution'];

/** What every mail of a run says of its stack and execution. */
export function stackFacts({ arn, startedAt }: Execution, settings: Settings) {
  return {
    stackName: settings.stackName,
    runId: runIdOf(arn, startedAt),
    executionLink: executionLink(settings, arn),
  };
}

/** What a run was asked for. */
export function runFacts(request: RunRequest, execution: Execution, settings: Settings): RunFacts {
  const { bucket: _, ...filters } = request.selection.filters;
  const { from, to } = request.window;
  return {
    ...stackFacts(execution, settings),
    analyses: request.analyses.map(({ id }) => id),
    window: { from: formatInstant(from), to: formatInstant(to) },
    sourceBuckets: request.selection.filters.bucket ?? request.sourceBuckets,
    filters,
    logTitle: LOG_TYPES[settings.logType].title,
    logs: `s3://${settings.logBucket}/${request.logPrefix}`,
  };
}

/** What the plan found. */
export function foundFacts({ objects, rolledUp, bytes, mode, notes, leftOut }: RunPlan, queries: number): FoundFacts {
  const copied = mode === 'copy' ? objects - rolledUp : 0;
  return { objects, bytes, copied: copied > 0, notes, leftOut, cost: renderCost(objects, bytes, queries, copied) };
}

/** What the queries gave. */
export function resultFacts({ record, firstRows }: RunSummary, settings: Settings, catalogue: Catalogue): ResultFacts {
  const { coverage, partial, lost, scannedBytes } = record;
  return {
    answers: record.analyses.map((result) => {
      const question = catalogue.find(settings.logType, result.id)?.question ?? result.title;
      return answerFacts(result, question, firstRows[result.id], settings);
    }),
    ...(coverage ? { coverage } : {}),
    partial,
    lost,
    scannedBytes,
    region: settings.region,
  };
}

function answerFacts(
  { id, rows, uncounted = false, limit, csvKey, queryId, notes }: AnalysisResult,
  question: string,
  first: RunSummary['firstRows'][string] | undefined,
  settings: Settings,
): AnswerFacts {
  return {
    id,
    question,
    rows,
    uncounted,
    ...(limit === undefined ? {} : { limit }),
    csv: `s3://${settings.resultsBucket}/${csvKey}`,
    csvLink: objectLink(settings, settings.resultsBucket, csvKey),
    queryLink: queryLink(settings, queryId),
    columns: first?.columns ?? [],
    firstRows: first?.rows ?? [],
    notes,
  };
}

/** Why a run failed, from what Step Functions caught. */
export function failureFacts(state: StepEvent['state'], settings: ConsolePlace): FailureFacts {
  const error: StepError = state.error ?? { Error: 'Unknown', Cause: '' };
  const step = failedStep(state);
  return { step, ...failedQuery(state, settings), ...lambdaError(error) };
}

function failedQuery(state: StepEvent['state'], settings: ConsolePlace): Pick<FailureFacts, 'queryLink'> {
  const failed = 'runId' in state ? state.queries?.runs.find((run) => run.state === 'failed') : undefined;
  return failed?.id === undefined ? {} : { queryLink: queryLink(settings, failed.id) };
}

/** What a run was doing when it failed, told by what it has done; the first mail that waits keeps it. */
export function failedStep(state: StepEvent['state']): string {
  if (!('runId' in state)) return 'planning';
  if (state.failedStep !== undefined) return state.failedStep;
  const { next, copy, queries, mode } = state;
  if (next === 'plan') return 'planning';
  if (next === 'notify') return 'telling the results';
  const allAnswered = queries?.runs.every((run) => run.state === 'succeeded') ?? false;
  if (queries) return next === 'summarize' && allAnswered ? 'summing up the answers' : 'querying the logs';
  if (copy) return copy.copied === undefined ? 'copying the logs' : 'querying the logs';
  return mode === 'copy' && next === 'copy' ? 'copying the logs' : 'querying the logs';
}
