import { AuditError, type ErrorCode } from '../../shared/errors';

const DENIALS: readonly ErrorCode[] = ['AWS_DENIED', 'LOGS_DENIED', 'LOG_BUCKET_DENIED'];

/** What a denial means to whoever runs a stack, who has no command line to change; any other error as it is. */
export function explainDenial(error: unknown): unknown {
  if (!(error instanceof AuditError) || !DENIALS.includes(error.code)) return error;
  const said = error.message
    .replace(/^you may not do this: ask whoever grants access for /, 'needed is ')
    .replace(/^you may not (.*): ask whoever grants access for /, 'it may not $1: needed is ')
    .replace(/, or --request-payer[^;]*/, '');
  return new AuditError(
    'LOGS_DENIED',
    // what to do comes first: what S3 has said may be long, and is cut
    `the rollup may not do what it has to; if the bucket belongs to another account, or its policy or key denies, its owner has to add what 's3-log-audit grants' prints (${said})`,
    { cause: error },
  );
}
