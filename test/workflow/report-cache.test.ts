import { createHash } from 'node:crypto';
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { ParsedCache } from '../../lib/engines/duckdb/parsed-logs/parsed-cache';
import { listLocalLogs } from '../../lib/log-store/local-logs';
import type { LocalReportRequest } from '../../lib/workflow/local-report';
import type { CacheRequest } from '../../lib/workflow/parsed-logs';
import { audit } from '../helpers/local-audit';
import { makeReport } from '../helpers/local-report';
import { linesOf, makeFolder, requests, writeFiles } from '../helpers/log-folder';
import { writeParsed } from '../helpers/parsed-logs';

const LINES = linesOf(requests(40));
const NAME = (day: number) => `2026-02-${String(day).padStart(2, '0')}-10-00-00-0123456789ABCDEF`;

let logs: string;
let cacheFolder: string;
let problems: string[];

beforeEach(() => {
  logs = makeFolder('cached-logs');
  cacheFolder = makeFolder('cache');
  problems = [];
});
afterEach(() => {
  expect(problems).toEqual([]);
  for (const folder of [logs, cacheFolder]) rmSync(folder, { recursive: true, force: true });
});

function write(name: string, lines: readonly string[]): string {
  const path = join(logs, name);
  const text = lines.map((line) => `${line}\n`).join('');
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text);
  // whole seconds, which can be set again to the nanosecond
  utimesSync(path, 1_770_000_000, 1_770_000_000);
  return path;
}

/** A minute later than it is, so that files that were written just now have settled. */
function cacheRequest(more: Partial<CacheRequest> = {}): CacheRequest {
  return {
    folder: cacheFolder,
    version: 'test',
    now: () => Date.now() + 60_000,
    onProblem: (reason) => problems.push(reason),
    ...more,
  };
}

/** The report with the cache, which must be the same as without it. */
async function report(more: Partial<LocalReportRequest> = {}, cache = cacheRequest()) {
  const withCache = await makeReport([logs], { ...more, cache });
  expect(withCache).toEqual(await makeReport([logs], more));
  return withCache;
}

/** Names of the log files that are not in the cache. */
function notCached(cache = cacheRequest()): readonly string[] {
  return new ParsedCache(cache).lookUp(listLocalLogs([logs])).rest.map(({ relativePath }) => relativePath);
}

const kept = (kind: string) => readdirSync(join(cacheFolder, kind)).filter((name) => !name.endsWith('.json'));
const keptReports = () => readdirSync(join(cacheFolder, 'reports'));

