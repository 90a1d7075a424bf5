import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { PlannedPeriod } from '../../lib/rollup/rollup-job';
import { type CliResult, cliPath, runCli } from '../helpers/cli';
import { makeFolder } from '../helpers/log-folder';
import { filesBelow } from '../helpers/s3-logs';
import { countEach, linesIn } from '../rollup/rollup-histories';

// the compiled command line works on several periods at the same time, in threads

jest.setTimeout(60_000);

let folder: string;
beforeEach(() => {
  folder = makeFolder('rollup-threads');
  mkdirSync(join(folder, 'logs'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const rollup = (...args: string[]): Promise<CliResult> => runCli(['rollup', ...args], { cwd: folder });

/** Logs, one behind the other. @returns their lines */
function writeLogs(count: number, everyMs: number, id: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => {
    const time = new Date(Date.UTC(2026, 1, 1) + index * everyMs).toISOString().slice(0, 19).replace(/[T:]/g, '-');
    const line = `${id} ${index}`;
    writeFileSync(join(folder, 'logs', `${time}-${id.toString(16).toUpperCase().padStart(16, '0')}`), `${line}\n`);
    return line;
  });
}

const linesNow = () =>
  linesIn(new Map(Object.entries(filesBelow(folder)).map(([key, text]) => [key, Buffer.from(text, 'latin1')])));
const leftovers = () => readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /tmp$/.test(name));

test('many rollups in one folder, made and added to, do not disturb each other', async () => {
  const PERIODS = 144;
  const lines: string[] = [];
  for (const id of [1, 2]) {
    lines.push(...writeLogs(PERIODS, 600_000, id));
    const { code, stderr } = await rollup('logs', 'logs/rolled', '--level', '10min');
    expect([code, stderr]).toEqual([0, expect.stringContaining(`merged into ${PERIODS} rollups, ${PERIODS} deleted`)]);
  }
  const { rolled, raw } = linesNow();
  expect([rolled.sort(), raw]).toEqual([lines.sort(), []]);
  const names = readdirSync(join(folder, 'logs', 'rolled'));
  expect(names.filter((name) => name.endsWith('.manifest.json'))).toHaveLength(PERIODS);
  expect(names).toHaveLength(2 * PERIODS + 1);
});

test('Ctrl-C stops all threads in order, and the next run goes on', async () => {
  const lines = writeLogs(4000, 150_000, 1);
  const rolled = join(folder, 'rolled');
  const result = await runCli(['rollup', 'logs', 'rolled', '--level', 'hour'], {
    cwd: folder,
    onStart: async (child) => {
      const hasBegun = () => existsSync(rolled) && readdirSync(rolled).some((name) => name.endsWith('.log'));
      while (child.exitCode === null && !hasBegun()) await delay(1);
      child.kill('SIGINT');
    },
  });
  expect(result).toMatchObject({ code: 130, stdout: '', stderr: 'stopped\n' });
  expect(leftovers()).toEqual([]);
  expect(linesNow().raw.length).toBeGreaterThan(0);
  expect((await rollup('logs', 'rolled', '--level', 'hour')).code).toBe(0);
  const ended = linesNow();
  expect([ended.raw, ended.rolled.length]).toEqual([[], lines.length]);
  expect([...countEach(ended.rolled).values()].every((count) => count === 1)).toBe(true);
});

test('what the disk refuses to a thread is told in order, and the others go on', async () => {
  writeLogs(20, 24 * 3_600_000, 1);
  // takes longer than the one after it
  writeLogs(5000, 17_000, 2);
  for (const day of ['01', '02']) {
    mkdirSync(join(folder, 'rolled', `2026-02-${day}.rollup.log`, 'x'), { recursive: true });
  }
  const { code, stderr } = await rollup('logs', 'rolled', '--level', 'day');
  expect(code).toBe(1);
  expect(
    stderr.match(/^failed: .*2026-02-0[12]\.rollup\.log.*$/gm)?.map((text) => /02-(\d\d)/.exec(text)?.[1]),
  ).toEqual(['01', '02']);
  expect(stderr).toContain('merged into 18 rollups, 18 deleted');
  expect(leftovers()).toEqual([]);
});

describe('the threads themselves', () => {
  // what runs in a thread has to be compiled, so the rest is the compiled one, too
  const compiled = (path: string) => require(resolve(dirname(cliPath()), '../lib/rollup', path));
  const { PeriodThreads } = compiled('period-threads') as typeof import('../../lib/rollup/period-threads');
  const { planRollup } = compiled('plan-rollup') as typeof import('../../lib/rollup/plan-rollup');
  const { FolderRollupStore } = compiled(
    'folder-rollup-store',
  ) as typeof import('../../lib/rollup/folder-rollup-store');

  const job = () => ({
    source: new FolderRollupStore({ folder: join(folder, 'logs'), address: 'logs/', foreignKeys: false }),
    destination: new FolderRollupStore({ folder: join(folder, 'rolled'), address: 'rolled/', foreignKeys: true }),
    level: 'day' as const,
    by: 'delivery-time' as const,
    format: 'log' as const,
  });
  const plan = () => planRollup(job(), { now: new Date(), olderThanMs: 0 });

  test('tell what they have read, and how it ended', async () => {
    writeLogs(2000, 40_000, 1);
    const threads = PeriodThreads.for(job());
    const read = { objects: 0, bytes: 0, times: 0 };
    for await (const period of plan()) {
      const outcome = await threads?.rollUp(period, {
        keep: true,
        onRead({ objects, bytes }) {
          read.objects += objects;
          read.bytes += bytes;
          read.times++;
        },
      });
      expect(outcome).toMatchObject({ merged: 2000, contained: 0, deleted: 0, left: [], lines: 2000, more: false });
      expect(outcome?.output).toBe('rolled/2026-02-01.rollup.log');
      expect(read).toEqual({ objects: 2000, bytes: outcome?.mergedBytes, times: 8 });
    }
    expect(read.objects).toBe(2000);
    await threads?.close();
  });

  test('end a period when asked to, and are good for another', async () => {
    writeLogs(4000, 40_000, 1);
    const threads = PeriodThreads.for(job());
    const periods: PlannedPeriod[] = [];
    for await (const period of plan()) periods.push(period);
    const [first, second] = periods;
    if (!threads || !first || !second) throw new Error('nothing to do');
    const controller = new AbortController();
    const stopped = threads.rollUp(first, { signal: controller.signal, onRead: () => controller.abort('enough') });
    await expect(stopped).rejects.toBe('enough');
    expect(readdirSync(join(folder, 'rolled'))).toEqual([]);
    const merged = second.sources.length;
    expect(await threads.rollUp(second, {})).toMatchObject({ merged, deleted: merged });
    await threads.close();
  });

  test.each([{ by: 'event-time' as const }, { format: 'parquet' as const }])('are not for %j', (more) => {
    expect(PeriodThreads.for({ ...job(), ...more })).toBeUndefined();
  });
});
