/** Codes of wrong usage: the caller asked for something that can't be. Exit code 2. */
export const USAGE_CODES = {
  UNKNOWN_COMMAND: 'the command line names no command of ours',
  UNKNOWN_ANALYSIS: 'no analysis of that name exists for the log type',
  UNKNOWN_LOG_TYPE: 'the log type is neither access-logs nor cloudtrail',
  UNKNOWN_FORMAT: 'the output format is not one of ours',
  UNKNOWN_OPTION: 'the command or analysis has no such option or filter',
  INVALID_OPTION: 'the value of an option can not be used',
  INVALID_FILTER: 'the value of a filter can not be used, for example a CIDR that is none',
  FILTER_NOT_APPLICABLE: 'the filter means nothing for this log type or analysis',
  INVALID_DATE: 'a date is none, or does not exist in the calendar',
  INVALID_DURATION: 'a duration is none',
  EMPTY_WINDOW: 'the window ends before it begins',
  MISSING_WINDOW: 'neither the run nor its stack says which time is audited',
  WINDOW_TOO_LONG: 'the window is longer than the stack allows',
  INVALID_RUN_INPUT: 'the input of a run has a key or value that a run can not have',
  MISSING_REGION: 'nothing says in which AWS Region the stack is',
} as const;

/** Codes of failures: the request was sound, and still it could not be done. Exit code 1. */
export const FAILURE_CODES = {
  LOGS_NOT_FOUND: 'a log path does not exist or can not be opened',
  NO_LOG_FILES: 'the paths hold no log files, or none that can fall into the window',
  WRONG_LOG_TYPE: 'the files are logs, but of another type than asked for',
  INVALID_CATALOGUE: 'a folder of queries breaks the rules for analyses',
  QUERY_FAILED: 'the engine refused or aborted a query',
  OUTPUT_FAILED: 'the output can not be written: full disk, missing folder, a directory in its place',
  NOT_BUNDLED: 'a function of the stack has not been bundled',
  NOT_SUPPORTED: 'a known wish that this version does not fulfil',
  LOG_BUCKET_MISSING: 'the log bucket does not exist',
  LOG_BUCKET_ELSEWHERE: 'the log bucket is in another Region than the stack, or than the one said',
  LOG_BUCKET_DENIED: 'the log bucket may not be listed',
  LAYOUT_UNKNOWN: 'how the logs lie below their prefix could not be told',
  HIDDEN_PREFIX: 'Athena would skip the logs, because their names begin with _ or .',
  TOO_MANY_PARTITIONS: 'the window has more partitions than a query should read',
  TOO_MANY_OBJECTS: 'there are too many objects to be read where they lie without partitions',
  COPY_FAILED: 'the copy of the logs failed, or no object could be copied',
  COPY_DENIED: 'the copy of the logs was not allowed to read, decrypt or write',
  COPY_CANCELLED: 'somebody cancelled the copy of the logs',
  COPY_SUSPENDED: 'the copy of the logs waits for a confirmation in the console',
  COPY_FOUND_NOTHING: 'the logs were gone when the copy began',
  COPY_TOO_SLOW: 'the copy of the logs took longer than two days and was cancelled',
  QUERY_CANCELLED: 'somebody stopped a query',
  QUERY_TIMED_OUT: 'a query ran into the time limit of Athena',
  QUERIES_TOO_SLOW: 'the queries of the run took longer than a day and were stopped',
  SCAN_LIMIT_REACHED: 'a query read more bytes than the stack allows',
  LOG_OBJECT_UNREADABLE: 'a query met an object that it could not read',
  LOGS_DENIED: 'the logs may not be read, decrypted or deleted',
  LOGS_ARCHIVED: 'the logs are in an archive and must be restored before they can be read',
  LOG_OBJECT_GONE: 'a log object is no longer there',
  LOG_OBJECT_DAMAGED: 'a log object can not be read as S3 says that it is',
  DISK_TOO_SMALL: 'the logs need more disk than there is, or than may be used',
  LAKE_FORMATION_DENIED: 'Lake Formation did not let the query read the tables',
  RESULT_MISSING: 'the result of a query is not where Athena put it',
  ROLLUP_REFUSED: 'a rollup would lose or double lines, or mix what does not belong together',
  ROLLUP_DAMAGED: 'a rollup is not what its manifest says',
  ROLLUP_BUSY: 'somebody else is writing the same rollup',
  ROLLUP_INCOMPLETE: 'some periods of a rollup could not be rolled up',
  SERVICE_BUSY: 'an AWS service was throttling, failing or out of reach',
  MAIL_NOT_DELIVERED: 'nobody has confirmed the subscription for the mails',
} as const;

/** Codes of failures to reach or drive a deployed stack from the command line. Exit code 1. */
const STACK_CODES = {
  NO_CREDENTIALS: 'no AWS credentials were found',
  CREDENTIALS_EXPIRED: 'the AWS credentials were good once',
  CREDENTIALS_REFUSED: 'AWS does not know the credentials, or their signature does not fit',
  AWS_DENIED: 'AWS knows the caller, but does not allow the action',
  AWS_UNREACHABLE: 'there is no connection to AWS',
  AWS_FAILED: 'a call of AWS failed for another reason',
  STACK_MISSING: 'there is no stack of that name in the account and Region',
  STACK_NOT_READY: 'the stack is being made or deleted, or could not be made',
  NO_AUDIT_STACK: 'the stack is not one of this product',
  RUN_MISSING: 'the stack has no such run',
  RESULT_NOT_FOUND: 'the run has no such result, or not yet',
  RESULT_UNREADABLE: 'a result in the results bucket is not as Athena writes it, or was cut off',
} as const;

/** Codes of failures to change how buckets are logged. Exit code 1, or 3 when others could be changed. */
const LOGGING_CODES = {
  POLICY_UNUSABLE: 'a bucket policy is not of a form that a statement can be added to',
  POLICY_TOO_LARGE: 'a bucket policy would be larger than S3 takes',
  SETUP_UNREADABLE: 'what must be known before a change could not be read',
  SETUP_CHANGED: 'somebody else has changed what was read before',
  SETUP_NOT_CONFIRMED: 'what was written is not what is read back',
} as const;

export type UsageCode = keyof typeof USAGE_CODES;
export type FailureCode = keyof typeof FAILURE_CODES;
type StackCode = keyof typeof STACK_CODES;
type LoggingCode = keyof typeof LOGGING_CODES;
export type ErrorCode = UsageCode | FailureCode | StackCode | LoggingCode;

/** An error that a user can do something about. Anything else thrown is a bug. */
export class AuditError extends Error {
  override readonly name: string = 'AuditError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** Wrong usage: the command line answers with exit code 2 and points to the help. */
export class UsageError extends AuditError {
  override readonly name = 'UsageError';

  constructor(code: UsageCode, message: string, options?: { cause?: unknown }) {
    super(code, message, options);
  }
}

/** Name of the error with this code where an error is known by its name: `LOG_BUCKET_DENIED` → `LogBucketDenied`. */
export function errorName(code: ErrorCode): string {
  return code
    .toLowerCase()
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** The message of an error on one line, for use within a sentence. */
export function oneLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\s*\n\s*/g, ' ').trim();
}