describe('reports with a cache', () => {
  test('are the same as without, whatever is asked of the same files', async () => {
    write(NAME(3), [...LINES.slice(0, 30), 'broken']);
    write(`${NAME(4)}.gz`, [...LINES.slice(20), 'broken too']);
    await report();
    expect(notCached()).toEqual([]);
    // the first one may have nothing of it: it was delivered before
    const window = { from: new Date('2026-02-03T10:00:25Z'), to: new Date('2026-02-03T10:00:35Z') };
    const { coverage } = await report({ selection: { window, filters: {} } });
    expect(coverage).toMatchObject({ files: 1, parsed: 20, outsideWindow: 10 });
    await report({ selection: { window: {}, filters: { 'key-prefix': ['media/1'] } } });
    await report({ selection: { window, filters: { operation: ['REST.GET.*'] } }, top: 3, title: 'Some' });
    await report({ groupBy: 'requester', maskAddresses: true });
    expect(kept('parsed')).toHaveLength(1);
    expect(keptReports()).toHaveLength(5);
  });

  test('are not made again when nothing has changed', async () => {
    write(NAME(3), LINES);
    const first = await report();
    const [name = ''] = keptReports();
    const path = join(cacheFolder, 'reports', name);
    const [, body = ''] = readFileSync(path, 'utf8').split('\n');
    expect(JSON.parse(body).title).toBe(first.title);
    expect(await report()).toEqual(first);
    expect(keptReports()).toEqual([name]);
    // one that says something else shows where an answer comes from
    const changed = body.replace(`"title":"${first.title}"`, '"title":"Kept"');
    writeFileSync(path, `${createHash('sha256').update(changed).digest('hex')}\n${changed}`);
    expect(await makeReport([logs], { cache: cacheRequest() })).toEqual({ ...first, title: 'Kept' });
  });

  test('are made anew for every other wish about the same files', async () => {
    write(NAME(3), LINES);
    const select = (more: object) => ({ selection: { window: {}, filters: {}, ...more } });
    await report();
    const wishes: readonly Partial<LocalReportRequest>[] = [
      { title: 'Another' },
      { top: 1 },
      { maskAddresses: true },
      { groupBy: 'operation' },
      select({ ownHosts: ['example.com'] }),
      select({ filters: { 'key-prefix': ['media/1'] } }),
      select({ window: { from: new Date('2026-02-03T09:00:00Z') } }),
      select({ window: { to: new Date('2026-02-03T10:00:20Z') } }),
    ];
    for (const wish of wishes) await report(wish);
    expect(keptReports()).toHaveLength(1 + wishes.length);
  });

  test('tell of files beside the logs that have come since', async () => {
    write(NAME(3), LINES);
    await report();
    writeFileSync(join(logs, 'picture.png'), 'no log');
    expect((await report()).coverage).toMatchObject({ files: 1, skippedFiles: 1 });
  });

  test('are kept as long as they are among the newest', async () => {
    write(NAME(3), LINES);
    mkdirSync(join(cacheFolder, 'reports'));
    for (let age = 1; age <= 60; age++) {
      const path = join(cacheFolder, 'reports', `${age}.json`);
      writeFileSync(path, '');
      utimesSync(path, Date.now() / 1000 - age, Date.now() / 1000 - age);
    }
    await report();
    expect(keptReports()).toHaveLength(50);
    expect(keptReports()).toEqual(
      expect.arrayContaining(['1.json', '49.json', expect.stringMatching(/^[0-9a-f]{64}/)]),
    );
    const [name = ''] = keptReports().filter((file) => file.length > 40);
    const { ino } = statSync(join(cacheFolder, 'reports', name));
    await report();
    expect(statSync(join(cacheFolder, 'reports', name)).ino).toBe(ino);
  });

  test('read only what is new', async () => {
    write(NAME(3), LINES.slice(0, 10));
    await report();
    write(NAME(4), LINES.slice(10));
    expect(notCached()).toEqual([NAME(4)]);
    expect((await report()).coverage).toMatchObject({ files: 2, parsed: 40 });
    expect(notCached()).toEqual([]);
  });

  test.each<readonly [string, (path: string) => void]>([
    ['has other lines of the same length, and its old time', (path) => rewriteAsBefore(path, LINES.slice(5, 10))],
    ['has grown', (path) => appendFileSync(path, `${LINES[20]}\n`)],
    ['is gone', (path) => rmSync(path)],
    ['has another name', (path) => renameSync(path, join(logs, NAME(9)))],
    ['has taken the place of another', (path) => renameSync(path, join(logs, NAME(4)))],
    ['is empty', (path) => truncateSync(path, 0)],
  ])('notice that a file %s', async (_what, change) => {
    write(NAME(4), LINES.slice(30));
    const path = write(NAME(3), LINES.slice(0, 5));
    await report();
    change(path);
    await report();
    await report();
  });

  test('notice that a folder has taken the place of another, with files that look the same', async () => {
    const [one, other] = ['one', 'other'].map((name) => join(logs, name)) as [string, string];
    const inFolder = (folder: string) => join(folder, NAME(3));
    const changed = (folder: string) => statSync(inFolder(folder), { bigint: true }).ctimeNs;
    for (const folder of [one, other]) mkdirSync(folder);
    // the clock of most disks counts in steps of some milliseconds
    for (let attempt = 0; attempt === 0 || (attempt < 200 && changed(one) !== changed(other)); attempt++) {
      write(join('one', NAME(3)), LINES.slice(0, 1));
      write(join('other', NAME(3)), [(LINES[0] as string).replace('GET', 'PUT')]);
    }
    await report();
    renameSync(one, join(logs, 'aside'));
    renameSync(other, one);
    expect(notCached()).toEqual([`aside/${NAME(3)}`, `one/${NAME(3)}`]);
    await report();
  });

  test('keep no file that is damaged, and take it when it is whole', async () => {
    write(NAME(3), LINES.slice(0, 10));
    const path = join(logs, `${NAME(4)}.gz`);
    const whole = gzipSync(LINES.slice(10).join('\n'));
    writeFileSync(path, whole.subarray(0, 300));
    const { coverage } = await report();
    expect(coverage.unreadable).toHaveLength(1);
    expect(notCached()).toEqual([`${NAME(4)}.gz`]);
    expect(() => keptReports()).toThrow('ENOENT');
    writeFileSync(path, whole);
    expect((await report()).coverage).toMatchObject({ parsed: 40, unreadable: [] });
    expect(notCached()).toEqual([]);
  });

  test('keep nothing of a file that was changed a moment ago, or whose time is to come', async () => {
    const path = write(NAME(3), LINES);
    const rightNow = cacheRequest({ now: Date.now });
    await report({}, rightNow);
    expect(notCached(rightNow)).toEqual([NAME(3)]);
    const inAYear = new Date(Date.now() + 3e10);
    utimesSync(path, inAYear, inAYear);
    await report();
    expect(notCached()).toEqual([NAME(3)]);
    expect(readdirSync(cacheFolder)).toEqual(['parsed']);
  });

  test('do not use what another version has kept, and remove it some time later', async () => {
    write(NAME(3), LINES);
    await report();
    const next = cacheRequest({ version: 'next' });
    expect(notCached(next)).toEqual([NAME(3)]);
    await report({}, next);
    expect(keptReports()).toHaveLength(2);
    expect(kept('parsed')).toHaveLength(2);
    write(NAME(4), LINES.slice(3));
    await report({}, { ...next, now: () => Date.now() + 3_600_000 });
    expect(notCached()).toEqual([NAME(3), NAME(4)]);
    expect(notCached(next)).toEqual([]);
    expect(kept('parsed')).toHaveLength(2);
  });

  test.each([
    ['of another version', 0],
    ['in another format', 1],
    ['by another parser', 2],
  ])('do not use logs that were parsed %s', async (_what, part) => {
    write(NAME(3), LINES);
    await report();
    const [name = ''] = readdirSync(join(cacheFolder, 'parsed')).filter((file) => file.endsWith('.json'));
    const path = join(cacheFolder, 'parsed', name);
    const index = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
    const parts = index.version.split(' ');
    expect(parts).toHaveLength(3);
    const version = parts.map((text, place) => (place === part ? 'other' : text)).join(' ');
    writeFileSync(path, JSON.stringify({ ...index, version }));
    expect(notCached()).toEqual([NAME(3)]);
  });

  test('remove some time later what a killed one has left behind, and no sooner', async () => {
    write(NAME(3), LINES);
    await report();
    const [left, fresh] = ['0', '1'].map((digit) => join(cacheFolder, 'parsed', `${digit.repeat(24)}.partial`));
    for (const path of [left, fresh] as string[]) writeFileSync(path, 'half');
    const longAgo = new Date(Date.now() - 2 * 86_400_000);
    utimesSync(left as string, longAgo, longAgo);
    write(NAME(4), LINES);
    await report();
    expect(kept('parsed').filter((name) => name.endsWith('.partial'))).toEqual([`${'1'.repeat(24)}.partial`]);
  });

  test('are for nobody else to read', async () => {
    write(NAME(3), LINES);
    await report();
    const paths = readdirSync(cacheFolder, { recursive: true, encoding: 'utf8' }).map((name) =>
      join(cacheFolder, name),
    );
    expect(paths).toHaveLength(5);
    expect(paths.filter((path) => (statSync(path).mode & 0o077) !== 0)).toEqual([]);
  });

  test('take logs that are parsed already as they are, and keep no copy of them', async () => {
    write(NAME(3), LINES.slice(0, 25));
    await writeParsed([write(NAME(4), LINES.slice(20))], join(logs, '2026-02-04.rollup.parquet'));
    rmSync(join(logs, NAME(4)));
    expect((await report()).coverage).toMatchObject({ files: 2, parsed: 45, duplicates: 5, unreadable: [] });
    expect(notCached()).toEqual(['2026-02-04.rollup.parquet']);
    await report({ top: 3 });
  });

  test('do not harm each other when they are made at the same time', async () => {
    for (let day = 1; day <= 5; day++) write(NAME(day), LINES.slice(day));
    const selection = { window: {}, filters: { 'key-prefix': ['media/2'] } };
    await Promise.all([report(), report(), report({ selection }), report({ top: 2 })]);
    expect(notCached()).toEqual([]);
    await report({ top: 5 });
  });

  test('leave out what a cache within the folder of the logs holds', async () => {
    write(NAME(3), LINES);
    const within = cacheRequest({ folder: join(logs, 'my-cache') });
    const cached = await makeReport([logs], { cache: within });
    expect(await makeReport([logs], { cache: within })).toEqual(cached);
    expect(cached.coverage).toMatchObject({ files: 1, skippedFiles: 0 });
  });

  test.each<readonly [string, (file: string) => void]>([
    ['cut short', (file) => truncateSync(file, statSync(file).size - 7)],
    ['gone', (file) => rmSync(file)],
  ])('read the logs again when parsed ones are %s', async (_what, spoil) => {
    write(NAME(3), LINES);
    await report();
    for (const name of kept('parsed')) spoil(join(cacheFolder, 'parsed', name));
    expect(notCached()).toEqual([NAME(3)]);
    await report({ top: 7 });
    expect(notCached()).toEqual([]);
  });

  test('read the logs again when parsed ones are damaged, and say so', async () => {
    write(NAME(3), LINES);
    await report();
    for (const name of kept('parsed')) {
      const file = join(cacheFolder, 'parsed', name);
      writeFileSync(file, readFileSync(file).fill(0xff, 4, 1500));
    }
    await report({ top: 7 });
    expect(problems.splice(0)).toHaveLength(1);
    await report({ top: 8 });
    expect(notCached()).toEqual([]);
  });

  test('are made again when a kept one is damaged', async () => {
    write(NAME(3), LINES);
    await report();
    const [name = ''] = keptReports();
    const file = join(cacheFolder, 'reports', name);
    writeFileSync(file, readFileSync(file, 'utf8').replace('"requests"', '"request5"'));
    await report();
    truncateSync(file, 100);
    await report();
  });

  test('put many small files of parsed logs into one', async () => {
    for (let day = 0; day < 43; day++) {
      write(`2026-03-01-10-00-00-${String(day).padStart(16, '0')}`, [LINES[day % LINES.length] as string]);
      await new ParsedCache(cacheRequest()).fill(listLocalLogs([logs]), {
        workFolder: cacheFolder,
        memoryLimitMb: 300,
      });
    }
    expect(notCached()).toEqual([]);
    await report({}, cacheRequest({ now: () => Date.now() + 3_600_000 }));
    expect(kept('parsed')).toHaveLength(2);
    expect(notCached()).toEqual([]);
  });
});

