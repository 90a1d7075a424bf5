import type { JobDescriptor } from '@aws-sdk/client-s3-control';
import { AuditError } from '../../shared/errors';
import type { LostObject } from './run-state';
import type { Settings } from './settings';

type Place = Pick<Settings, 'stackName' | 'logBucket'>;

const NO_KEYS = /found no keys matching/i;
const KMS = /kms/i;
const DENIED = /access ?denied|not authorized|forbidden/i;

/** What a copy that ended badly means to the person who waits for it. */
export function explainCopyFailure(
  job: JobDescriptor,
  failures: readonly LostObject[],
  objects: number,
  place: Place,
): AuditError {
  const id = job.JobId ?? '';
  switch (job.Status) {
    case 'Cancelled':
    case 'Cancelling':
      return new AuditError(
        'COPY_CANCELLED',
        `the copy of the logs (S3 Batch Operations job ${id}) was cancelled${reasonOf(job)}; start the run again`,
      );
    case 'Suspended':
      return new AuditError(
        'COPY_SUSPENDED',
        `the copy of the logs (S3 Batch Operations job ${id}) is suspended and waits for a confirmation${reasonOf(job)}; confirm or cancel it in the S3 console, then start the run again`,
      );
    default:
      return explainFailed(job, failures, objects, place);
  }
}

/** A copy that ended without a task. */
export function explainNothingCopied(objects: number): AuditError {
  return new AuditError(
    'COPY_FOUND_NOTHING',
    `none of the ${objects} log objects was there any more when the copy began; a lifecycle rule may have removed them: choose a later window`,
  );
}

function explainFailed(
  job: JobDescriptor,
  failures: readonly LostObject[],
  objects: number,
  { stackName, logBucket }: Place,
): AuditError {
  const id = job.JobId ?? '';
  const reasons = (job.FailureReasons ?? []).map(({ FailureCode, FailureReason }) =>
    [FailureCode, FailureReason].filter((part) => part).join(': '),
  );
  const all = [...reasons, ...failures.map(({ key, reason }) => `${key}: ${reason}`)].join('; ');
  if (NO_KEYS.test(all)) return explainNothingCopied(objects);
  const { NumberOfTasksFailed: failed = 0, TotalNumberOfTasks: total = 0 } = job.ProgressSummary ?? {};
  const counts = failed > 0 ? `${failed} of ${total} objects failed` : 'it did not begin';
  const happened = `the copy of the logs (S3 Batch Operations job ${id}) failed, ${counts}: ${all || 'S3 gives no reason'}`;
  const grants = `'s3-log-audit grants --stack ${stackName}' prints the statements`;
  if (KMS.test(all)) {
    return new AuditError(
      'COPY_DENIED',
      `${happened}; the logs in ${logBucket} are encrypted with a KMS key that the copy may not use: deploy with LogKmsKeyArn and let the key's policy allow kms:Decrypt to the batch copy role (${grants})`,
    );
  }
  if (DENIED.test(all)) {
    return new AuditError(
      'COPY_DENIED',
      `${happened}; let the policy of ${logBucket} allow s3:GetObject and s3:GetObjectTagging to the batch copy role, and kms:Decrypt if the logs are encrypted with a KMS key (${grants})`,
    );
  }
  return new AuditError('COPY_FAILED', `${happened}; start the run again`);
}

function reasonOf({ StatusUpdateReason, SuspendedCause }: JobDescriptor): string {
  const reason = StatusUpdateReason || SuspendedCause;
  return reason ? ` (${reason})` : '';
}
