import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Selection } from '../../lib/analyses/selection';
import {
  deliver,
  expectedAccessCoverage,
  expectedAnswers,
  randomAccessEvents,
  seededRandom,
  writeAccessLogs,
} from '../generator';
import { accessFilterCases } from '../helpers/filter-cases';
import { audit, type LocalAudit } from '../helpers/local-audit';
import { makeReport, panelRows } from '../helpers/local-report';
import { linesOf, requests, withFiles } from '../helpers/log-folder';
import { filesBelow, writeParsed } from '../helpers/parsed-logs';

const EVERY_ANALYSIS = Object.keys(expectedAnswers['access-logs']);
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parsed-logs-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What doesn't depend on how the lines are cut into files. */
function answersOf({ rows, coverage, unparsed }: LocalAudit) {
  const { files, skippedFiles, skippedFilesByReason, bytes, ...counts } = coverage;
  return { rows, counts, unparsed: unparsed.map(({ text }) => text).sort() };
}

function place(sources: readonly string[], name: string): string {
  const target = join(folder, name);
  mkdirSync(target, { recursive: true });
  for (const path of sources) copyFileSync(path, join(target, basename(path)));
  return target;
}

describe.each([
  ['flat', 11, false],
  ['gzip', 12, true],
])('parsed logs of hostile lines of every era, %s', (name, seed, gzip) => {
  const events = randomAccessEvents({ seed, count: 1500, hostile: true });
  const logs: Record<string, string> = {};
  const wanted = { before: {} as ReturnType<typeof answersOf> };

  beforeAll(async () => {
    const files = deliver(events, seededRandom(seed), {
      duplicates: 0.05,
      late: 0.02,
      broken: 0.01,
      blank: 0.01,
      bareCarriageReturn: true,
      oddFiles: true,
      cutByEventDay: false,
    });
    const raw = join(folder, `${name}-raw`);
    writeAccessLogs(raw, files, { layout: 'flat', gzip });
    const sources = filesBelow(raw);
    const half = sources.slice(0, sources.length / 2);
    const rest = sources.slice(sources.length / 2);
    await writeParsed(sources, join(folder, `${name}-one`, '2026-02.rollup.parquet'));
    await writeParsed(half, join(folder, `${name}-two`, '2026-01.rollup.parquet'));
    await writeParsed(rest, join(folder, `${name}-two`, '2026-02.rollup.parquet'));
    await writeParsed(half, join(place(rest, `${name}-mixed`), '2026-01.rollup.parquet'));
    for (const kind of ['raw', 'one', 'two', 'mixed']) logs[kind] = join(folder, `${name}-${kind}`);
    const before = await audit([raw], EVERY_ANALYSIS);
    expect(before.coverage).toMatchObject({ ...expectedAccessCoverage(files), unreadable: [] });
    wanted.before = answersOf(before);
  }, 120_000);

  test.each(['one', 'two', 'mixed'])(
    'in %s: give every answer and every count that the raw lines give',
    async (kind) => {
      const { rows, counts, unparsed } = answersOf(await audit([logs[kind] as string], EVERY_ANALYSIS));
      expect({ counts, unparsed }).toEqual({ counts: wanted.before.counts, unparsed: wanted.before.unparsed });
      for (const id of EVERY_ANALYSIS) expect({ [id]: rows[id] }).toEqual({ [id]: wanted.before.rows[id] });
    },
  );

  test('beside the raw lines they were made from: as if the raw ones were there twice', async () => {
    const twice = await audit(
      [logs.raw as string, place(filesBelow(logs.raw as string), `${name}-copy`)],
      EVERY_ANALYSIS,
    );
    const both = await audit([logs.raw as string, logs.one as string], EVERY_ANALYSIS);
    expect(both.coverage.duplicates).toBeGreaterThan(1000);
    expect(answersOf(both)).toEqual(answersOf(twice));
  });

  test('give the same report', async () => {
    const reports = await Promise.all(['raw', 'one', 'mixed'].map((kind) => makeReport([logs[kind] as string])));
    const [raw, ...others] = reports.map(({ parts, period }) => ({ period, rows: panelRows(parts[0] as never) }));
    for (const other of others) expect(other).toEqual(raw);
  });

  test('give the same answers in a window and with any filter', async () => {
    const window = { from: new Date('2026-02-03T07:00:00Z'), to: new Date('2026-02-05T11:30:00Z') };
    // files that are named are read whatever their names say
    const ask = async (kind: string, selection: Selection) =>
      answersOf(await audit(filesBelow(logs[kind] as string), ['object-access'], { selection }));
    const cases = accessFilterCases(events).filter((_case, index) => index % 4 === seed % 4);
    for (const filters of [{}, ...cases.map(([filter, values]) => ({ [filter]: values }))]) {
      const answer = await ask('two', { window, filters });
      expect({ filters, answer }).toEqual({ filters, answer: await ask('raw', { window, filters }) });
    }
  }, 120_000);
});

