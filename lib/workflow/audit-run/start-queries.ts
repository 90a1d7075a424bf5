import type { AthenaClient } from '@aws-sdk/client-athena';
import { queryToken, startQuery } from '../../engines/athena/query-start';
import { oneLine } from '../../shared/errors';
import { isPassing } from '../../shared/service-errors';
import { KEPT, type RunQuery } from './run-plan';
import type { QueriesState, QueryRun, RunState } from './run-state';
import type { Settings } from './settings';
import { queriesWaitSeconds } from './wait-times';
import type { WorkStore } from './work-store';

/** Characters of the first error that the state keeps, and of each other. */
const MAX_FIRST_ERROR = 2000;
const MAX_ERROR = 250;

/** Starts as many of the waiting queries as may run at the same time. Those that Athena has no room for go on waiting. */
export async function startQueries(
  state: RunState,
  settings: Settings,
  athena: AthenaClient,
  store: WorkStore,
  now: Date,
): Promise<RunState> {
  const queries = await store.get<readonly RunQuery[]>(KEPT.queries);
  const before = state.queries ?? beginQueries(queries, now);
  const runs: QueryRun[] = [];
  let running = before.runs.filter((run) => run.state === 'running').length;
  for (const run of before.runs) {
    if (run.state !== 'waiting' || running >= settings.queryConcurrency) {
      runs.push(run);
      continue;
    }
    const query = queries.find(({ name }) => name === run.name);
    if (!query) throw new Error(`run ${state.runId} has no query ${run.name}`);
    const started = await start(run, query, state.runId, settings, athena);
    if (started.state === 'running') running++;
    runs.push(started);
    // no room: what comes after has none either
    if (started.state === 'waiting') running = Number.POSITIVE_INFINITY;
  }
  const elapsedMs = now.getTime() - new Date(before.startedAt).getTime();
  return {
    ...state,
    queries: { ...before, runs: withShortErrors(runs) },
    next: 'wait',
    waitSeconds: queriesWaitSeconds(elapsedMs),
  };
}

/** One failure is told whole; of the others it is enough to know them. */
export function withShortErrors(runs: readonly QueryRun[]): readonly QueryRun[] {
  const first = runs.findIndex(({ error }) => error !== undefined);
  return runs.map((run, index) => {
    if (!run.error) return run;
    const message = run.error.message.slice(0, index === first ? MAX_FIRST_ERROR : MAX_ERROR);
    return { ...run, error: { ...run.error, message } };
  });
}

function beginQueries(queries: readonly RunQuery[], now: Date): QueriesState {
  return {
    startedAt: now.toISOString(),
    runs: queries.map(({ name }) => ({ name, state: 'waiting', attempt: 1 })),
  };
}

async function start(
  run: QueryRun,
  { sql, parameters }: RunQuery,
  runId: string,
  { database, workgroup }: Settings,
  athena: AthenaClient,
): Promise<QueryRun> {
  const token = queryToken(runId, run.name, run.attempt);
  try {
    const id = await startQuery(athena, { sql, parameters, database, workgroup, token });
    return { ...run, state: 'running', id };
  } catch (error) {
    if (isPassing(error)) return run;
    const message = `Athena refused the query: ${oneLine(error)}`;
    return { ...run, state: 'failed', error: { code: 'QUERY_FAILED', message } };
  }
}
