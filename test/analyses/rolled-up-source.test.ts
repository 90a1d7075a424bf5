import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { loadView } from '../../lib/analyses/catalogue';
import { type AthenaSource, readTables } from '../../lib/analyses/render';
import { writeParsedLogs } from '../../lib/engines/duckdb/parsed-logs/write-parsed-logs';
import { ACCESS_LOG_COLUMNS } from '../../lib/log-types/access-logs/line-format';
import { PARSED_COLUMNS } from '../../lib/log-types/access-logs/parsed-format';
import { TABLES, workKeys } from '../../lib/workflow/audit-run/cloud-names';
import { stackTables } from '../athena/differential/stack-tables';
import { DuckDbEngine } from '../aws/athena/duckdb-engine';
import { GlueCatalog } from '../aws/glue/catalog';
import { accessStoryFiles, renderAccessLogFile } from '../generator';
import { hostileLine } from '../helpers/hostile-lines';

const RUN = '20260210T000000Z-0123abcd';
const partitions = { run: [RUN] };
const TEXT: AthenaSource = { table: TABLES.accessLogsCopied, partitions };
const PARQUET = { table: TABLES.accessLogsRolledUp, partitions };
const view = loadView('access-logs');

let folder: string;
const objects = new Map<string, Buffer>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rolled-up-source-'));
  const path = join(folder, 'lines');
  const fuzzed = fc.sample(hostileLine, { seed: 20_260_210, numRuns: 3000 });
  // a byte order mark at the beginning of a file is dropped
  writeFileSync(path, ['', ...accessStoryFiles().map(renderAccessLogFile), ...fuzzed].join('\n'));
  const parquet = join(folder, 'parquet');
  await writeParsedLogs({ files: [path], path: parquet, workFolder: folder });
  objects.set(`${workKeys.copiedLogs(RUN)}/2026-02-03-00-00-00-0123456789ABCDEF`, readFileSync(path));
  objects.set(`${workKeys.listedRollups(RUN)}objects`, Buffer.from('s3://work/2026-02-03.rollup.parquet\n'));
  objects.set('2026-02-03.rollup.parquet', readFileSync(parquet));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('the fields of a line are the same from text and from a rollup in Parquet', async () => {
  const numbers = new Set(PARSED_COLUMNS.filter(({ type }) => type !== 'varchar').map(({ raw }) => raw));
  const fields = ACCESS_LOG_COLUMNS.filter(({ name }) => name !== 'time').map(({ name }) =>
    // 007 is 7 to the view
    numbers.has(name) ? `cast(try_cast(nullif(${name}, '-') as bigint) as varchar) as ${name}` : name,
  );
  const rows = (source: AthenaSource) => {
    const { sql } = readTables(view.athenaSource, source);
    return query(
      `with source as (\n${sql}\n)\nselect event_time, ${fields.join(', ')} from source where event_time is not null`,
    );
  };
  const [text, both] = await Promise.all([rows(TEXT), rows({ ...TEXT, rolledUp: PARQUET })]);
  expect(text.length).toBeGreaterThan(1000);
  expect(both).toEqual([...text, ...text].sort());
});

test('coverage counts the same of text and of a rollup in Parquet', async () => {
  const rows = (source: AthenaSource) => {
    const { sql } = readTables(view.athenaRecords, source);
    return query(
      `with records as (\n${sql}\n)\nselect event_time, bucket, request_id, cast(identity as varchar) as identity from records where is_line and event_time is not null
union all select null, cast(count(*) as varchar), null, null from records where is_line and event_time is null`,
    );
  };
  const [text, both] = await Promise.all([rows(TEXT), rows({ ...TEXT, rolledUp: PARQUET })]);
  const unparsed = (found: readonly string[]) => found.filter((row) => row.startsWith('[null,'));
  const parsed = (found: readonly string[]) => found.filter((row) => !row.startsWith('[null,'));
  expect(parsed(both)).toEqual([...parsed(text), ...parsed(text)].sort());
  const count = Number(JSON.parse(unparsed(text)[0] ?? '[]')[1]);
  expect(count).toBeGreaterThan(500);
  expect(unparsed(both)).toEqual([JSON.stringify([null, String(2 * count), null, null])]);
});

/** The rows as JSON, in order. */
async function query(sql: string): Promise<readonly string[]> {
  const tables = new GlueCatalog();
  const place = { logBucket: 'logs', logPrefix: '', workBucket: 'work' };
  tables.createDatabase('audit');
  for (const table of stackTables('access-logs', place)) tables.putTable('audit', table);
  const reader = {
    list: async (_bucket: string, prefix: string) =>
      [...objects].filter(([key]) => key.startsWith(prefix)).map(([key, content]) => ({ key, size: content.length })),
    read: async (_bucket: string, key: string) => objects.get(key) as Buffer,
  };
  const answer = await new DuckDbEngine().run(
    {
      sql,
      parameters: [],
      database: 'audit',
      tables: tables.tablesOf('audit'),
      objects: reader,
      credentials: { accessKeyId: '', secretAccessKey: '' },
    },
    new AbortController().signal,
  );
  const rows: string[] = [];
  for await (const batch of answer.rows) rows.push(...batch.map((row) => JSON.stringify(row)));
  return rows.sort();
}
