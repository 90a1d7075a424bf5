import { setTimeout as sleep } from 'node:timers/promises';
import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  type QueryExecution,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { putExamples } from '../aws/example-logs';
import { clientConfig, roleWith } from '../aws/helpers';
import { AthenaOnTrino } from './athena-on-trino';
import { PLACES } from './differential/access-modes';
import { stackTables } from './differential/stack-tables';

const BUCKETS = { logBucket: 'logs', logPrefix: '', workBucket: 'work' };
const FROM_RUN = `from access_logs where run = '${PLACES.run}'`;
let trino: AthenaOnTrino;
let athena: AthenaClient;

beforeAll(async () => {
  trino = await AthenaOnTrino.start();
  const { aws } = trino;
  athena = new AthenaClient(clientConfig(aws));
  for (const name of ['work', 'results']) aws.s3.createBucket({ name });
  aws.glue.createDatabase('audit');
  for (const table of stackTables('access-logs', BUCKETS)) aws.glue.putTable('audit', table);
  putExamples(aws.s3, 'work', `runs/${PLACES.run}/logs/`, 'access-logs');
  aws.athena.putWorkGroup({
    Name: 'audit',
    WorkGroupConfiguration: { ResultConfiguration: { OutputLocation: 's3://results/athena/' } },
  });
});
afterAll(async () => {
  athena.destroy();
  await trino.stop();
});

async function start(sql: string, parameters: readonly string[] = [], client = athena): Promise<string> {
  const { QueryExecutionId = '' } = await client.send(
    new StartQueryExecutionCommand({
      QueryString: sql,
      WorkGroup: 'audit',
      QueryExecutionContext: { Database: 'audit' },
      ...(parameters.length > 0 ? { ExecutionParameters: [...parameters] } : {}),
    }),
  );
  return QueryExecutionId;
}

async function ended(id: string): Promise<QueryExecution> {
  for (;;) {
    const { QueryExecution: query } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId: id }));
    if (query && !['QUEUED', 'RUNNING'].includes(query.Status?.State ?? '')) return query;
    await sleep(20);
  }
}

async function csvOf(sql: string, parameters: readonly string[] = []): Promise<string> {
  const { Status, ResultConfiguration } = await ended(await start(sql, parameters));
  expect(Status).toMatchObject({ State: 'SUCCEEDED' });
  return trino.aws.s3
    .read('results', ResultConfiguration?.OutputLocation?.slice('s3://results/'.length) ?? '')
    .toString();
}

test('parameters take the places of the question marks, whatever they hold', async () => {
  const values = ["it's a ? and a % and 漢😀", 'x'];
  const literals = [...values.map((value) => `'${value.replaceAll("'", "''")}'`), '12345678901234567'];
  const csv = await csvOf(
    `select count(*) as n, max(w) as w, max(i) as i from (values (?, 'a "quoted" w', ?)) as t (v, w, i) where v <> ?`,
    [literals[0] as string, literals[2] as string, literals[1] as string],
  );
  expect(csv).toBe('"n","w","i"\n"1","a ""quoted"" w","12345678901234567"\n');
});

test('values have the text that Java gives them, and NULL has none', async () => {
  const csv = await csvOf(
    "select 1e0 as a, 1e0/3 as b, 1e7 as c, 1e-4 as d, cast(null as varchar) as e, true as f, 9007199254740993 as g, '' as h",
  );
  expect(csv).toBe(
    '"a","b","c","d","e","f","g","h"\n"1.0","0.3333333333333333","1.0E7","1.0E-4",,"true","9007199254740993",""\n',
  );
});

test('results have the types that Athena names, and the bytes that were read', async () => {
  const id = await start(`select operation, count(*) as requests, 1e0 as share ${FROM_RUN} group by operation`);
  const { Statistics } = await ended(id);
  const { ResultSet } = await athena.send(new GetQueryResultsCommand({ QueryExecutionId: id }));
  expect(ResultSet?.ResultSetMetadata?.ColumnInfo?.map(({ Name, Type }) => [Name, Type])).toEqual([
    ['operation', 'varchar'],
    ['requests', 'bigint'],
    ['share', 'double'],
  ]);
  expect(Statistics?.DataScannedInBytes).toBe(bytesOfExamples());
});

function bytesOfExamples(): number {
  const { objects } = trino.aws.s3.requireBucket('work');
  const sizes = Array.from({ length: objects.length }, (_, index) => objects.get(objects.keyAt(index))?.body.size ?? 0);
  return sizes.reduce((sum, size) => sum + size, 0);
}

test.each([
  [
    'a column that is not there',
    `select nothing ${FROM_RUN}`,
    "COLUMN_NOT_FOUND: line 1:8: Column 'nothing' cannot be resolved",
  ],
  [
    'a table that is not there',
    'select 1 from nothing',
    "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.audit.nothing' does not exist",
  ],
  ['no SQL', 'select select', "SYNTAX_ERROR: line 1:8: mismatched input 'select'"],
  ['a number that is none', "select cast('x' as bigint)", "INVALID_CAST_ARGUMENT: Cannot cast 'x' to BIGINT"],
])('fails for %s with the words of Athena, as the fault of who asks', async (_, sql, reason) => {
  const { Status } = await ended(await start(sql));
  expect(Status).toMatchObject({ State: 'FAILED', AthenaError: { ErrorCategory: 2, Retryable: false } });
  expect(Status?.StateChangeReason).toContain(reason);
});

test('fails when parameters are missing', async () => {
  const { Status } = await ended(await start("select 'a' where 1 = ? and 2 = ?", ['1']));
  expect(Status?.StateChangeReason).toContain('Incorrect number of parameters: expected 2 but found 1');
});

test('fails when whoever asks may not read the logs', async () => {
  const everythingButLogs = [
    { Effect: 'Allow', Action: ['athena:*', 'glue:*'], Resource: '*' },
    { Effect: 'Allow', Action: 's3:*', Resource: ['arn:aws:s3:::results', 'arn:aws:s3:::results/*'] },
  ];
  const client = new AthenaClient(clientConfig(trino.aws, roleWith(trino.aws, 'reader', everythingButLogs)));
  const { Status } = await ended(await start(`select count(*) ${FROM_RUN}`, [], client));
  client.destroy();
  expect(Status).toMatchObject({ State: 'FAILED' });
  expect(Status?.StateChangeReason).toContain('Failed to list directory: s3://work/runs/');
});

test('a query that is stopped ends, in Trino too', async () => {
  const id = await start(`select count(*) from ${Array(6).fill(`(select 1 ${FROM_RUN})`).join(' cross join ')}`);
  await sleep(500);
  await athena.send(new StopQueryExecutionCommand({ QueryExecutionId: id }));
  expect((await ended(id)).Status?.State).toBe('CANCELLED');
  expect(await runningQueries()).toEqual([]);
});

async function runningQueries(): Promise<readonly string[]> {
  for (let tries = 0; ; tries++) {
    const found: string[] = [];
    const { rows } = await trino.query(
      "select query from system.runtime.queries where state not in ('FINISHED', 'FAILED') and query like '%cross join%' and query not like '%runtime.queries%'",
      [],
      'audit',
    );
    for await (const batch of rows) found.push(...batch.map(([query]) => query as string));
    if (found.length === 0 || tries > 100) return found;
    await sleep(100);
  }
}
