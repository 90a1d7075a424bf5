import type { S3ServiceException } from '@aws-sdk/client-s3';
import { AuditError } from '../../shared/errors';
import type { Settings } from './settings';

type Place = Pick<Settings, 'logBucket' | 'logPrefix' | 'stackName' | 'region' | 'account'>;

export function bucketMissing({ logBucket }: Place): AuditError {
  return new AuditError(
    'LOG_BUCKET_MISSING',
    `there is no bucket ${logBucket}; deploy the stack with the name of the bucket that holds the logs (LogBucket)`,
  );
}

export function bucketElsewhere({ logBucket, region }: Place, actual: string): AuditError {
  return new AuditError(
    'LOG_BUCKET_ELSEWHERE',
    `the log bucket ${logBucket} is in ${actual}, but the stack is in ${region}; deploy the stack in ${actual}`,
  );
}

/** Does something that lists the log bucket. @throws AuditError with what to do when the bucket can't be listed */
export async function listing<Result>(place: Place, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw explainListFailure(error, place);
  }
}

function explainListFailure(error: unknown, place: Place): unknown {
  const { name, $metadata } = error as S3ServiceException;
  const status = $metadata?.httpStatusCode;
  if (name === 'NoSuchBucket') return bucketMissing(place);
  if (status === 403) return listDenied(error, place);
  return error;
}

function listDenied(cause: unknown, { logBucket, logPrefix, stackName, account }: Place): AuditError {
  return new AuditError(
    'LOG_BUCKET_DENIED',
    `the stack may not list s3://${logBucket}/${logPrefix}; if the bucket belongs to another account than ${account}, or its policy denies, add the statements that 's3-log-audit grants --stack ${stackName}' prints, then start the run again`,
    { cause },
  );
}
