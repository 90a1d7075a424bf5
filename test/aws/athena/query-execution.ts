import type { Principal } from '../iam/principal';
import type { AthenaColumn } from './athena-engine';

export type QueryState = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';

/** What StartQueryExecution was asked for. */
export interface QueryRequest {
  readonly QueryString: string;
  readonly ClientRequestToken: string;
  readonly WorkGroup: string;
  readonly QueryExecutionContext?:
    | { readonly Database?: string | undefined; readonly Catalog?: string | undefined }
    | undefined;
  readonly ExecutionParameters?: readonly string[] | undefined;
}

/** One execution of a query, from its start on. */
export interface QueryExecution {
  readonly id: string;
  readonly request: QueryRequest;
  readonly caller: Principal;
  readonly outputLocation: string;
  readonly submitted: Date;
  readonly abort: AbortController;
  state: QueryState;
  started?: Date;
  completed?: Date;
  reason?: string;
  error?: { readonly category: number; readonly retryable: boolean; readonly message: string };
  scannedBytes: number;
  columns: readonly AthenaColumn[];
}

export function isOver({ state }: QueryExecution): boolean {
  return state === 'SUCCEEDED' || state === 'FAILED' || state === 'CANCELLED';
}

const seconds = (date: Date) => date.getTime() / 1000;

/** As GetQueryExecution shows it. Source: https://docs.aws.amazon.com/athena/latest/APIReference/API_QueryExecution.html */
export function describeQuery(query: QueryExecution): object {
  const { request, state, submitted, started, completed, reason, error } = query;
  const end = completed ?? submitted;
  return {
    QueryExecutionId: query.id,
    Query: request.QueryString,
    StatementType: 'DML',
    SubstatementType: 'SELECT',
    ResultConfiguration: {
      OutputLocation: query.outputLocation,
      EncryptionConfiguration: { EncryptionOption: 'SSE_S3' },
    },
    ResultReuseConfiguration: { ResultReuseByAgeConfiguration: { Enabled: false } },
    QueryExecutionContext: request.QueryExecutionContext ?? {},
    ...(request.ExecutionParameters ? { ExecutionParameters: request.ExecutionParameters } : {}),
    WorkGroup: request.WorkGroup,
    EngineVersion: {
      SelectedEngineVersion: 'AUTO',
      EffectiveEngineVersion: 'Athena engine version 3',
    },
    Status: {
      State: state,
      SubmissionDateTime: seconds(submitted),
      ...(completed ? { CompletionDateTime: seconds(completed) } : {}),
      ...(reason === undefined ? {} : { StateChangeReason: reason }),
      ...(error
        ? {
            AthenaError: {
              ErrorCategory: error.category,
              ErrorType: 1000,
              Retryable: error.retryable,
              ErrorMessage: error.message,
            },
          }
        : {}),
    },
    Statistics: {
      DataScannedInBytes: query.scannedBytes,
      EngineExecutionTimeInMillis: started ? end.getTime() - started.getTime() : 0,
      QueryQueueTimeInMillis: (started ?? end).getTime() - submitted.getTime(),
      TotalExecutionTimeInMillis: end.getTime() - submitted.getTime(),
      ResultReuseInformation: { ReusedPreviousResult: false },
    },
  };
}
