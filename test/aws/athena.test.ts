import {
  BatchGetQueryExecutionCommand,
  GetQueryResultsCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { AthenaQueryError } from './athena/athena-engine';
import { javaDouble } from './athena/duckdb/answer-values';
import { putExamples } from './example-logs';
import { roleWith } from './helpers';
import { LocalAws } from './local-aws';
import { copiedLogsTable, partitionedTable } from './log-tables';
import { makeTables, QueryClient } from './query-client';

const RUN = '20260301T120000Z-0123abcd';

let aws: LocalAws;
let client: QueryClient;

beforeEach(async () => {
  aws = await LocalAws.start({ now: new Date('2026-03-01T12:00:00Z') });
  client = new QueryClient(aws);
  makeTables(aws);
});

afterEach(async () => {
  client.close();
  await aws.stop();
  aws.violations.assertNone();
});

const BY_OPERATION = `select operation, count(*) as n, avg(try_cast(turn_around_time as bigint)) as ms,
  max(error_code) filter (where error_code = 'x') as none
from access_logs where run = '${RUN}' and operation = ? group by 1`;

test('writes results as CSV with every field in quotes and nothing for NULL, whatever place the client names', async () => {
  putExamples(aws.s3, 'work', `runs/${RUN}/logs/`, 'access-logs');
  const id = await client.start(BY_OPERATION, {
    ExecutionParameters: ["'REST.DELETE.OBJECT'"],
    ResultConfiguration: { OutputLocation: 's3://elsewhere/' },
  });
  const query = await client.finished(id);
  expect(query.ResultConfiguration?.OutputLocation).toBe(`s3://results/athena/${id}.csv`);
  const csv = aws.s3.read('results', `athena/${id}.csv`).toString();
  expect(csv).toMatch(/^"operation","n","ms","none"\n"REST.DELETE.OBJECT","\d+","\d+\.\d+",\n$/);
  const { ResultSet } = await client.athena.send(new GetQueryResultsCommand({ QueryExecutionId: id }));
  expect(ResultSet?.Rows?.[1]?.Data?.[3]).toEqual({});
  expect(ResultSet?.ResultSetMetadata?.ColumnInfo?.map(({ Type }) => Type)).toEqual([
    'varchar',
    'bigint',
    'double',
    'varchar',
  ]);
});

test.each([
  [
    'an injected partition without equality',
    "select 1 from access_logs where run > ''",
    /^CONSTRAINT_VIOLATION: For the injected projected partition column run/,
  ],
  [
    'an injected partition that only a function names',
    "select 1 from access_logs where lower(run) = 'x'",
    /^CONSTRAINT_VIOLATION/,
  ],
  ['a table that is not there', 'select 1 from nothing', /^SYNTAX_ERROR/],
  ['text that is no SQL', 'selec 1', /^SYNTAX_ERROR/],
  ['a parameter that is not in a WHERE', 'select ? as one', /^SYNTAX_ERROR.*WHERE clause only/],
  [
    'fewer parameters than places',
    'select 1 as one where ? = ?',
    /Incorrect number of parameters: expected 2 but found 0/,
  ],
])('fails for %s', async (_, sql, message) => {
  const query = await client.run(sql);
  expect(query.Status).toMatchObject({ State: 'FAILED', StateChangeReason: expect.stringMatching(message) });
});

test('fails for a damaged file and names it', async () => {
  aws.s3.put('work', `runs/${RUN}/logs/x.json`, '{"Records":[{"eventName": broken}]}');
  const query = await client.run(`select count(*) from cloudtrail where run = '${RUN}'`);
  expect(query.Status?.AthenaError?.ErrorMessage).toMatch(
    new RegExp(`^HIVE_CURSOR_ERROR: .*s3://work/runs/${RUN}/logs/x.json`),
  );
});

test('does not read files whose names begin with a dot or an underscore', async () => {
  for (const name of ['seen', '_hidden', '.hidden', '_folder/hidden']) aws.s3.put('work', `runs/r/logs/${name}`, 'x\n');
  const csv = await client.csv(`select "$path" as path, unparsed_line from access_logs where run = 'r'`);
  expect(csv).toBe('"path","unparsed_line"\n"s3://work/runs/r/logs/seen","x"\n');
});

describe('a table in folders of days', () => {
  const folder = (day: string, bucket = 'media') => `logs/111122223333/eu-west-1/${bucket}/${day}`;

  beforeEach(() => {
    aws.glue.putTable('audit', partitionedTable('in_place', 'work'));
    for (const day of ['2026/02/01', '2026/02/02', '2026/02/03']) aws.s3.put('work', `${folder(day)}/log`, `${day}\n`);
    aws.s3.put('work', `${folder('2026/02/02', 'other')}/log`, 'other\n');
    aws.calls.clear();
  });

  const where = "account = '111122223333' and region in ('eu-west-1') and source_bucket = 'media'";

  test('is read in the days of the condition only', async () => {
    const days = "day >= '2026/02/02' and day <= date_format(timestamp '2026-02-03 00:00:00', '%Y/%m/%d')";
    const sql = `select day, unparsed_line from in_place where ${where} and ${days} order by 1`;
    expect((await client.rows(sql)).slice(1)).toEqual([
      ['2026/02/02', '2026/02/02'],
      ['2026/02/03', '2026/02/03'],
    ]);
    const listed = aws.calls.of('s3:ListBucket').map(({ conditions }) => conditions?.['s3:prefix']?.[0]);
    expect(listed).toEqual([`${folder('2026/02/02')}/`, `${folder('2026/02/03')}/`]);
  });

  test('is read in every day of its range without a condition on the day', async () => {
    await client.run(`select count(*) as lines from in_place where ${where}`);
    expect(aws.calls.of('s3:ListBucket')).toHaveLength(31 + 28 + 1);
  });
});

test('reads the objects that a list names, and fails when one is gone', async () => {
  const table = copiedLogsTable('access-logs', 'listed', 'work') as { StorageDescriptor: object };
  const InputFormat = 'org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat';
  aws.glue.putTable('audit', { ...table, StorageDescriptor: { ...table.StorageDescriptor, InputFormat } });
  aws.s3.createBucket({ name: 'logs' });
  for (const name of ['a', 'b', 'c']) aws.s3.put('logs', `flat/${name}`, `${name}\n`);
  aws.s3.put('work', 'runs/r/logs/list', 's3://logs/flat/a\ns3://logs/flat/c');
  const sql = "select unparsed_line as line from listed where run = 'r' order by 1";
  expect(await client.csv(sql)).toBe('"line"\n"a"\n"c"\n');
  aws.s3.requireBucket('logs').objects.delete('flat/c');
  const failed = await client.run(sql);
  expect(failed.Status?.StateChangeReason).toMatch(/^HIVE_FILE_NOT_FOUND: .*s3:\/\/logs\/flat\/c/);
});

test('is the same query for the same token, and refuses another one', async () => {
  const ClientRequestToken = 'a'.repeat(32);
  const id = await client.start('select 1 as one', { ClientRequestToken });
  expect(await client.start('select 1 as one', { ClientRequestToken })).toBe(id);
  await expect(client.start('select 2 as two', { ClientRequestToken })).rejects.toMatchObject({
    name: 'InvalidRequestException',
    message: 'Idempotent parameters do not match',
  });
  await expect(client.start('select 1 as one', { ClientRequestToken: 'short' })).rejects.toThrow('32');
});

test('cancels a query that scans more than the workgroup allows', async () => {
  aws.athena.scripts.push({ scannedBytes: 10_000_001 });
  const query = await client.run('select 1 as one');
  expect(query.Status).toMatchObject({ State: 'CANCELLED', StateChangeReason: 'Bytes scanned limit was exceeded' });
});

test('ends queries as a test wants them to end', async () => {
  const retryable = new AthenaQueryError('GENERIC_INTERNAL_ERROR: try again', 1, true);
  aws.athena.scripts.push({ sql: 'first', error: retryable }, { sql: 'second', hangs: true });
  const [first, second, third] = await Promise.all(
    ['first', 'second', 'third'].map((name) => client.start(`select 1 as ${name}`)),
  );
  expect((await client.finished(first as string)).Status?.AthenaError).toMatchObject({
    Retryable: true,
    ErrorCategory: 1,
  });
  const timedOut = await client.finished(second as string);
  expect(timedOut.Status?.StateChangeReason).toBe('Query timeout');
  expect(timedOut.Statistics?.EngineExecutionTimeInMillis).toBeGreaterThanOrEqual(30 * 60_000);
  expect((await client.finished(third as string)).Status?.State).toBe('SUCCEEDED');
});

test('stops a query', async () => {
  aws.clock.pause();
  const id = await client.start('select 1 as one');
  await client.athena.send(new StopQueryExecutionCommand({ QueryExecutionId: id }));
  const { QueryExecutions, UnprocessedQueryExecutionIds } = await client.athena.send(
    new BatchGetQueryExecutionCommand({ QueryExecutionIds: [id, 'none'] }),
  );
  expect(QueryExecutions?.[0]?.Status?.State).toBe('CANCELLED');
  expect(UnprocessedQueryExecutionIds?.[0]?.QueryExecutionId).toBe('none');
});

test('reads and writes with the permissions of whoever starts the query', async () => {
  putExamples(aws.s3, 'work', `runs/${RUN}/logs/`, 'access-logs');
  const allowed = (action: string | string[], ...resources: string[]) => ({
    Effect: 'Allow',
    Action: action,
    Resource: resources,
  });
  const glue = 'arn:aws:glue:eu-west-1:111122223333';
  const grants = [
    allowed('athena:*', 'arn:aws:athena:eu-west-1:111122223333:workgroup/audit'),
    allowed('s3:GetBucketLocation', 'arn:aws:s3:::results'),
    allowed(['glue:GetDatabase', 'glue:GetTable'], `${glue}:catalog`, `${glue}:database/*`, `${glue}:table/audit/*`),
    allowed('s3:ListBucket', 'arn:aws:s3:::work'),
    allowed('s3:GetObject', 'arn:aws:s3:::work/runs/*'),
    allowed('s3:PutObject', 'arn:aws:s3:::results/athena/*'),
  ];
  const sql = `select count(*) as lines from access_logs where run = '${RUN}'`;
  const expectations = [
    /athena:StartQueryExecution/,
    /Unable to verify\/create output bucket results/,
    /glue:GetDatabase/,
    /Permission denied on S3 path: s3:\/\/work/,
    /HIVE_CANNOT_OPEN_SPLIT/,
    /Access denied when writing output/,
  ];
  for (const [index, expected] of expectations.entries()) {
    const keys = roleWith(
      aws,
      `without-${index}`,
      grants.filter((_, other) => other !== index),
    );
    const restricted = new QueryClient(aws, keys);
    const failure = await restricted.start(sql).then(
      async (id) => (await client.finished(id)).Status?.StateChangeReason ?? '',
      (error: Error) => error.message,
    );
    expect(failure).toMatch(expected);
    restricted.close();
  }
  const everything = new QueryClient(aws, roleWith(aws, 'all', grants));
  expect((await everything.run(sql)).Status?.State).toBe('SUCCEEDED');
  everything.close();
});

test.each([
  [0, '0.0'],
  [0.5, '0.5'],
  [12, '12.0'],
  [1e7, '1.0E7'],
  [0.0001, '1.0E-4'],
  [1234567.25, '1234567.25'],
  [-3.3045470118116886e-6, '-3.3045470118116886E-6'],
])('writes the number %d as Java does', (value, text) => {
  expect(javaDouble(value)).toBe(text);
});
