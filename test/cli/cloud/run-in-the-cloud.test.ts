import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBConnection } from '@duckdb/node-api';
import { runCli } from '../../helpers/cli';
import { AuditInTheCloud, EMAIL } from './audit-in-the-cloud';

const LAPTOP = [
  '--logs',
  'examples/access-logs',
  '--bucket',
  'acme-media',
  '--from',
  '2026-02-03',
  '--to',
  '2026-02-06',
];

let cloud: AuditInTheCloud;
let folder: string;
let runId: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fetched-'));
  cloud = await AuditInTheCloud.deploy();
  cloud.aws.confirmSubscription(EMAIL);
}, 180_000);

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await cloud.stop();
});

test('before the first run, history and status say how to start one', async () => {
  expect(await cloud.cli(['history'])).toMatchObject({
    code: 0,
    stdout: '',
    stderr: "the stack S3LogAudit has had no run yet; 's3-log-audit start' starts one\n",
  });
  expect(await cloud.cli(['status'])).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^error: the stack S3LogAudit has had no run in the last 90 days; .* starts one\n$/),
  });
  expect(await cloud.cli(['fetch'])).toMatchObject({
    code: 1,
    stderr: "error: no run of the stack S3LogAudit has left answers; 's3-log-audit history' shows its runs\n",
  });
  expect(await cloud.cli(['cancel'])).toMatchObject({
    code: 1,
    stderr: "error: no run of the stack S3LogAudit is running; 's3-log-audit history' shows its runs\n",
  });
});

test('start --wait tells a line for each step and ends with the report of the run', async () => {
  const { code, stdout, stderr } = await cloud.cli(['start', '--wait']);
  expect(code).toBe(0);
  runId = /^Run +(\S+): done$/m.exec(stdout)?.[1] ?? '';
  expect(stderr.trimEnd().split('\n')).toEqual([
    `run ${runId} has started`,
    'planning',
    'planning: 20 log objects so far',
    'sending the start mail: 20 log objects, 181 KB',
    'copying 20 log objects, 181 KB',
    'querying',
    'querying: 0 of 3 queries have ended',
    'querying: 3 of 3 queries have ended',
    'summing up the answers',
    'sending the result mail',
    'done',
  ]);
  expect(stdout).toContain('Window    2026-02-03T00:00:00Z to 2026-02-07T00:00:00Z (end not included)\n');
  expect(stdout).toContain('Mails     start sent, final sent\n');
  expect(stdout).toContain(
    `deletions: 58 rows\n  s3://${cloud.stack.outputs.ResultsBucket}/results/${runId}/deletions.csv\n`,
  );
  expect(stdout).toContain('330 lines in 20 files: 329 parsed, 1 unparsed');
});

test('status tells the same of the latest run, and of one by id, name or ARN', async () => {
  const { stdout: latest } = await cloud.cli(['status']);
  const execution = [...cloud.aws.states.executions.values()][0];
  for (const name of [runId, execution?.name ?? '', execution?.arn ?? '']) {
    expect(await cloud.cli(['status', name])).toMatchObject({ code: 0, stdout: latest, stderr: '' });
  }
  const report = JSON.parse((await cloud.cli(['status', '--format', 'json'])).stdout);
  expect(report).toMatchObject({ runId, outcome: 'done', objects: 20, mails: { started: 'sent', final: 'sent' } });
});

test('fails for a run that is not there', async () => {
  const missing = '20250101T000000Z-00000000';
  expect(await cloud.cli(['status', missing])).toMatchObject({
    code: 1,
    stderr: `error: the stack S3LogAudit has no run '${missing}'; 's3-log-audit history --stack S3LogAudit' shows those it has\n`,
  });
  expect(await cloud.cli(['fetch', '--run', missing])).toMatchObject({
    code: 1,
    stderr: `error: the run ${missing} has no answers, or not yet; 's3-log-audit status ${missing}' tells how it is\n`,
  });
});

test.each(['csv', 'ndjson', 'markdown', 'table'])('fetch gives an answer as %s as the laptop does', async (format) => {
  const laptop = await runCli(['run', 'deletions', ...LAPTOP, '--format', format]);
  const fetched = await cloud.cli(['fetch', 'deletions', '--format', format]);
  expect(fetched).toMatchObject({ code: 0, stdout: laptop.stdout });
  expect(fetched.stderr).toContain(`run ${runId}, window 2026-02-03T00:00:00Z to 2026-02-07T00:00:00Z\n`);
});