describe('files of parsed logs', () => {
  const lines = linesOf(requests(4));
  const withLines = async (use: (folder: string, path: string) => Promise<void>) =>
    withFiles({ 'a.log': `${lines.join('\n')}\nbroken\n` }, async (root) => {
      const path = join(root, '2026-02-03.rollup.parquet');
      await writeParsed([join(root, 'a.log')], path);
      rmSync(join(root, 'a.log'));
      await use(root, path);
    });

  test('tell where a line stands that is none', async () => {
    await withLines(async (root, path) => {
      expect(await audit([root], ['object-access'])).toMatchObject({
        coverage: { files: 1, lines: 5, parsed: 4, unparsed: 1, unreadable: [] },
        unparsed: [{ file: path, number: 5, text: 'broken' }],
      });
    });
  });

  test('are not read otherwise for names of folders that look like columns', async () => {
    await withLines(async (root, path) => {
      const below = join(root, 'bucket=other', 'line=odd', 'http_status=7');
      mkdirSync(below, { recursive: true });
      const expected = await audit([path], ['object-access']);
      copyFileSync(path, join(below, '2026-02-03.rollup.parquet'));
      writeFileSync(join(below, '2026-02-03-10-00-00-0123456789ABCDEF'), `${lines[0]}\n`);
      const { rows, coverage } = await audit([below], ['object-access']);
      expect(rows).toEqual(expected.rows);
      expect(coverage).toMatchObject({ lines: 6, parsed: 5, unparsed: 1, duplicates: 1 });
    });
  });

  test('can be named whatever they are called', async () => {
    await withLines(async (root, path) => {
      const other = join(root, 'x.parquet');
      copyFileSync(path, other);
      expect((await audit([other], ['object-access'])).coverage).toMatchObject({ files: 1, parsed: 4 });
    });
  });

  test.each<readonly [string, (path: string) => void | Promise<void>, string]>([
    ['cut short', (path) => truncateSync(path, 4000), 'can not be read as Parquet'],
    ['text', (path) => writeFileSync(path, lines.join('\n')), 'can not be read as Parquet'],
    ['empty', (path) => truncateSync(path, 0), 'can not be read as Parquet'],
    ['damaged in the middle', (path) => writeFileSync(path, damaged(readFileSync(path))), 'damaged'],
    ['of another kind', (path) => writeOther(path, 'select 1 as bucket', ''), 'not of access logs'],
    [
      'of a version to come',
      (path) => writeOther(path, 'select 1 as bucket', ", kv_metadata {'s3-log-audit.format': 'access-logs/999'}"),
      "of the format 'access-logs/999'",
    ],
    [
      'of the right version without its columns',
      (path) => writeOther(path, 'select 1 as bucket', ", kv_metadata {'s3-log-audit.format': 'access-logs/1'}"),
      'damaged',
    ],
  ])('fail to be read when they are %s: they are named, and the others are read', async (_what, spoil, reason) => {
    await withLines(async (root, path) => {
      const whole = join(root, '2026-02-04.rollup.parquet');
      copyFileSync(path, whole);
      await spoil(path);
      const { coverage, rows } = await audit([root], ['object-access'], { logType: 'access-logs' });
      expect(coverage).toMatchObject({ files: 2, lines: 5, parsed: 4 });
      expect(coverage.unreadable).toEqual([{ file: path, reason: expect.stringContaining(reason), partial: false }]);
      expect(rows['object-access']).toHaveLength(4);
    });
  });
});

/** With a page of data overwritten; the end, which tells where everything is, stays as it was. */
function damaged(bytes: Buffer): Buffer {
  return Buffer.from(bytes.fill(0xff, 4, 2000));
}

async function writeOther(path: string, query: string, options: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`copy (${query}) to '${path}' (format parquet${options})`);
  connection.closeSync();
  instance.closeSync();
}
