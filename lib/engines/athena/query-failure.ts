import type { QueryExecution } from '@aws-sdk/client-athena';
import type { FailureCode } from '../../shared/errors';

/** Why a query ended without an answer. */
export interface QueryFailure {
  readonly code: Extract<
    FailureCode,
    | 'QUERY_FAILED'
    | 'QUERY_CANCELLED'
    | 'QUERY_TIMED_OUT'
    | 'SCAN_LIMIT_REACHED'
    | 'LOG_OBJECT_UNREADABLE'
    | 'LOGS_DENIED'
    | 'LAKE_FORMATION_DENIED'
  >;
  /** What Athena says. */
  readonly reason: string;
  /** Address (`s3://…`) of the object that the query failed on, when Athena names one. */
  readonly object?: string;
  /** Whether the same query may succeed when it is started again. */
  readonly retryable: boolean;
}

const OBJECT = /s3[an]?:\/\/[^\s()[\]{},;"']+/;
const UNREADABLE =
  /HIVE_(CURSOR_ERROR|BAD_DATA|FILESYSTEM_ERROR|CANNOT_OPEN_SPLIT|FILE_NOT_FOUND|INVALID_METADATA)|incorrect header check|not in gzip format|unexpected end of|corrupt/i;

/** S3 was asked for more than it gives at a time; the object that is named has nothing wrong. */
const BUSY = /slow ?down|reduce your request rate|status code: 503/i;

/** Codes by what Athena's reason says, the first that fits. The texts are no contract of Athena's. */
const REASONS: readonly (readonly [RegExp, QueryFailure['code']])[] = [
  [/lake ?formation/i, 'LAKE_FORMATION_DENIED'],
  [/bytes scanned limit|data usage limit/i, 'SCAN_LIMIT_REACHED'],
  [/query ?time(d )?-?out|exceeded (the )?(maximum )?(run|time)[a-z ]*limit|EXCEEDED_TIME_LIMIT/i, 'QUERY_TIMED_OUT'],
  [/access ?denied|permission denied|not authorized|status code: 403|kms/i, 'LOGS_DENIED'],
];

/** What the end of a query means that did not succeed. */
export function queryFailure({ Status }: QueryExecution): QueryFailure {
  const reason = Status?.StateChangeReason || Status?.AthenaError?.ErrorMessage || 'Athena gives no reason';
  const object = OBJECT.exec(reason)?.[0]
    ?.replace(/^s3[an]:/, 's3:')
    .replace(/[.:]+$/, '');
  // names of buckets and keys may hold any of the words
  const words = reason.replace(new RegExp(OBJECT, 'g'), '');
  const busy = BUSY.test(words);
  const found = busy ? 'QUERY_FAILED' : REASONS.find(([pattern]) => pattern.test(words))?.[1];
  return {
    code: found ?? otherCode(Status?.State === 'CANCELLED', words, object),
    reason,
    ...(object === undefined ? {} : { object }),
    retryable: Status?.State === 'FAILED' && (busy || Status.AthenaError?.Retryable === true),
  };
}

function otherCode(cancelled: boolean, reason: string, object: string | undefined): QueryFailure['code'] {
  if (cancelled) return 'QUERY_CANCELLED';
  return object !== undefined && UNREADABLE.test(reason) ? 'LOG_OBJECT_UNREADABLE' : 'QUERY_FAILED';
}
