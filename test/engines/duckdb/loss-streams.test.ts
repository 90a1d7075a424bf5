import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { Analysis } from '../../../lib/analyses/analysis';
import { loadCatalogue } from '../../../lib/analyses/catalogue';
import { Database } from '../../../lib/engines/duckdb/database';
import type { Answer } from '../../../lib/engines/query-engine';
import { chooseLogs, type LocalRun, startLocalRun } from '../../../lib/workflow/local-run';
import { linesOf, requests, writeFiles } from '../../helpers/log-folder';

const COUNT = 30_000;
const selection = { window: {}, filters: {} };
let folder: string;
let run: LocalRun;
let analysis: Analysis;

beforeAll(async () => {
  const lines = linesOf(requests(COUNT));
  folder = writeFiles({ 'a.log': `${lines.join('\n')}\n` });
  const request = {
    catalogue: loadCatalogue(),
    analysisIds: ['object-access'],
    logs: [folder],
    selection,
    memoryLimitMb: 600,
  };
  run = await startLocalRun(request, chooseLogs(request));
  analysis = run.analyses[0] as Analysis;
});
afterAll(() => {
  run.close();
  rmSync(folder, { recursive: true });
});

async function countRows({ rows }: Answer, onBatch: () => void = () => {}): Promise<number> {
  let count = 0;
  for await (const batch of rows) {
    count += batch.length;
    onBatch();
  }
  return count;
}

test('an answer gives all its rows', async () => {
  const answer = await run.engine.answer(analysis, selection, 0);
  expect([answer.rowCount, answer.truncated, await countRows(answer)]).toEqual([COUNT, false, COUNT]);
});

test('an answer gives no more rows than the limit, and says so', async () => {
  const answer = await run.engine.answer(analysis, selection, 12_345);
  expect([answer.rowCount, answer.truncated, await countRows(answer)]).toEqual([12_345, true, 12_345]);
});

test('fails when a late row can not be computed, before the first row is given', async () => {
  const failing = {
    ...analysis,
    sql: "select event_time, bucket, key, version_id, operation, requester, remote_ip, user_agent, http_status, error_code, cast(case when key = 'media/29999.jpg' then 'x' end as bigint) as bytes_sent, request_id from requests",
  };
  await expect(run.engine.answer(failing, selection, 0)).rejects.toMatchObject({
    code: 'QUERY_FAILED',
    message: expect.stringContaining('Conversion'),
  });
});

test('fails when the stream of an answer ends early', async () => {
  const answer = await run.engine.answer(analysis, selection, 0);
  let batches = 0;
  // DuckDB ends an interrupted stream like one that is done
  const { database } = run.engine as unknown as { database: Database };
  const counting = countRows(answer, () => {
    if (++batches === 2) database.interrupt();
  });
  await expect(counting).rejects.toMatchObject({
    code: 'QUERY_FAILED',
    message: expect.stringMatching(/only \d+ of 30000 rows/),
  });
});

test('a large answer keeps its order', async () => {
  const database = await Database.open({
    readableFiles: [],
    readableFolders: [],
    workFolder: tmpdir(),
    memoryLimitMb: 600,
  });
  await database.createOrderedTable(
    'answer',
    "select (i * 7919) % 400000 as n, repeat('x', 40) as text from range(400000) as numbers(i) order by n",
    [],
  );
  let expected = 0;
  for await (const batch of database.streamOrderedTable('answer'))
    for (const [n] of batch) if (Number(n) === expected) expected++;
  database.close();
  expect(expected).toBe(400_000);
});