test('fetch gives an answer as JSON as the laptop does; only the coverage tells of other files', async () => {
  const laptop = JSON.parse((await runCli(['run', 'deletions', ...LAPTOP, '--format', 'json'])).stdout);
  const fetched = JSON.parse((await cloud.cli(['fetch', 'deletions', '--format', 'json'])).stdout);
  const { skippedFiles, skippedFilesByReason, bytes, ...coverage } = laptop.coverage;
  expect(fetched).toMatchObject({ ...laptop, coverage });
});

test('fetch writes all answers into a folder, whole ones only', async () => {
  const answers = join(folder, 'answers');
  expect(await cloud.cli(['fetch', '--run', runId, '-o', answers])).toMatchObject({ code: 0, stdout: '' });
  expect(readdirSync(answers).sort()).toEqual(['deletion-summary.csv', 'deletions.csv']);
  const laptop = await runCli(['run', 'deletion-summary', ...LAPTOP, '--format', 'csv']);
  expect(readFileSync(join(answers, 'deletion-summary.csv'), 'utf8')).toBe(laptop.stdout);
});

test('fetch writes Parquet that holds the same rows as that of the laptop', async () => {
  const [fetched, made] = [join(folder, 'fetched.parquet'), join(folder, 'laptop.parquet')];
  expect(await cloud.cli(['fetch', 'deletions', '-o', fetched])).toMatchObject({ code: 0 });
  expect(await runCli(['run', 'deletions', ...LAPTOP, '-o', made])).toMatchObject({ code: 0 });
  const connection = await DuckDBConnection.create();
  const rows = async (sql: string) => (await connection.runAndReadAll(sql)).getRows();
  expect(await rows(`select count(*) from '${fetched}'`)).toEqual([[58n]]);
  expect(await rows(`from '${fetched}' except all from '${made}'`)).toEqual([]);
  connection.closeSync();
});

test('fetch cuts an answer at the limit, and says so', async () => {
  const { stdout } = await cloud.cli(['fetch', 'deletions', '--limit', '3', '--format', 'json']);
  const { rows, truncated } = JSON.parse(stdout);
  expect({ rows: rows.length, truncated }).toEqual({ rows: 3, truncated: true });
});

test('fails for an analysis that the run does not have', async () => {
  expect(await cloud.cli(['fetch', 'hot-links'])).toMatchObject({
    code: 2,
    stderr: `error: the run ${runId} has no answer to 'hot-links'; it has deletions, deletion-summary\n`,
  });
});

test.each([
  ['is cut within a row', (csv: Buffer) => csv.subarray(0, 2000), /is not what the run has left: (row|it holds)/],
  [
    'lacks rows',
    (csv: Buffer) => csv.subarray(0, csv.lastIndexOf('\n', csv.length - 2) + 1),
    /it holds 57 of the 58 rows/,
  ],
])('fails when the file in the bucket %s, and leaves no half-written one', async (_, damage, words) => {
  const { s3 } = cloud.aws;
  const [bucket, key] = [cloud.stack.outputs.ResultsBucket ?? '', `results/${runId}/deletions.csv`];
  const whole = s3.read(bucket, key);
  s3.put(bucket, key, damage(whole));
  const path = join(folder, 'damaged.csv');
  const { code, stderr } = await cloud.cli(['fetch', 'deletions', '-o', path]);
  s3.put(bucket, key, whole);
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(words) });
  expect(readdirSync(folder).filter((name) => name.includes('damaged'))).toEqual([]);
});

test('history lists the runs, the latest first, with window, rows and analyses', async () => {
  const started = await cloud.cli([
    'start',
    'server-errors',
    '--from',
    '2026-02-05',
    '--to',
    '2026-02-05T12:00',
    '--wait',
  ]);
  expect(started.code).toBe(0);
  const { stdout } = await cloud.cli(['history']);
  expect(
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {2,}/).slice(1)),
  ).toEqual([
    ['STATE', 'STARTED', 'FROM', 'TO', 'ROWS', 'ANALYSES'],
    ['done', expect.any(String), '2026-02-05T00:00:00Z', '2026-02-05T12:00:00Z', expect.any(String), 'server-errors'],
    ['done', expect.any(String), '2026-02-03T00:00:00Z', '2026-02-07T00:00:00Z', '63', 'deletions,deletion-summary'],
  ]);
  const latest = JSON.parse((await cloud.cli(['history', '--limit', '1', '--format', 'json'])).stdout);
  expect(latest).toMatchObject([{ outcome: 'done', analyses: ['server-errors'] }]);
});
