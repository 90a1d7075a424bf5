import {
  type AthenaClient,
  BatchGetQueryExecutionCommand,
  type QueryExecution,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { queryFailure } from '../../engines/athena/query-failure';
import { AuditError } from '../../shared/errors';
import { explainQueryFailure } from './explain-query';
import type { Next, QueryRun, RunState } from './run-state';
import type { Settings } from './settings';
import { withShortErrors } from './start-queries';
import { QUERIES_LIMIT_MS, queriesWaitSeconds } from './wait-times';

/** How many executions one call tells about. */
const BATCH = 50;
/** A query whose failure may pass is started once more. */
const MAX_ATTEMPTS = 2;

/**
 * Looks how far the queries are. One that failed for good lets the others finish.
 * @throws AuditError when they take longer than a day
 */
export async function checkQueries(
  state: RunState,
  settings: Settings,
  athena: AthenaClient,
  now: Date,
): Promise<RunState> {
  const { queries } = state;
  if (!queries) throw new Error(`run ${state.runId} has no queries`);
  const running = queries.runs.filter((run) => run.state === 'running');
  const executions = await fetchExecutions(
    athena,
    running.map(({ id }) => id ?? ''),
  );
  const runs = queries.runs.map((run) => {
    const execution = run.state === 'running' ? executions.get(run.id ?? '') : undefined;
    return execution ? advance(run, execution, state, settings) : run;
  });
  const elapsedMs = now.getTime() - new Date(queries.startedAt).getTime();
  const next = nextOf(runs, settings.queryConcurrency);
  if (next !== 'summarize' && elapsedMs > QUERIES_LIMIT_MS) await giveUp(runs, athena);
  return {
    ...state,
    queries: { ...queries, runs: withShortErrors(runs) },
    next,
    waitSeconds: queriesWaitSeconds(elapsedMs),
  };
}

/** Whether to start more queries, to wait for those that run, or to sum up. */
function nextOf(runs: readonly QueryRun[], concurrency: number): Next {
  const count = (wanted: QueryRun['state']) => runs.filter(({ state }) => state === wanted).length;
  if (count('waiting') > 0 && count('running') < concurrency) return 'start';
  return count('running') > 0 ? 'wait' : 'summarize';
}

function advance(run: QueryRun, execution: QueryExecution, state: RunState, settings: Settings): QueryRun {
  const scannedBytes = execution.Statistics?.DataScannedInBytes ?? 0;
  switch (execution.Status?.State) {
    case 'SUCCEEDED':
      return { ...run, state: 'succeeded', scannedBytes };
    case 'FAILED':
    case 'CANCELLED': {
      const failure = queryFailure(execution);
      if (failure.retryable && run.attempt < MAX_ATTEMPTS) {
        return { name: run.name, state: 'waiting', attempt: run.attempt + 1 };
      }
      return { ...run, state: 'failed', scannedBytes, error: explainQueryFailure(failure, state.runId, settings) };
    }
    default:
      // QUEUED or RUNNING, which may fall back to QUEUED
      return run;
  }
}

async function fetchExecutions(athena: AthenaClient, ids: readonly string[]): Promise<Map<string, QueryExecution>> {
  const found = new Map<string, QueryExecution>();
  for (let from = 0; from < ids.length; from += BATCH) {
    const { QueryExecutions = [] } = await athena.send(
      new BatchGetQueryExecutionCommand({ QueryExecutionIds: ids.slice(from, from + BATCH) }),
    );
    for (const execution of QueryExecutions) found.set(execution.QueryExecutionId ?? '', execution);
  }
  return found;
}

async function giveUp(runs: readonly QueryRun[], athena: AthenaClient): Promise<never> {
  const left = runs.filter(({ state }) => state === 'running' || state === 'waiting');
  for (const { id } of left) {
    if (id !== undefined) await athena.send(new StopQueryExecutionCommand({ QueryExecutionId: id }));
  }
  throw new AuditError(
    'QUERIES_TOO_SLOW',
    `${left.length} of ${runs.length} queries were not done after 24 hours and were stopped (${left.map(({ name }) => name).join(', ')}); choose a shorter window or fewer analyses`,
  );
}
