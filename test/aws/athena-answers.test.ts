import { loadCatalogue } from '../../lib/analyses/catalogue';
import { renderAthenaQuery } from '../../lib/analyses/render';
import { toSqlLiteral } from '../../lib/analyses/sql-value';
import { audit } from '../helpers/local-audit';
import { javaDouble } from './athena/duckdb/answer-values';
import { putExamples } from './example-logs';
import { LocalAws } from './local-aws';
import { makeTables, QueryClient } from './query-client';

const RUN = '20260301T120000Z-0123abcd';

let aws: LocalAws;
let client: QueryClient;

beforeAll(async () => {
  aws = await LocalAws.start();
  client = new QueryClient(aws);
  makeTables(aws);
});

afterAll(async () => {
  client.close();
  await aws.stop();
  aws.violations.assertNone();
});

test.each([
  ['access-logs', 'access_logs'],
  ['cloudtrail', 'cloudtrail'],
] as const)('the example %s give the same answers as on the laptop, for every analysis', async (logType, table) => {
  const keys = putExamples(aws.s3, 'work', `runs/${RUN}/logs/`, logType);
  const analyses = loadCatalogue().ofLogType(logType);
  const ids = analyses.map(({ id }) => id);
  const laptop = await audit([`examples/${logType}`], ids, { logType });
  for (const analysis of analyses) {
    const source = { table, partitions: { run: [RUN] } };
    const { sql, parameters, columns } = renderAthenaQuery(analysis, { window: {}, filters: {} }, source, 0);
    const [header, ...rows] = await client.rows(sql, parameters.map(toSqlLiteral));
    expect(header).toEqual(columns.map(({ name }) => name));
    const expected = laptop.rows[analysis.id]?.map((row) =>
      columns.map(({ name, type }) => textOf(row[name] ?? null, type)),
    );
    expect({ analysis: analysis.id, rows }).toEqual({ analysis: analysis.id, rows: expected });
  }
  for (const key of keys) aws.s3.requireBucket('work').objects.delete(key);
});

function textOf(value: string | number | bigint | null, type: string): string | null {
  if (value === null) return null;
  return type === 'double' ? javaDouble(Number(value)) : String(value);
}