test('a report on CloudTrail is kept, its events are not', async () => {
  const cache = cacheRequest();
  const first = await makeReport(['examples/cloudtrail'], { cache });
  expect(readdirSync(cacheFolder)).toEqual(['reports']);
  expect(await makeReport(['examples/cloudtrail'], { cache })).toEqual(first);
  expect(first).toEqual(await makeReport(['examples/cloudtrail']));
});

/** What happens to the files of a folder between reports. */
interface Change {
  readonly what: string;
  readonly day: number;
  readonly other: number;
  readonly gzip: boolean;
  readonly from: number;
  readonly count: number;
  readonly odd: boolean;
}
const change: fc.Arbitrary<Change> = fc.record({
  what: fc.constantFrom('write', 'write', 'append', 'rewrite', 'rename', 'remove', 'cut'),
  day: fc.integer({ min: 1, max: 5 }),
  other: fc.integer({ min: 1, max: 5 }),
  gzip: fc.boolean(),
  from: fc.integer({ min: 0, max: 35 }),
  count: fc.integer({ min: 0, max: 5 }),
  odd: fc.boolean(),
});
const wish = fc.record({
  filters: fc.constantFrom<Readonly<Record<string, readonly string[]>>>(
    {},
    { 'key-prefix': ['media/1'] },
    { operation: ['REST.PUT.*'] },
  ),
  fromSecond: fc.option(fc.integer({ min: 0, max: 40 })),
});

