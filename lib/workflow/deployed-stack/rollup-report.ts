import type { DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import { executionLink } from '../../report/mail/console-links';
import { formatInstant } from '../../shared/utc-dates';
import { addCounts, type PeriodProblem, type RollupState, type RollupTotals } from '../log-rollup/rollup-state';
import type { DeployedStack } from './find-stack';
import { endOf, type RunFailure, readFailure } from './run-failure';
import { BEGINNING, type RunPosition } from './run-position';

/** How a rollup is or has ended. `incomplete`: done, but logs are left that should not be. `stopped`: somebody stopped it. */
export type RollupOutcome = 'running' | 'done' | 'incomplete' | 'failed' | 'stopped' | 'timed-out';

/** What there is to tell of one execution of a rollup, together with those that it goes on for. */
export interface RollupRunReport {
  readonly runId: string;
  readonly executionArn: string;
  readonly executionUrl: string;
  readonly outcome: RollupOutcome;
  /** What it does now, or did last, in words. */
  readonly step: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly endedAt?: string;
  /** When the schedule was due that started it. */
  readonly scheduledAt?: string;
  /** What it has done so far. Absent before it has found anything. */
  readonly totals?: RollupTotals;
  /** The first periods that failed or of which logs are left; all are counted. */
  readonly problems: readonly PeriodProblem[];
  readonly failure?: RunFailure;
}

/** What a rollup does in each state. */
const STEPS: Readonly<Record<string, string>> = {
  Begin: 'finding periods',
  PlanRollup: 'finding periods',
  'Planned?': 'finding periods',
  RollUpPeriods: 'merging',
  RollUpPeriod: 'merging',
  'PeriodDone?': 'merging',
  RolledUp: 'merging',
  PeriodFailed: 'merging',
  NotifyRollup: 'sending a mail',
  'Told?': 'sending a mail',
  WaitForConfirmation: 'waiting for the subscription to be confirmed',
  Done: 'done',
  UnknownStep: 'failing',
  NotifyFailure: 'sending the failure mail',
  'FailureSent?': 'sending the failure mail',
  WaitToTellFailure: 'waiting for the subscription to be confirmed',
  Failed: 'failed',
  FailedUntold: 'failed',
  MailNotDelivered: 'failed',
};

/** States of a single period: their input is not that of the rollup. */
const STATES_OF_PERIOD = ['RollUpPeriod', 'PeriodDone?', 'RolledUp', 'PeriodFailed'];

/** Names of all states that are known, for a test. */
export const KNOWN_ROLLUP_STATES: readonly string[] = Object.keys(STEPS);

const TIMED_OUT = 'it took longer than it may and was ended; the next one goes on with the rest';

export function isStateOfRollup(stateName: string): boolean {
  return !STATES_OF_PERIOD.includes(stateName);
}

/** Puts together what execution and state say of a rollup. `positions` lead from a state of the rollup itself to the latest. */
export function reportRollup(
  stack: DeployedStack,
  runId: string,
  execution: DescribeExecutionOutput,
  positions: readonly RunPosition<RollupState>[],
): RollupRunReport {
  const { executionArn = '', startDate = new Date(0), stopDate } = execution;
  const { state } = positions[0] ?? (BEGINNING as RunPosition<RollupState>);
  const failure = readFailure(execution, state, TIMED_OUT);
  const scheduledAt = scheduledTime(execution.input);
  return {
    runId,
    executionArn,
    executionUrl: executionLink(stack, executionArn),
    outcome: outcomeOf(execution, state),
    step: stepOf(positions.at(-1)?.stateName ?? BEGINNING.stateName, state),
    startedAt: formatInstant(startDate),
    ...(stopDate ? { endedAt: formatInstant(stopDate) } : {}),
    ...(scheduledAt === undefined ? {} : { scheduledAt }),
    ...(state.totals ? { totals: state.totals } : {}),
    problems: state.problems ?? [],
    ...(failure ? { failure } : {}),
  };
}

/** The same of a rollup and of the one that it goes on for. */
export function addEarlier(report: RollupRunReport, earlier: RollupRunReport): RollupRunReport {
  const isFine = report.outcome === 'done' || (report.outcome === 'incomplete' && earlier.outcome !== 'done');
  const totals = addTotals(earlier.totals, report.totals);
  const failure = report.failure ?? earlier.failure;
  return {
    ...report,
    outcome: isFine ? earlier.outcome : report.outcome,
    startedAt: earlier.startedAt,
    ...(totals ? { totals } : {}),
    problems: [...earlier.problems, ...report.problems],
    ...(failure ? { failure } : {}),
  };
}

function addTotals(a: RollupTotals | undefined, b: RollupTotals | undefined): RollupTotals | undefined {
  if (!a || !b) return a ?? b;
  return {
    ...addCounts(a, b),
    periods: a.periods + b.periods,
    failed: a.failed + b.failed,
    incomplete: a.incomplete + b.incomplete,
  };
}

function outcomeOf(execution: DescribeExecutionOutput, { totals }: Partial<RollupState>): RollupOutcome {
  const end = endOf(execution);
  if (end !== 'succeeded') return end;
  return totals && totals.incomplete > 0 ? 'incomplete' : 'done';
}

function stepOf(stateName: string, { items = [] }: Partial<RollupState>): string {
  const step = STEPS[stateName] ?? stateName;
  return step === 'merging' ? `merging ${items.length} periods` : step;
}

/** What the schedule has put into the input of an execution, which people may have chosen. */
export function scheduledTime(input = '{}'): string | undefined {
  const { scheduledTime: text } = (JSON.parse(input) ?? {}) as { readonly scheduledTime?: unknown };
  return typeof text === 'string' && !Number.isNaN(Date.parse(text)) ? text : undefined;
}
