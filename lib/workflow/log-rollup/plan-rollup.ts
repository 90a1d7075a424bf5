import type { S3Client } from '@aws-sdk/client-s3';
import { type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { requireSameSettings } from '../../rollup/destination-settings';
import type { RollupJob } from '../../rollup/rollup-job';
import { type PlacedPeriod, rollupKeys } from '../../rollup/rollup-place';
import { ATTEMPT_MS } from '../../rollup/rollup-store';
import { runIdOf } from '../audit-run/run-id';
import type { WorkStore } from '../audit-run/work-store';
import { explainDenial } from './explain-denial';
import { findPeriods, keepPeriod } from './find-periods';
import { isTroubled, parseRollupInput, type RollupInput } from './rollup-input';
import { requireFolder, resumedJob } from './rollup-job';
import { KEPT } from './rollup-kept';
import { EVENTS_OF_CALL, EVENTS_OF_EXECUTION, PERIODS_IN_ROUND } from './rollup-limits';
import type { RollupSettings } from './rollup-settings';
import { NO_COUNTS, type RollupEvent, type RollupItem, type RollupState } from './rollup-state';
import { settleRound } from './settle-round';

export interface PlanServices {
  readonly s3: S3Client;
  readonly sfn: SFNClient;
  readonly settings: RollupSettings;
  readonly store: WorkStore;
  /** Milliseconds until the invocation is ended. */
  readonly remainingMs: () => number;
  /** Told what is worth knowing for whoever reads the log of the function. */
  readonly note: (text: string) => void;
}

/** What an invocation needs for the keeping of its place. */
const RESERVE_MS = 30_000;
const MAX_LABEL = 120;

/**
 * Sums up the round that is over, and finds the periods of the next one. When all logs have been listed, or the execution
 * has become too long, the rollup ends; in the second case another execution goes on with the rest.
 * @throws AuditError with what to do, for an input that can't be, logs that can't be listed, and a destination that is
 * filled in another way
 */
export async function planRollup(event: RollupEvent, services: PlanServices): Promise<RollupState> {
  try {
    return await planRound(event, services);
  } catch (error) {
    throw explainDenial(error);
  }
}

async function planRound(event: RollupEvent, services: PlanServices): Promise<RollupState> {
  const { s3, settings, store, remainingMs } = services;
  const input = parseRollupInput(event.execution.input);
  const before = 'runId' in event.state ? settleRound(event.state) : begin(event, input);
  const isTooLong = before.events > EVENTS_OF_EXECUTION;
  if (before.place.isEnd || isTooLong) return await end(before, event, services);
  requireFolder(settings);
  const job = resumedJob(s3, settings, before.place.after);
  if (before.round === 0) await beginRollup(job, event, services);
  const { periods, place } = await findPeriods(job, before.place, {
    now: new Date(event.execution.startedAt),
    olderThanMs: settings.olderThanMs,
    limit: PERIODS_IN_ROUND,
    inTime: () => remainingMs() > RESERVE_MS,
  });
  const round = before.round + 1;
  const state = { ...before, round, place, roundPlace: before.place, events: before.events + EVENTS_OF_CALL };
  if (periods.length === 0) return place.isEnd ? await end(state, event, services) : { ...state, next: 'plan' };
  await store.put(KEPT.round(round), periods.map(keepPeriod));
  return { ...state, next: 'roll', items: itemsOf(periods, round, settings) };
}

/** What is done once for a rollup. */
async function beginRollup(job: RollupJob, { execution }: RollupEvent, { note }: PlanServices): Promise<void> {
  await requireSameSettings(job, job.source.address);
  const before = new Date(new Date(execution.startedAt).getTime() - ATTEMPT_MS);
  const { aborted = 0, problem } = (await job.destination.abortAbandoned?.(before)) ?? {};
  if (aborted > 0) note(`gave up ${aborted} uploads of rollups that ended unexpectedly`);
  if (problem !== undefined) note(`uploads of rollups that ended unexpectedly were not looked for: ${problem}`);
}

function begin({ execution }: RollupEvent, { after }: RollupInput): RollupState {
  const place = { ...(after === undefined ? {} : { after }), isEnd: false };
  return {
    runId: runIdOf(execution.arn, execution.startedAt),
    next: 'plan',
    waitSeconds: 0,
    round: 0,
    events: 0,
    place,
    roundPlace: place,
    items: [],
    totals: { ...NO_COUNTS, periods: 0, failed: 0, incomplete: 0 },
    problems: [],
  };
}

function itemsOf(periods: readonly PlacedPeriod[], round: number, { format }: RollupSettings): readonly RollupItem[] {
  return periods.map((placed, index) => ({
    round,
    index,
    period: rollupKeys(placed, format).output.slice(-MAX_LABEL),
    calls: 0,
    counts: NO_COUNTS,
  }));
}

async function end(state: RollupState, event: RollupEvent, services: PlanServices): Promise<RollupState> {
  const continuedBy = state.place.isEnd ? undefined : await goOn(state, event, services);
  const { failed, incomplete } = state.totals;
  const over: RollupState = {
    ...state,
    items: [],
    ...(continuedBy === undefined ? {} : { continuedBy }),
    // that all is well is told when it was not before; who goes on knows it in the end
    next: continuedBy === undefined || failed + incomplete > 0 ? 'tell' : 'done',
  };
  const { startedAt } = event.execution;
  await services.store.put(KEPT.summary, { startedAt, totals: over.totals, problems: over.problems, continuedBy });
  return over;
}

/** Starts the execution that goes on where this one ends. Asking twice starts one. */
async function goOn(state: RollupState, { execution }: RollupEvent, { sfn }: PlanServices): Promise<string> {
  const [machine, name] = splitArn(execution.arn);
  const next = `${state.runId}-continued`;
  const { scheduledTime } = parseRollupInput(execution.input);
  const isFine = state.totals.failed + state.totals.incomplete === 0 && !isTroubled(execution.input);
  const input: RollupInput = {
    ...(state.place.after === undefined ? {} : { after: state.place.after }),
    ...(scheduledTime === undefined ? {} : { scheduledTime }),
    ...(isFine ? {} : { troubled: 'yes' }),
  };
  try {
    await sfn.send(new StartExecutionCommand({ stateMachineArn: machine, name: next, input: JSON.stringify(input) }));
  } catch (error) {
    if ((error as Error).name !== 'ExecutionAlreadyExists') throw error;
  }
  return execution.arn.slice(0, -name.length) + next;
}

/** ARN of the state machine, and name of the execution. */
function splitArn(executionArn: string): readonly [string, string] {
  const name = executionArn.split(':').at(-1) ?? '';
  return [executionArn.slice(0, -name.length - 1).replace(':execution:', ':stateMachine:'), name];
}
