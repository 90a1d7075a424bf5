import {
  DescribeJobCommand,
  type JobDescriptor,
  type S3ControlClient,
  UpdateJobStatusCommand,
} from '@aws-sdk/client-s3-control';
import { AuditError } from '../../shared/errors';
import { readCopyReport } from './copy-report';
import { explainCopyFailure, explainNothingCopied } from './explain-copy';
import type { RunState } from './run-state';
import type { Settings } from './settings';
import { COPY_LIMIT_MS, copyWaitSeconds } from './wait-times';
import type { WorkStore } from './work-store';

/**
 * Looks how far the copy is. A copy that left objects behind goes on, and says so.
 * @throws AuditError when it was cancelled or failed, or nothing at all was copied
 */
export async function checkCopy(
  state: RunState,
  settings: Settings,
  control: S3ControlClient,
  store: WorkStore,
  now: Date,
): Promise<RunState> {
  const { copy } = state;
  if (!copy) throw new Error(`run ${state.runId} has no copy`);
  const place = { AccountId: settings.account, JobId: copy.jobId };
  const wanted = wantedCopies(state);
  const { Job: job } = await control.send(new DescribeJobCommand(place));
  switch (job?.Status) {
    case 'Complete':
      return await endCopy(state, job, settings, store);
    case 'Failed':
    case 'Cancelled':
    case 'Cancelling':
    case 'Suspended': {
      const { failures } = await readCopyReport(store, copy.jobId);
      throw explainCopyFailure(job, failures, wanted, settings);
    }
    default:
  }
  const elapsedMs = now.getTime() - new Date(copy.startedAt).getTime();
  if (elapsedMs > COPY_LIMIT_MS) {
    await control.send(new UpdateJobStatusCommand({ ...place, RequestedJobStatus: 'Cancelled' }));
    throw new AuditError(
      'COPY_TOO_SLOW',
      `the copy of ${wanted} log objects was not done after 48 hours (${progress(job)}) and was cancelled; choose a shorter window`,
    );
  }
  return { ...state, next: 'wait', waitSeconds: copyWaitSeconds(elapsedMs) };
}

async function endCopy(state: RunState, job: JobDescriptor, settings: Settings, store: WorkStore): Promise<RunState> {
  const { NumberOfTasksSucceeded: copied = 0, NumberOfTasksFailed: failed = 0 } = job.ProgressSummary ?? {};
  if (failed === 0 && copied === 0) throw explainNothingCopied(wantedCopies(state));
  const report = failed === 0 ? { failures: [] } : await readCopyReport(store, job.JobId ?? '');
  if (copied === 0) throw explainCopyFailure(job, report.failures, wantedCopies(state), settings);
  const { jobId, startedAt } = state.copy as NonNullable<RunState['copy']>;
  return { ...state, copy: { jobId, startedAt, copied, failed, ...report }, next: 'query' };
}

/** Rollups in Parquet are not copied. */
function wantedCopies({ objects, plan }: RunState): number {
  return objects - (plan?.rolledUp ?? 0);
}

function progress(job: JobDescriptor | undefined): string {
  const { NumberOfTasksSucceeded: copied = 0, TotalNumberOfTasks: total = 0 } = job?.ProgressSummary ?? {};
  return `${job?.Status}, ${copied} of ${total}`;
}
