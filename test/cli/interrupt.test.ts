import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type CliResult, cliPath, runCli } from '../helpers/cli';
import { linesOf, makeFolder, requests, writeFiles } from '../helpers/log-folder';

let logs: string;
let folder: string;
let temporary: string;

beforeAll(() => {
  logs = makeFolder();
  // without an id no request is a copy of another
  const piece = Buffer.from(`${linesOf(requests(4000, () => ({ requestId: null }))).join('\n')}\n`);
  const fd = openSync(join(logs, 'a.log'), 'w');
  for (let size = 0; size < 200_000_000; size += piece.length) writeSync(fd, piece);
  closeSync(fd);
});
beforeEach(() => {
  folder = makeFolder('out');
  temporary = makeFolder('tmp');
});
afterEach(() => {
  for (const path of [folder, temporary]) rmSync(path, { recursive: true });
});
afterAll(() => rmSync(logs, { recursive: true }));

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((wake) => setTimeout(wake, 10));
}

/** Runs the command line and sends a signal as soon as `ready`. */
function interrupt(
  args: readonly string[],
  ready: (child: ChildProcess) => boolean,
  signal: NodeJS.Signals = 'SIGINT',
): Promise<CliResult> {
  return runCli(args, {
    env: { TMPDIR: temporary },
    onStart: async (child) => {
      await until(() => child.exitCode !== null || ready(child));
      child.kill(signal);
    },
  });
}

const working = () => readdirSync(temporary).length > 0;

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s during a load ends with %d and leaves nothing', async (signal, code) => {
  const args = [
    'run',
    'top-requests,deletions',
    '--logs',
    logs,
    '-o',
    join(folder, 'answers'),
    '--unparsed-out',
    join(folder, 'unparsed'),
  ];
  const result = await interrupt(args, working, signal);
  expect(result).toMatchObject({ code, stdout: '', stderr: 'stopped\n' });
  expect([readdirSync(temporary), readdirSync(folder), readdirSync(join(folder, 'answers'))]).toEqual([
    [],
    ['answers'],
    [],
  ]);
});

test('Ctrl-C during a report leaves no half of it', async () => {
  const result = await interrupt(['report', '--logs', logs, '-o', join(folder, 'report.html')], working);
  expect(result).toMatchObject({ code: 130, stdout: '', stderr: 'stopped\n' });
  expect([readdirSync(temporary), readdirSync(folder)]).toEqual([[], []]);
});

test('Ctrl-C while an answer is written leaves no half file', async () => {
  const args = ['run', 'object-access', '--logs', logs, '--limit', '0', '-o', join(folder, 'x.csv')];
  const partial = () => readdirSync(folder).some((name) => name.includes('partial') && working());
  const result = await interrupt(args, partial);
  expect(result).toMatchObject({ code: 130, stdout: '', stderr: 'stopped\n' });
  expect([readdirSync(temporary), readdirSync(folder)]).toEqual([[], []]);
});

test('Ctrl-C while a query runs ends it', async () => {
  const queries = writeFiles({
    'access-logs/endless/analysis.yaml': 'title: Endless\nquestion: When?\ncolumns: [requests]\n',
    'access-logs/endless/query.sql':
      'select count(*) as requests from requests, range(1000000000) as numbers(n) where bucket < concat(requester, n)',
  });
  const args = ['run', 'endless', '--logs', 'examples/access-logs', '--queries', queries];
  let begun = 0;
  const result = await interrupt(args, () => {
    if (begun === 0 && working()) begun = Date.now();
    // by then the few lines are loaded
    return begun > 0 && Date.now() > begun + 1500;
  });
  expect(result).toMatchObject({ code: 130, stdout: '', stderr: 'stopped\n' });
  expect(readdirSync(temporary)).toEqual([]);
  rmSync(queries, { recursive: true });
});

test('Ctrl-C while standard input is waited for ends at once', async () => {
  const result = await interrupt(['run', 'deletions', '--logs', '-'], working);
  expect(result).toMatchObject({ code: 130, stdout: '', stderr: 'stopped\n' });
  expect(readdirSync(temporary)).toEqual([]);
});

test('Ctrl-C while a FIFO is waited for ends at once', async () => {
  const fifo = join(folder, 'fifo');
  execFileSync('mkfifo', [fifo]);
  const result = await interrupt(['run', 'deletions', '--logs', fifo], working);
  expect(result).toMatchObject({ code: 130, stdout: '', stderr: 'stopped\n' });
  expect(readdirSync(temporary)).toEqual([]);
});

test('Ctrl-C ends while nobody reads the answer', async () => {
  const args = [cliPath(), 'run', 'object-access', '--logs', logs, '--limit', '50000'];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const code = new Promise((resolve) => child.on('exit', resolve));
  const timer = setTimeout(() => child.kill('SIGKILL'), 40_000);
  // what fits into the pipe has come, the rest waits
  const { stdout } = child;
  await until(() => child.exitCode !== null || (stdout.read(0) === null && stdout.readableLength > 60_000));
  await new Promise((wake) => setTimeout(wake, 200));
  child.kill('SIGINT');
  expect(await code).toBe(130);
  clearTimeout(timer);
  child.stdout.destroy();
  expect(readdirSync(temporary)).toEqual([]);
});

test('output to a closed pipe ends quietly, and leaves nothing', async () => {
  const { code, stdout, stderr } = await runCli(['run', 'object-access', '--logs', logs, '--limit', '50000'], {
    env: { TMPDIR: temporary },
    onStart: ({ stdout: pipe }) => pipe?.once('data', () => pipe.destroy()),
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^event_time,/);
  expect(readdirSync(temporary)).toEqual([]);
});
