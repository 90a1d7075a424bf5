import { AuditError } from '../../shared/errors';

/** What a denial means to whoever runs a stack; any other error as it is. */
export function explainDenial(error: unknown): unknown {
  if (!(error instanceof AuditError) || error.code !== 'AWS_DENIED') return error;
  const needed = /for (s3:.*)$/s.exec(error.message)?.[1] ?? error.message;
  return new AuditError(
    'LOGS_DENIED',
    `the rollup may not do what it has to, which needs ${needed}; if the bucket belongs to another account, or its policy or key denies, its owner has to allow it to the roles RollupPlanRoleArn and RollupRoleArn (outputs of the stack)`,
    { cause: error },
  );
}
