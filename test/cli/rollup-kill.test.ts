import type { ChildProcess } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { HOUR_MS } from '../../lib/shared/utc-dates';
import { LocalAws } from '../aws';
import { type Random, seededRandom } from '../generator';
import { type CliResult, runCli } from '../helpers/cli';
import { makeFolder } from '../helpers/log-folder';
import { filesBelow, runWithAws } from '../helpers/s3-logs';
import { countEach, linesIn } from '../rollup/rollup-histories';

// processes that are started again and again
jest.setTimeout(180_000);

let aws: LocalAws;
beforeAll(async () => {
  aws = await LocalAws.start();
});
afterAll(async () => {
  await aws.stop();
  aws.violations.assertNone();
});

const LOGS = 400;

/** Logs of four days, each line once. */
function makeLogs(random: Random, put: (key: string, content: Buffer) => void): readonly string[] {
  const lines: string[] = [];
  for (let index = 0; index < LOGS; index++) {
    const own = Array.from({ length: random.between(0, 4) }, (_, line) => `${index}-${line} ${random.hex(200)}`);
    lines.push(...own);
    const content = Buffer.from(own.join('\n') + (random.between(0, 1) === 0 && own.length > 0 ? '\n' : ''));
    const isPacked = random.between(0, 5) === 0;
    const name = `2026-02-0${(index % 4) + 1}-0${index % 9}-00-00-${index.toString(16).toUpperCase().padStart(16, '0')}`;
    put(`${name}${isPacked ? '.gz' : ''}`, isPacked ? gzipSync(content) : content);
  }
  return lines.sort();
}

/** No line is lost at any time, and the rollups hold none twice. */
function checkLines(expected: readonly string[], files: ReadonlyMap<string, Buffer>): void {
  const { rolled, raw } = linesIn(files);
  expect([...new Set([...rolled, ...raw])].sort()).toEqual(expected);
  expect([...countEach(rolled)].filter(([, count]) => count !== 1)).toEqual([]);
}

async function untilDone(run: () => Promise<CliResult>, check: () => void): Promise<number> {
  for (let kills = 0; ; kills++) {
    const { code, stderr } = await run();
    check();
    if (code === null) continue;
    expect([code, stderr]).toEqual([0, expect.any(String)]);
    return kills;
  }
}

/** Kills a process some time after it has begun to change a folder. */
function killAtWork(folder: string, pauseMs: number): (child: ChildProcess) => Promise<void> {
  const names = () => readdirSync(folder, { recursive: true }).join();
  const before = names();
  return async (child) => {
    const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
    while (!hasEnded() && names() === before) await delay(1);
    await delay(pauseMs);
    child.kill('SIGKILL');
  };
}

test.each([1])('killed again and again in folders, every line ends in exactly one rollup (seed %d)', async (seed) => {
  const random = seededRandom(seed);
  const folder = makeFolder('rollup-kill');
  mkdirSync(join(folder, 'logs'));
  const expected = makeLogs(random, (key, content) => writeFileSync(join(folder, 'logs', key), content));
  const files = () =>
    new Map(Object.entries(filesBelow(folder)).map(([key, text]) => [key, Buffer.from(text, 'latin1')]));
  const args = ['rollup', 'logs', 'logs/rolled', '--level', 'day', '--format', 'log.gz'];
  let tries = 0;
  const kills = await untilDone(
    () => {
      const isLast = ++tries > 10;
      return runCli(args, { cwd: folder, ...(isLast ? {} : { onStart: killAtWork(folder, random.between(0, 60)) }) });
    },
    () => checkLines(expected, files()),
  );
  expect(kills).toBeGreaterThan(0);
  expect(linesIn(files()).raw).toEqual([]);
  expect([...files().keys()].filter((key) => key.endsWith('.tmp'))).toEqual([]);
  rmSync(folder, { recursive: true });
});

test.each([2])('killed again and again on S3, every line ends in exactly one rollup (seed %d)', async (seed) => {
  const random = seededRandom(seed);
  aws.s3.buckets.clear();
  const { objects } = aws.s3.createBucket({ name: 'logs' });
  const expected = makeLogs(random, (key, content) => void aws.s3.put('logs', `site/${key}`, content));
  const keys = () => Array.from({ length: objects.length }, (_, index) => objects.keyAt(index));
  const files = () => new Map(keys().map((key) => [key, aws.s3.read('logs', key)]));
  aws.faults.add({ service: 's3', kind: 'slow', delayMs: 2, times: Number.POSITIVE_INFINITY });
  const args = ['rollup', 's3://logs/site/', 's3://logs/site/', '--level', 'day', '--concurrency', '16'];
  let tries = 0;
  const kills = await untilDone(
    () => {
      const calls = aws.calls.all.length + random.between(5, 250);
      const isLast = ++tries > 12;
      return runWithAws(aws, args, {
        onStart: async (child) => {
          const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
          while (!hasEnded() && (isLast || aws.calls.all.length < calls)) await delay(1);
          child.kill('SIGKILL');
        },
      });
    },
    () => checkLines(expected, files()),
  );
  aws.faults.clear();
  expect(kills).toBeGreaterThan(0);
  expect(linesIn(files()).raw).toEqual([]);
});

test('the upload that a killed rollup has left is given up by another one, a day later', async () => {
  aws.s3.buckets.clear();
  const { uploads } = aws.s3.createBucket({ name: 'logs' });
  aws.s3.put('logs', 'site/2026-02-03-00-00-00-0123456789ABCDEF', `${'a long line '.repeat(1_000_000)}\n`);
  const args = ['rollup', 's3://logs/site/', 's3://logs/rolled/', '--level', 'day'];
  aws.faults.add({ kind: 'slow', service: 's3', action: 'CompleteMultipartUpload', delayMs: 30_000 });
  const hasPart = () => [...uploads.values()].some(({ parts }) => parts.size > 0);
  const killed = await runWithAws(aws, args, {
    onStart: async (child) => {
      while (!hasPart() && child.exitCode === null) await delay(5);
      child.kill('SIGKILL');
    },
  });
  aws.faults.clear();
  expect([killed.code, uploads.size]).toEqual([null, 1]);
  const soon = await runWithAws(aws, args);
  expect([soon.code, uploads.size]).toEqual([0, 1]);
  expect(soon.stderr).not.toContain('given up');
  for (const [id, upload] of uploads) uploads.set(id, { ...upload, initiated: new Date(Date.now() - 25 * HOUR_MS) });
  const later = await runWithAws(aws, args);
  expect([later.code, uploads.size]).toEqual([0, 0]);
  expect(later.stderr).toContain('given up: 1 upload of rollups that were killed over a day ago\n');
});
