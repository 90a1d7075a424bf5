import { AuditError, type ErrorCode } from '../shared/errors';

/** Reasons why one object can't be had, while others can. */
const OF_ONE_OBJECT: readonly ErrorCode[] = [
  'LOG_OBJECT_GONE',
  'LOG_OBJECT_DAMAGED',
  'LOGS_ARCHIVED',
  'LOGS_DENIED',
  'AWS_FAILED',
];

/** So many failures and no success: it is not because of single objects. */
const HOPELESS = 20;

/** The error of a download, if others may still succeed. @throws the error otherwise */
export function requireOfOneObject(error: unknown, succeeded: number, failed: number): AuditError {
  if (!(error instanceof AuditError) || !OF_ONE_OBJECT.includes(error.code)) throw error;
  if (succeeded === 0 && failed >= HOPELESS) throw error;
  return error;
}
