import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type CliResult, runCli } from '../helpers/cli';

const EXAMPLES = resolve(__dirname, '../../examples/access-logs');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollup-answers-'));
  cpSync(EXAMPLES, join(folder, 'logs'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Answer {
  readonly rows: readonly unknown[];
  readonly coverage: Readonly<Record<string, number>>;
}

const WINDOW = ['--from', '2026-02-03', '--to', '2026-02-06'];
const ANALYSES = ['deletions', 'top-requests'];

async function answers(...paths: string[]): Promise<readonly Answer[]> {
  const found: Answer[] = [];
  for (const analysis of ANALYSES) {
    const { code, stdout, stderr } = await cli('run', analysis, '--logs', ...paths, ...WINDOW, '--format', 'json');
    expect([code, stderr]).toEqual([0, expect.any(String)]);
    found.push(JSON.parse(stdout));
  }
  return found;
}

const cli = (...args: string[]): Promise<CliResult> => runCli(args, { cwd: folder });
const rowsOf = (all: readonly Answer[]) => all.map(({ rows }) => rows);

test.each([
  ['day', 'log'],
  ['month', 'log.gz'],
  ['10min', 'log'],
  ['day', 'parquet'],
])('a rollup by %s as %s changes no answer', async (level, format) => {
  const before = await answers('logs');
  expect(await cli('rollup', 'logs', 'logs/rolled', '--level', level, '--format', format)).toMatchObject({ code: 0 });
  expect(readdirSync(join(folder, 'logs'))).toEqual(['rolled']);
  const after = await answers('logs');
  expect(rowsOf(after)).toEqual(rowsOf(before));
  for (const [index, { coverage }] of after.entries()) {
    const { duplicates } = before[index]?.coverage ?? {};
    expect(coverage.duplicates).toBe(duplicates);
  }
});

test('by event time a rollup changes no answer either', async () => {
  const before = await answers('logs');
  await cli('rollup', 'logs', 'rolled', '--level', 'day', '--by', 'event-time');
  expect(rowsOf(await answers('rolled'))).toEqual(rowsOf(before));
});

test('logs that are there beside their rollup are counted once, and their copies are told', async () => {
  const before = await answers('logs');
  await cli('rollup', 'logs', 'logs/rolled', '--level', 'day', '--keep');
  const both = await answers('logs');
  expect(rowsOf(both)).toEqual(rowsOf(before));
  expect(both[1]?.coverage.duplicates).toBeGreaterThan(before[1]?.coverage.duplicates ?? 0);
});

test('manifests are skipped, and that is told', async () => {
  await cli('rollup', 'logs', 'logs/rolled', '--level', 'month');
  const [answer] = await answers('logs');
  expect(answer?.coverage).toMatchObject({ skippedFilesByReason: { 'rollup manifest': 1 } });
});