test('answers are the same with and without a cache, whatever happens to the files', async () => {
  const history = fc.array(fc.tuple(fc.array(change, { minLength: 1, maxLength: 3 }), wish), {
    minLength: 2,
    maxLength: 4,
  });
  await fc.assert(
    fc.asyncProperty(history, async (steps) => {
      const before = [logs, cacheFolder];
      [logs, cacheFolder] = [makeFolder('cached-logs'), makeFolder('cache')];
      writeFiles({ [NAME(7)]: `${LINES[0]}\n` }, logs);
      try {
        for (const [changes, { filters, fromSecond }] of steps) {
          for (const each of changes) apply(each);
          const from = fromSecond === null ? undefined : new Date(Date.UTC(2026, 1, 3, 10, 0, fromSecond));
          const selection = { window: from ? { from } : {}, filters };
          const cache = cacheRequest();
          const wanted = ['object-access', 'status-codes'];
          expect(await audit([logs], wanted, { selection, cache })).toEqual(await audit([logs], wanted, { selection }));
          await report({ selection });
        }
      } finally {
        for (const folder of [logs, cacheFolder]) rmSync(folder, { recursive: true, force: true });
        [logs, cacheFolder] = before as [string, string];
      }
    }),
    { endOnFailure: true, numRuns: Number(process.env.CACHE_RUNS ?? 5), seed: Number(process.env.CACHE_SEED ?? 3) },
  );
}, 300_000);

