import type { GlueTable } from '../glue/glue-table';

/** A query as Athena takes it, with everything that an engine needs to answer it. */
export interface AthenaQuery {
  /** The text as it was sent, with `?` for each parameter. */
  readonly sql: string;
  /** ExecutionParameters: literals as they were sent, strings in their own single quotes. */
  readonly parameters: readonly string[];
  readonly database: string;
  /** Every table of the database, exactly as it is in the Glue catalog. */
  readonly tables: readonly GlueTable[];
  /** The objects in S3 as whoever started the query may see them. */
  readonly objects: ObjectReader;
  /** Access key of whoever started the query, for an engine that reads S3 and Glue over HTTP. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** S3 with the permissions of one caller. Refusals are thrown as {@link AthenaQueryError} with S3's own words. */
export interface ObjectReader {
  /** The objects below a prefix in the order of their keys. */
  list(bucket: string, prefix: string): Promise<readonly { readonly key: string; readonly size: number }[]>;
  read(bucket: string, key: string): Promise<Buffer>;
}

export interface AthenaColumn {
  readonly name: string;
  /** Athena's name of the type, such as `varchar`, `bigint`, `double`, `boolean`, `timestamp`. */
  readonly type: string;
}

/** The answer to a query. */
export interface AthenaAnswer {
  readonly columns: readonly AthenaColumn[];
  /** Batches of rows; values in the form that Athena writes into its CSV, NULL as null. */
  readonly rows: AsyncIterable<readonly (readonly (string | null)[])[]>;
  /** Bytes read from S3, as they lie there (compressed). */
  readonly scannedBytes: number;
}

/** What answers the queries behind the local Athena. */
export interface AthenaEngine {
  /**
   * @throws AthenaQueryError when the query is wrong or its data can't be read
   * @throws the reason of the signal when it was aborted
   */
  run(query: AthenaQuery, signal: AbortSignal): Promise<AthenaAnswer>;
  close?(): Promise<void>;
}

/** ErrorCategory of Athena's API: 1 is the service's fault, 2 the user's, 3 something else. */
export type AthenaErrorCategory = 1 | 2 | 3;

/** A query that Athena lets fail; the message begins with Athena's code, such as `SYNTAX_ERROR: …`. */
export class AthenaQueryError extends Error {
  override readonly name = 'AthenaQueryError';

  constructor(
    message: string,
    readonly category: AthenaErrorCategory,
    readonly retryable: boolean,
  ) {
    super(message);
  }
}
