import type { S3Client } from '@aws-sdk/client-s3';
import type { Catalogue } from '../../analyses/catalogue';
import { locateBucket } from '../../log-store/s3-bucket';
import { formatInstant } from '../../shared/utc-dates';
import { type AccessPlan, planAccess } from './access-plan';
import { findHints } from './find-hints';
import { bucketElsewhere, bucketMissing, listing } from './list-failure';
import { ListedLogs } from './listed-logs';
import { listKey, ObjectList } from './object-list';
import { renderQueries } from './render-queries';
import { runIdOf } from './run-id';
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
  const before = 'runId' in event.state ? event.state : undefined;
  try {
    return await continuePlan(request, before, store, services, now);
  } catch (error) {
    if ((error as Error).name !== 'NoSuchUpload') throw error;
    // an invocation before this one has finished the list, but its answer was lost
    return await continuePlan(request, undefined, store, services, now);
  }
}

async function continuePlan(
  request: RunRequest,
  before: RunState | undefined,
  store: WorkStore,
  services: PlanServices,
  now: Date,
): Promise<RunState> {
  const access = before ? await store.get<AccessPlan>(KEPT.access) : await beginPlan(request, store, services, now);
  const list = await openList(access, before, store);
  const logs = new ListedLogs(services.s3, services.settings, request, access, store.runId, before);
  const inTime = () => services.remainingMs() > RESERVE_MS;
  try {
    for (let first = true; !logs.done && (first || inTime()); first = false) {
      const lines = await logs.nextPage();
      await list?.add(lines);
    }
    const state = { ...stateOf(request, access, store.runId), objects: logs.objects, bytes: logs.bytes };
    const plan = { round: (before?.plan?.round ?? 0) + 1, leftOut: logs.leftOut, lost: logs.lost };
    if (!logs.done) {
      const kept = await list?.suspend(plan.round);
      return { ...state, next: 'plan', plan: { ...plan, cursor: logs.cursor, ...(kept ? { list: kept } : {}) } };
    }
    return await endPlan(request, access, logs, list, { ...state, plan }, store, services);
  } catch (error) {
    // what failed first is what counts; the bucket aborts uploads that are left over
    await list?.abort().catch(() => {});
    throw error;
  }
}

async function beginPlan(
  request: RunRequest,
  store: WorkStore,
  { s3, settings }: PlanServices,
  now: Date,
): Promise<AccessPlan> {
  const location = await locateBucket(s3, settings.logBucket);
  if (!location.exists) throw bucketMissing(settings);
  if (location.region !== undefined && location.region !== settings.region) {
    throw bucketElsewhere(settings, location.region);
  }
  const access = await listing(settings, () => planAccess(s3, request, settings, store.runId, now));
  // a query that can't be made is told before logs are copied
  await store.put(KEPT.queries, renderQueries(request, sourceOf(request, access, settings)));
  await store.put(KEPT.access, access);
  return access;
}

async function endPlan(
  request: RunRequest,
  access: AccessPlan,
  logs: ListedLogs,
  list: ObjectList | undefined,
  state: RunState & { readonly plan: PlanState },
  store: WorkStore,
  { s3, settings }: PlanServices,
): Promise<RunState> {
  const { objects, bytes, leftOut, lost } = logs;
  const { mode, table, partitions, notes } = access;
  const hints = objects > 0 ? [] : await listing(settings, () => findHints(s3, settings, request, leftOut));
  const plan: RunPlan = { mode, table, partitions, objects, bytes, leftOut, lost, notes, hints };
  await store.put(KEPT.plan, plan);
  if (objects === 0) {
    await list?.abort();
    return { ...state, next: 'nothing-found' };
  }
  const manifestETag = await list?.finish();
  if (mode !== 'copy' || manifestETag === undefined) return { ...state, next: 'query' };
  return { ...state, next: 'copy', plan: { ...state.plan, manifestETag } };
}

/** The list that the run writes, where the invocation before has left it. */
async function openList(
  { mode }: AccessPlan,
  before: RunState | undefined,
  store: WorkStore,
): Promise<ObjectList | undefined> {
  const key = listKey(mode, store.runId);
  if (key === undefined) return undefined;
  const kept = before?.plan?.list;
  return kept ? await ObjectList.resume(store, key, kept) : ObjectList.begin(store, key);
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
function sourceOf({ excludeObjects }: RunRequest, { mode, table, partitions }: AccessPlan, { logBucket }: Settings) {
  const without = mode === 'in-place' ? excludeObjects.map((key) => `s3://${logBucket}/${key}`) : [];
  return { table, partitions, without };
}
