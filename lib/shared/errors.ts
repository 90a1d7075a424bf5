/** Codes of wrong usage: the caller asked for something that can't be. Exit code 2. */
export const usageCodes = {
  UnknownCommand: 'the command line names no command of ours',
  UnknownAnalysis: 'no analysis of that name exists for the log type',
  UnknownLogType: 'the log type is neither access-logs nor cloudtrail',
  UnknownFormat: 'the output format is not one of ours',
  UnknownOption: 'the command or analysis has no such option or filter',
  InvalidOption: 'the value of an option can not be used',
  InvalidFilter: 'the value of a filter can not be used, for example a CIDR that is none',
  FilterNotApplicable: 'the filter means nothing for this log type or analysis',
  InvalidWindow: 'a date is impossible, or the window ends before it begins',
} as const;

/** Codes of failures: the request was sound, and still it could not be done. Exit code 1. */
export const failureCodes = {
  LogsNotFound: 'a log path does not exist or can not be opened',
  NoLogFiles: 'the paths hold no log files, or none that can fall into the window',
  WrongLogType: 'the files are logs, but of another type than asked for',
  InvalidCatalogue: 'a folder of queries breaks the rules for analyses',
  QueryFailed: 'the engine refused or aborted a query',
  OutputFailed: 'the output can not be written: full disk, missing folder, a directory in its place',
  NotSupported: 'a known wish that this version does not fulfil',
} as const;

export type UsageCode = keyof typeof usageCodes;
type FailureCode = keyof typeof failureCodes;
export type ErrorCode = UsageCode | FailureCode;

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
