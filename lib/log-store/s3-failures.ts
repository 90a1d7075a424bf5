import type { S3ServiceException } from '@aws-sdk/client-s3';
import { AuditError, oneLine } from '../shared/errors';
import { explainAwsError } from '../workflow/deployed-stack/explain-aws-error';

/** What was asked of S3. */
export interface S3Request {
  readonly action: 'list' | 'read' | 'delete' | 'write';
  /** `s3://bucket/prefix` or `s3://bucket/key`. */
  readonly address: string;
  readonly requestPayer: boolean;
  readonly profile?: string;
}

/** S3's names of refusals that have to do with the very bucket or object, not with whoever asks. */
const DENIED = ['AccessDenied', 'Forbidden', 'AllAccessDisabled', 'UnknownError', '403'];

/** What one must be allowed to do. */
const NEEDED = {
  list: 's3:ListBucket',
  read: 's3:GetObject (and kms:Decrypt where a KMS key encrypts)',
  delete: 's3:DeleteObject and s3:GetObject',
  write: 's3:PutObject (and kms:GenerateDataKey where a KMS key encrypts)',
} as const;

/** What a failed request means to a person, with what to do; an error that did not come from S3 as it is. */
export function explainS3Failure(cause: unknown, request: S3Request): unknown {
  if (cause instanceof AuditError) return cause;
  const { name, $metadata } = cause as S3ServiceException;
  const { address, action, profile } = request;
  if (name === 'NoSuchBucket') {
    return new AuditError('LOG_BUCKET_MISSING', `there is no bucket for ${address}; check its name`, { cause });
  }
  if (name === 'InvalidObjectState') return archived(address, cause);
  if (name === 'InvalidToken' || name === 'RequestTimeTooSkewed') {
    return new AuditError(
      'CREDENTIALS_REFUSED',
      `AWS refuses your credentials (${name}: ${oneLine(cause)}); sign in again, and check the clock of this machine`,
      { cause },
    );
  }
  if ($metadata?.httpStatusCode === 403 && DENIED.includes(name)) return denied(cause, request);
  const caller = profile === undefined ? {} : { profile };
  return explainAwsError(cause, caller, `${NEEDED[action].split(' ')[0]} for ${address}`);
}

/** An object that has to be restored first. */
export function archived(address: string, cause?: unknown): AuditError {
  return new AuditError(
    'LOGS_ARCHIVED',
    `${address} is in an archive (S3 Glacier) and can't be read; restore it first: aws s3api restore-object`,
    { cause },
  );
}

function denied(cause: unknown, { action, address, requestPayer }: S3Request): AuditError {
  const said = oneLine(cause);
  const details = /not authorized to perform/.test(said) ? `; AWS says: ${said}` : '';
  const payer = requestPayer || action === 'delete' ? '' : ', or --request-payer if the bucket is Requester Pays';
  return new AuditError(
    action === 'list' ? 'LOG_BUCKET_DENIED' : 'LOGS_DENIED',
    `you may not ${action} ${address}: ask whoever grants access for ${NEEDED[action]}${payer}${details}`,
    { cause },
  );
}
