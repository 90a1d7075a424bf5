import { createHash } from 'node:crypto';
import { type AthenaClient, StartQueryExecutionCommand } from '@aws-sdk/client-athena';

/** A query and where it runs. The workgroup says where the answer goes. */
export interface QueryStart {
  readonly sql: string;
  /** SQL literals, one for each `?`. */
  readonly parameters: readonly string[];
  readonly database: string;
  readonly workgroup: string;
  /** From 32 to 128 characters; the same token with the same query gives the same execution. */
  readonly token: string;
}

/** Starts a query, or finds it when it was started before and the answer was lost. Gives the id of the execution. */
export async function startQuery(athena: AthenaClient, query: QueryStart): Promise<string> {
  const { QueryExecutionId } = await athena.send(
    new StartQueryExecutionCommand({
      QueryString: query.sql,
      ...(query.parameters.length === 0 ? {} : { ExecutionParameters: [...query.parameters] }),
      ClientRequestToken: query.token,
      QueryExecutionContext: { Database: query.database },
      WorkGroup: query.workgroup,
    }),
  );
  if (QueryExecutionId === undefined) throw new Error('Athena gave no id for the query');
  return QueryExecutionId;
}

/** Token of a query of a run; each attempt has its own. */
export function queryToken(runId: string, name: string, attempt: number): string {
  return `${runId}-${createHash('sha256').update(name).digest('hex').slice(0, 16)}-${attempt}`;
}