function apply({ what, day, other, gzip, from, count, odd }: Change): void {
  const lines = [...LINES.slice(from, from + count), ...(odd ? ['odd', `${LINES[from]} caf\u00e9`] : [])];
  const name = gzip ? `${NAME(day)}.gz` : NAME(day);
  const path = join(logs, name);
  const there = statSync(path, { throwIfNoEntry: false });
  if (what === 'write' || !there) write(name, lines);
  else if (what === 'append' && !gzip) appendFileSync(path, lines.map((line) => `${line}\n`).join(''));
  else if (what === 'rewrite' && !gzip) rewriteAsBefore(path, lines);
  else if (what === 'rename') renameSync(path, join(logs, gzip ? `${NAME(other)}.gz` : NAME(other)));
  else if (what === 'remove') rmSync(path);
  else if (what === 'cut') truncateSync(path, Math.floor(there.size / 2));
}

/** Gives a file other content of the same size, and the time that it had. */
function rewriteAsBefore(path: string, lines: readonly string[]): void {
  const { size, atime, mtime } = statSync(path);
  writeFileSync(
    path,
    lines
      .map((line) => `${line}\n`)
      .join('')
      .padEnd(size, '\n')
      .slice(0, size),
  );
  utimesSync(path, atime, mtime);
}
