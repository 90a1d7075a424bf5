import type { DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import type { Coverage } from '../../report/coverage';
import { executionLink } from '../../report/mail/console-links';
import { formatInstant } from '../../shared/utc-dates';
import type { AnalysisResult, FailedAnalysis, RunRecord } from '../audit-run/run-record';
import type { LostObject, RunState } from '../audit-run/run-state';
import type { DeployedStack } from './find-stack';
import { endOf, type RunFailure, readFailure } from './run-failure';
import { type RunPosition, stepOf, waitsForReader } from './run-position';

/**
 * How a run is or has ended. `partial`: done, but some logs are not in the answers. `nothing-found`: there were no logs.
 * `stopped`: somebody stopped it.
 */
export type RunOutcome = 'running' | 'done' | 'partial' | 'nothing-found' | 'failed' | 'stopped' | 'timed-out';

/** Whether a mail was sent. `waiting`: until somebody confirms the subscription. `unknown`: it is too long ago. */
export type MailOutcome = 'sent' | 'not yet' | 'waiting' | 'not sent' | 'unknown';

/** An answer of a run, as it lies in the results bucket. */
export interface ReportedAnswer extends Pick<AnalysisResult, 'id' | 'rows' | 'uncounted' | 'limit' | 'notes'> {
  /** Address of the CSV file. */
  readonly csv: string;
}

/** All that there is to tell of a run. */
export interface RunReport {
  readonly runId: string;
  readonly executionArn: string;
  readonly executionUrl: string;
  readonly outcome: RunOutcome;
  /** What it does now, or did last, in words. */
  readonly step: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly endedAt?: string;
  /** ISO 8601; `to` is exclusive. Absent when the run has not got so far as to know it. */
  readonly window?: { readonly from: string; readonly to: string };
  readonly analyses: readonly string[];
  readonly filters?: Readonly<Record<string, readonly string[]>>;
  /** What the run was asked for. */
  readonly input: unknown;
  readonly mode?: RunState['mode'];
  /** Log objects and their bytes, as far as they are listed. */
  readonly objects?: number;
  readonly bytes?: number;
  readonly copy?: RunState['copy'];
  readonly queries: readonly { readonly id: string; readonly state: string }[];
  readonly scannedBytes?: number;
  readonly mails: { readonly started: MailOutcome; readonly final: MailOutcome };
  readonly answers: readonly ReportedAnswer[];
  readonly failedAnalyses: readonly FailedAnalysis[];
  readonly coverage?: Coverage;
  /** Why the answers are partial, sentences without a full stop. */
  readonly partial: readonly string[];
  readonly lost: readonly LostObject[];
  readonly failure?: RunFailure;
}

/** What is known of a run. */
export interface RunSources {
  readonly execution: DescribeExecutionOutput;
  readonly position: RunPosition;
  readonly startTold: boolean;
  readonly record?: RunRecord;
}

/** Puts together what execution, state and record say of a run. */
export function reportRun(stack: DeployedStack, runId: string, sources: RunSources): RunReport {
  const { execution, position, record } = sources;
  const { state } = position;
  const failure = readFailure(execution, state);
  return {
    runId,
    executionArn: execution.executionArn ?? '',
    executionUrl: executionLink(stack, execution.executionArn ?? ''),
    outcome: outcomeOf(sources),
    step: stepOf(position),
    startedAt: formatInstant(execution.startDate ?? new Date(0)),
    ...(execution.stopDate ? { endedAt: formatInstant(execution.stopDate) } : {}),
    ...(state.window ? { window: state.window } : {}),
    analyses: state.analyses ?? [],
    input: JSON.parse(execution.input ?? '{}'),
    ...(state.mode ? { mode: state.mode, objects: state.objects ?? 0, bytes: state.bytes ?? 0 } : {}),
    ...(state.copy ? { copy: state.copy } : {}),
    queries: (state.queries?.runs ?? []).map(({ name, state }) => ({ id: name, state })),
    mails: { started: startedMail(sources), final: finalMail(sources) },
    ...fromRecord(stack, record),
    ...(failure ? { failure } : {}),
  };
}

/** What is left of a run that Step Functions has forgotten. */
export function reportRecord(stack: DeployedStack, record: RunRecord): RunReport {
  const { runId, executionArn, startedAt, finishedAt, window, input, mode, objects, bytes, analyses, failed } = record;
  return {
    runId,
    executionArn,
    executionUrl: executionLink(stack, executionArn),
    outcome: record.status === 'complete' ? 'done' : record.status,
    step: 'ended',
    startedAt,
    endedAt: finishedAt,
    window,
    analyses: [...analyses, ...failed].map(({ id }) => id),
    input,
    mode,
    objects,
    bytes,
    queries: [],
    mails: { started: 'unknown', final: 'unknown' },
    ...fromRecord(stack, record),
  };
}

function fromRecord({ outputs }: DeployedStack, record: RunRecord | undefined) {
  if (!record) return { answers: [], failedAnalyses: [], partial: [], lost: [] };
  const { filters, scannedBytes, analyses, failed, coverage, partial, lost } = record;
  return {
    filters,
    scannedBytes,
    answers: analyses.map(({ id, rows, uncounted, limit, notes, csvKey }) => ({
      id,
      rows,
      ...(uncounted ? { uncounted } : {}),
      ...(limit === undefined ? {} : { limit }),
      notes,
      csv: `s3://${outputs.resultsBucket}/${csvKey}`,
    })),
    failedAnalyses: failed,
    ...(coverage ? { coverage } : {}),
    partial,
    lost,
  };
}

function outcomeOf({ execution, position, record }: RunSources): RunOutcome {
  const end = endOf(execution);
  if (end !== 'succeeded') return end;
  if (position.state.objects === 0) return 'nothing-found';
  return record?.status === 'partial' ? 'partial' : 'done';
}

function startedMail({ execution, startTold }: RunSources): MailOutcome {
  if (startTold) return 'sent';
  return execution.status === 'RUNNING' ? 'not yet' : 'not sent';
}

function finalMail({ execution, position }: RunSources): MailOutcome {
  if (execution.status === 'RUNNING') return waitsForReader(position) ? 'waiting' : 'not yet';
  return ['Done', 'Failed'].includes(position.stateName) ? 'sent' : 'not sent';
}
