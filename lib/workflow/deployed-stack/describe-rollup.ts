import { DescribeExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { formatInstant } from '../../shared/utc-dates';
import type { RollupState } from '../log-rollup/rollup-state';
import { listExecutions, type RunExecution } from './find-run';
import type { DeployedStack } from './find-stack';
import { nextDue } from './next-due';
import { addEarlier, isStateOfRollup, type RollupRunReport, reportRollup, scheduledTime } from './rollup-report';
import type { RunFailure } from './run-failure';
import { fetchPositionsSince } from './run-position';
import { addressOf, rollupOf, type StackRollup } from './stack-rollup';

/** All that there is to tell of the rollup of a stack. */
export interface RollupReport {
  /** Addresses: `s3://bucket/prefix`. */
  readonly source: string;
  readonly destination: string;
  readonly level: string;
  readonly format: string;
  readonly keepsLogs: boolean;
  readonly schedule: { readonly expression: string; readonly timeZone: string; readonly nextAt?: string };
  /** The one that is under way. */
  readonly running?: RollupRunReport;
  /** The latest that has ended, or the one that was asked for. */
  readonly last?: RollupRunReport;
  /** Since when none has succeeded any more, and how many have failed. */
  readonly failing?: { readonly since: string; readonly runs: number };
  /** The latest that has failed, when another has ended since. */
  readonly lastFailure?: RunFailure & { readonly runId: string; readonly startedAt: string };
}

/** Executions that are looked at; with one an hour they are those of six weeks. */
const MOST_EXECUTIONS = 1000;
/** Executions that are asked for when the schedule was due. */
const MOST_ASKED = 5;
const CONTINUED = /^(.+)-continued$/;
const FAILED = ['FAILED', 'TIMED_OUT'];

/** All that is known of the rollup of a stack; undefined when it has none. */
export async function describeRollup(
  stack: DeployedStack,
  sfn: SFNClient,
  now: Date,
): Promise<RollupReport | undefined> {
  const rollup = rollupOf(stack);
  return rollup && (await new RollupHistory(stack, sfn, rollup, await latest(sfn, rollup)).describe(now));
}

/** What is known of one execution of the rollup, by its id, name or ARN; undefined when it has none of that name. */
export async function describeRollupRun(
  stack: DeployedStack,
  sfn: SFNClient,
  wanted: string,
): Promise<RollupReport | undefined> {
  const rollup = rollupOf(stack);
  if (!rollup) return undefined;
  const executions = await latest(sfn, rollup);
  const found = executions.find(({ runId, name, arn }) => [runId, name, arn].includes(wanted));
  return found && (await new RollupHistory(stack, sfn, rollup, executions).describeOne(found));
}

async function latest(sfn: SFNClient, { stateMachineArn }: StackRollup): Promise<readonly RunExecution[]> {
  const found: RunExecution[] = [];
  for await (const execution of listExecutions(sfn, stateMachineArn)) {
    if (found.push(execution) >= MOST_EXECUTIONS) break;
  }
  return found;
}

/** The executions of a rollup, the latest first. */
class RollupHistory {
  constructor(
    private readonly stack: DeployedStack,
    private readonly sfn: SFNClient,
    private readonly rollup: StackRollup,
    private readonly executions: readonly RunExecution[],
  ) {}

  async describe(now: Date): Promise<RollupReport> {
    const underway = this.executions.find(({ running }) => running);
    const ended = this.executions.filter(({ running }) => !running);
    const [running, last] = [await this.find(underway), await this.find(ended[0])];
    const failed = ended.findIndex(({ status }) => FAILED.includes(status));
    const lastFailure = failed > 0 ? await this.find(ended[failed]) : undefined;
    const firstFine = ended.findIndex(({ status }) => !FAILED.includes(status));
    const failures = firstFine < 0 ? ended : ended.slice(0, firstFine);
    const since = failures.at(-1)?.startedAt;
    const nextAt = await this.nextAt(now);
    return {
      ...this.settings(nextAt),
      ...(running ? { running } : {}),
      ...(last ? { last } : {}),
      ...(since ? { failing: { since: formatInstant(since), runs: failures.length } } : {}),
      ...(lastFailure?.failure
        ? { lastFailure: { runId: lastFailure.runId, startedAt: lastFailure.startedAt, ...lastFailure.failure } }
        : {}),
    };
  }

  async describeOne(execution: RunExecution): Promise<RollupReport> {
    const report = await this.report(execution);
    return { ...this.settings(undefined), ...(execution.running ? { running: report } : { last: report }) };
  }

  private settings(nextAt: Date | undefined) {
    const { source, destination, level, format, keepSources, schedule, timeZone } = this.rollup;
    return {
      source: addressOf(source),
      destination: addressOf(destination),
      level,
      format,
      keepsLogs: keepSources,
      schedule: { expression: schedule, timeZone, ...(nextAt ? { nextAt: formatInstant(nextAt) } : {}) },
    };
  }

  private async find(execution: RunExecution | undefined): Promise<RollupRunReport | undefined> {
    return execution && (await this.report(execution));
  }

  /** An execution that became too long is gone on with by another one, which is named after it. */
  private async report(execution: RunExecution): Promise<RollupRunReport> {
    const { sfn, stack } = this;
    const { arn: executionArn, runId, name } = execution;
    const description = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    const positions = await fetchPositionsSince<RollupState>(sfn, executionArn, isStateOfRollup);
    const report = reportRollup(stack, runId, description, positions);
    const before = CONTINUED.exec(name)?.[1];
    const earlier = this.executions.find((other) => other.runId === before);
    return earlier ? addEarlier(report, await this.report(earlier)) : report;
  }

  private async nextAt(now: Date): Promise<Date | undefined> {
    const { schedule, timeZone } = this.rollup;
    if (!schedule.startsWith('rate(')) return timeZone === 'UTC' ? nextDue(schedule, now) : undefined;
    for (const { arn: executionArn } of this.executions.slice(0, MOST_ASKED)) {
      const { input } = await this.sfn.send(new DescribeExecutionCommand({ executionArn }));
      const scheduled = scheduledTime(input);
      if (scheduled !== undefined) return nextDue(schedule, now, new Date(scheduled));
    }
    return undefined;
  }
}
