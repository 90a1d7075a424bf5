import type { S3Client } from '@aws-sdk/client-s3';
import type { Catalogue } from '../../analyses/catalogue';
import type { AthenaSource } from '../../analyses/render';
import { locateBucket } from '../../log-store/s3-bucket';
import { formatInstant } from '../../shared/utc-dates';

import { type AccessPlan, planAccess, planNotes } from './access-plan';
import { TABLES } from './cloud-names';
import { findHints } from './find-hints';
import { bucketElsewhere, bucketMissing, listing } from './list-failure';
import { ListedLogs, RollupAmongLogs } from './listed-logs';
import { renderQueries } from './render-queries';
import { runIdOf } from './run-id';
import { RunLists } from './run-lists';
import { KEPT, type RunPlan } from './run-plan';
import { parseRunInput, type RunRequest } from './run-request';
import type { PlanState, RunState, StepEvent } from './run-state';
import type { Settings } from './settings';
import { WorkStore } from './work-store';

export interface PlanServices {
  readonly s3: S3Client;
  readonly settings: Settings;
  readonly catalogue: Catalogue;
  /** Milliseconds until the invocation is ended. */
  readonly remainingMs: () => number;
}

/** What an invocation needs for the keeping of its place. */
const RESERVE_MS = 30_000;

/**
 * Decides what the run is to do: checks its input, finds the logs, lists those of the window and writes the list that
 * copying or reading them needs. When time runs out the reply says `plan`, and the next invocation goes on.
 * @throws AuditError with what to do, for an input that can't be and for logs that can't be listed
 */
export async function planRun(event: StepEvent, services: PlanServices): Promise<RunState> {
  const { s3, settings, catalogue } = services;
  const { arn, startedAt, input } = event.execution;
  const now = new Date(startedAt);
  const request = parseRunInput(input, settings, catalogue, now);
  const store = new WorkStore(s3, settings.workBucket, settings.account, runIdOf(arn, startedAt));
  const anew = (hasRollups: boolean) => startPlan(request, hasRollups, store, services, now);
  const before = 'runId' in event.state ? event.state : undefined;
  if (before?.plan?.lists === undefined) return await anew(false);
  const access = await store.get<AccessPlan>(KEPT.access);
  // an invocation before this one has met a rollup, but its answer was lost
  if (before.mode !== access.mode) return await anew(true);
  try {
    return await continuePlan(request, access, before, store, services);
  } catch (error) {
    if (error instanceof RollupAmongLogs) return await anew(true);
    // an invocation before this one has finished the list, but its answer was lost
    if ((error as Error).name === 'NoSuchUpload') return await anew(false);
    throw error;
  }
}

/** `hasRollups` says that there are rollups in Parquet in folders of days. */
async function startPlan(
  request: RunRequest,
  hasRollups: boolean,
  store: WorkStore,
  services: PlanServices,
  now: Date,
): Promise<RunState> {
  try {
    const access = await beginPlan(request, store, services, now, hasRollups);
    return await continuePlan(request, access, undefined, store, services);
  } catch (error) {
    if (error instanceof RollupAmongLogs && !hasRollups) return await startPlan(request, true, store, services, now);
    throw error;
  }
}

async function continuePlan(
  request: RunRequest,
  access: AccessPlan,
  before: RunState | undefined,
  store: WorkStore,
  services: PlanServices,
): Promise<RunState> {
  const lists = await RunLists.open(access.mode, before, store);
  const logs = new ListedLogs(services.s3, services.settings, request, access, store.runId, before);
  const inTime = () => services.remainingMs() > RESERVE_MS;
  try {
    for (let first = true; !logs.done && (first || inTime()); first = false) {
      await lists.add(await logs.nextPage());
    }
    const state = { ...stateOf(request, access, store.runId), objects: logs.objects, bytes: logs.bytes };
    const { leftOut, lost, rolledUp } = logs;
    const plan = { round: (before?.plan?.round ?? 0) + 1, leftOut, lost, rolledUp };
    if (!logs.done) {
      return { ...state, next: 'plan', plan: { ...plan, cursor: logs.cursor, lists: await lists.suspend(plan.round) } };
    }
    return await endPlan(request, access, logs, lists, { ...state, plan }, store, services);
  } catch (error) {
    // what failed first is what counts; the bucket aborts uploads that are left over
    await lists.abort().catch(() => {});
    throw error;
  }
}

async function beginPlan(
  request: RunRequest,
  store: WorkStore,
  { s3, settings }: PlanServices,
  now: Date,
  hasRollups: boolean,
): Promise<AccessPlan> {
  const location = await locateBucket(s3, settings.logBucket);
  if (!location.exists) throw bucketMissing(settings);
  if (location.region !== undefined && location.region !== settings.region) {
    throw bucketElsewhere(settings, location.region);
  }
  const access = await listing(settings, () => planAccess(s3, request, settings, store.runId, now, hasRollups));
  // a query that can't be made is told before logs are listed
  renderQueries(request, sourceOf(request, access, settings, store.runId, true));
  await store.put(KEPT.access, access);
  return access;
}

async function endPlan(
  request: RunRequest,
  access: AccessPlan,
  logs: ListedLogs,
  lists: RunLists,
  state: RunState & { readonly plan: PlanState },
  store: WorkStore,
  { s3, settings }: PlanServices,
): Promise<RunState> {
  const { objects, rolledUp, bytes, leftOut, lost } = logs;
  const { mode, table, partitions } = access;
  const notes = planNotes(access, rolledUp);
  const hints = objects > 0 ? [] : await listing(settings, () => findHints(s3, settings, request, leftOut));
  const plan: RunPlan = { mode, table, partitions, objects, rolledUp, bytes, leftOut, lost, notes, hints };
  await store.put(KEPT.plan, plan);
  await store.put(KEPT.queries, renderQueries(request, sourceOf(request, access, settings, store.runId, rolledUp > 0)));
  const manifestETag = await lists.finish();
  if (objects === 0) return { ...state, next: 'nothing-found' };
  if (mode !== 'copy' || manifestETag === undefined) return { ...state, next: 'query' };
  return { ...state, next: 'copy', plan: { ...state.plan, manifestETag } };
}

function stateOf(
  request: RunRequest,
  { mode }: AccessPlan,
  runId: string,
): Omit<RunState, 'objects' | 'bytes' | 'plan'> {
  const { from, to } = request.window;
  return {
    runId,
    next: 'plan',
    waitSeconds: 0,
    logType: request.logType.id,
    analyses: request.analyses.map(({ id }) => id),
    window: { from: formatInstant(from), to: formatInstant(to) },
    mode,
  };
}

/** Objects that are left out are not in a copy; where logs are read as they lie, the query leaves them out. */
function sourceOf(
  { excludeObjects, logType }: RunRequest,
  { mode, table, partitions }: AccessPlan,
  { logBucket }: Settings,
  runId: string,
  hasRollups: boolean,
): AthenaSource {
  const without = mode === 'in-place' ? excludeObjects.map((key) => `s3://${logBucket}/${key}`) : [];
  const rolledUp =
    hasRollups && logType.rolledUpTable
      ? { table: TABLES.accessLogsRolledUp, partitions: { run: [runId] } }
      : undefined;
  return { table, partitions, without, ...(rolledUp ? { rolledUp } : {}) };
}
