import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { seededRandom } from '../generator';
import { runCli } from '../helpers/cli';
import { linesOf, makeFolder, requests } from '../helpers/log-folder';

// processes that are started again and again
jest.setTimeout(180_000);

/** Until a file that has just been written can be kept. */
const SETTLING_MS = 2600;

let folder: string;
let logs: string;

beforeEach(() => {
  folder = makeFolder('report-cache');
  logs = makeFolder('logs');
});
afterEach(() => {
  for (const each of [folder, logs]) rmSync(each, { recursive: true, force: true });
});

function write(day: number, lines: readonly string[]): void {
  writeFileSync(join(logs, `2026-02-0${day}-10-00-00-0123456789ABCDEF`), `${lines.join('\n')}\n`);
}

async function report(name: string, ...options: string[]) {
  const file = join(folder, `${name}.json`);
  const { code, stderr } = await runCli(['report', '--logs', logs, '-o', file, ...options]);
  // the file has another name each time
  return { code, stderr: stderr.replaceAll(file, 'FILE'), json: code === 0 ? readFileSync(file, 'utf8') : '' };
}

test('keeps parsed logs beside the logs, where no report takes them for logs', async () => {
  write(3, linesOf(requests(500)));
  await wait(SETTLING_MS);
  const without = await report('without');
  const first = await report('first', '--cache');
  expect(readdirSync(join(logs, '.s3-log-audit', 'cache')).sort()).toEqual(['parsed', 'reports']);
  expect([first, await report('second', '--cache'), await report('after')]).toEqual([without, without, without]);
  const answers = ['run', 'top-requests,deletions', '--logs', logs, '--format', 'csv'];
  const plain = await runCli([...answers, '-o', join(folder, 'plain')]);
  const cached = await runCli([...answers, '--cache', '-o', join(folder, 'cached')]);
  expect(cached).toEqual(plain);
  for (const name of readdirSync(join(folder, 'plain'))) {
    expect(readFileSync(join(folder, 'cached', name))).toEqual(readFileSync(join(folder, 'plain', name)));
  }
});

test.each([
  ['standard input', ['--logs', '-'], 'stream'],
  ['logs on S3', ['--logs', 's3://logs/prefix/'], 's3-log-audit sync'],
  ['a file, when no folder is given', ['--logs', 'examples/README.md'], '--cache <folder>'],
])('fails for %s', async (_what, args, reason) => {
  const { code, stderr } = await runCli(['report', ...args, '--cache']);
  expect(code).toBe(2);
  expect(stderr).toContain(reason);
});

test('fails when the folder can not be used: the report is made, and it says so', async () => {
  write(3, linesOf(requests(5)));
  const file = join(folder, 'a-file');
  writeFileSync(file, '');
  const { code, stderr } = await report('out', '--cache', file);
  expect(code).toBe(0);
  // reading, adding and keeping the report all fail for the same reason
  expect(stderr.match(/note: the cache could not be used: /g)).toHaveLength(1);
});

test('killed again and again, it leaves nothing that makes a later report wrong', async () => {
  const random = seededRandom(5);
  const lines = linesOf(requests(20_000));
  for (let day = 1; day <= 4; day++) write(day, lines.slice(day * 3000, day * 3000 + 8000));
  await wait(SETTLING_MS);
  const cache = ['--cache', join(folder, 'cache')];
  const without = await report('without');
  let kills = 0;
  for (let limitMs = 600; kills < 8; limitMs += 250) {
    const { code } = await runCli(['report', '--logs', logs, ...cache, '-o', join(folder, 'killed.json')], {
      onStart: (child) => setTimeout(() => child.kill('SIGKILL'), limitMs * (0.5 + random.next())),
    });
    if (code === 0) break;
    kills++;
  }
  expect(kills).toBeGreaterThan(2);
  expect(await report('after', ...cache)).toEqual(without);
  expect(await report('again', ...cache)).toEqual(without);
});
