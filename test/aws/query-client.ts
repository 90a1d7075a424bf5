import { setTimeout as delay } from 'node:timers/promises';
import {
  AthenaClient,
  GetQueryExecutionCommand,
  type QueryExecution,
  StartQueryExecutionCommand,
  type StartQueryExecutionCommandInput,
} from '@aws-sdk/client-athena';
import { parseCsv } from './athena/csv-result';
import { clientConfig } from './helpers';
import type { LocalAws } from './local-aws';
import { copiedLogsTable } from './log-tables';

/** Tables of copied logs in the database `audit`, and a workgroup of that name that puts results into `s3://results/athena/`. */
export function makeTables(aws: LocalAws): void {
  aws.s3.createBucket({ name: 'work' });
  aws.s3.createBucket({ name: 'results' });
  aws.glue.createDatabase('audit');
  aws.glue.putTable('audit', copiedLogsTable('access-logs', 'access_logs', 'work'));
  aws.glue.putTable('audit', copiedLogsTable('cloudtrail', 'cloudtrail', 'work'));
  aws.athena.putWorkGroup({
    Name: 'audit',
    WorkGroupConfiguration: {
      ResultConfiguration: { OutputLocation: 's3://results/athena/' },
      BytesScannedCutoffPerQuery: 10_000_000,
    },
  });
}

/** Queries through the SDK. */
export class QueryClient {
  readonly athena: AthenaClient;

  constructor(
    private readonly aws: LocalAws,
    credentials = aws.root,
  ) {
    this.athena = new AthenaClient(clientConfig(aws, credentials));
  }

  /** Gives the id. */
  async start(sql: string, more: Partial<StartQueryExecutionCommandInput> = {}): Promise<string> {
    const { QueryExecutionId = '' } = await this.athena.send(
      new StartQueryExecutionCommand({
        QueryString: sql,
        WorkGroup: 'audit',
        QueryExecutionContext: { Database: 'audit' },
        ...more,
      }),
    );
    return QueryExecutionId;
  }

  async finished(id: string): Promise<QueryExecution> {
    for (;;) {
      const { QueryExecution: query } = await this.athena.send(new GetQueryExecutionCommand({ QueryExecutionId: id }));
      if (query && !['QUEUED', 'RUNNING'].includes(query.Status?.State ?? '')) return query;
      await delay(5);
    }
  }

  /** Starts a query and waits for its end. */
  async run(sql: string, more?: Partial<StartQueryExecutionCommandInput>): Promise<QueryExecution> {
    return this.finished(await this.start(sql, more));
  }

  /** The CSV of a query that must succeed. */
  async csv(sql: string, parameters: readonly string[] = []): Promise<string> {
    const query = await this.run(sql, parameters.length > 0 ? { ExecutionParameters: [...parameters] } : {});
    const { State, StateChangeReason } = query.Status ?? {};
    if (State !== 'SUCCEEDED') throw new Error(`${State}: ${StateChangeReason}`);
    return this.aws.s3.read('results', `athena/${query.QueryExecutionId}.csv`).toString();
  }

  /** Its rows, the header among them. */
  async rows(sql: string, parameters?: readonly string[]): Promise<(string | null)[][]> {
    return parseCsv(await this.csv(sql, parameters));
  }

  close(): void {
    this.athena.destroy();
  }
}
