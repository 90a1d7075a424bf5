import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { accessStoryEvents, expectedAnswers } from '../generator';
import { cliPath, runCli, runProcess } from '../helpers/cli';
import { linesOf, makeFolder, requests, writeFiles } from '../helpers/log-folder';

const EXAMPLES = ['--logs', 'examples/access-logs'];
const deletions = expectedAnswers['access-logs'].deletions?.(accessStoryEvents()) ?? [];
let folder: string;
let temporary: string;
let large: string;

beforeAll(() => {
  large = writeFiles({ 'a.log': `${linesOf(requests(20_000)).join('\n')}\n` });
});
beforeEach(() => {
  folder = makeFolder('out');
  temporary = makeFolder('tmp');
});
afterEach(() => {
  // whatever happens, nothing is left of the work
  expect(readdirSync(temporary)).toEqual([]);
  for (const path of [folder, temporary]) rmSync(path, { recursive: true });
});
afterAll(() => rmSync(large, { recursive: true }));

function run(...args: string[]) {
  return runCli(['run', ...args], { env: { TMPDIR: temporary } });
}

async function expectFailure(args: readonly string[], says: RegExp): Promise<void> {
  const { code, stdout, stderr } = await run(...args);
  expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(says) });
  expect(
    stderr
      .trimEnd()
      .split('\n')
      .filter((line) => line.startsWith('error: ')),
  ).toHaveLength(1);
}

describe('a file that can not be written is told before the work', () => {
  test.each([
    ['a folder', 'taken', /-o '.*taken' can not be written: it is a directory; give a file name/],
    [
      'in a folder that does not exist',
      'nowhere/x.csv',
      /-o '.*nowhere\/x.csv' can not be written: its folder does not exist/,
    ],
    ['below a file', 'file.csv/x.csv', /can not be written: .*no folder/],
    ['a folder that does not exist', 'new/', /can not be written: .*folder/],
  ])('%s', async (_, name, says) => {
    mkdirSync(join(folder, 'taken'));
    writeFileSync(join(folder, 'file.csv'), 'before');
    await expectFailure(['deletions', ...EXAMPLES, '-o', `${folder}/${name}`], says);
    expect(readdirSync(folder).sort()).toEqual(['file.csv', 'taken']);
    expect(readFileSync(join(folder, 'file.csv'), 'utf8')).toBe('before');
  });

  test('a file in place of a folder for several answers', async () => {
    writeFileSync(join(folder, 'answers'), 'before');
    await expectFailure(
      ['deletions,top-keys', ...EXAMPLES, '-o', join(folder, 'answers')],
      /several analyses need a folder/,
    );
  });

  test('a file for unparsed lines', async () => {
    await expectFailure(
      ['deletions', ...EXAMPLES, '--unparsed-out', join(folder, 'nowhere/x')],
      /--unparsed-out '.*x' can not be written: its folder does not exist/,
    );
  });
});

describe('a full disk is a clear error and leaves no half file', () => {
  const all = ['object-access', '--limit', '0'];

  test('on a device', async () => {
    if (!existsSync('/dev/full')) return;
    await expectFailure(
      [...all, '--logs', large, '-o', '/dev/full'],
      /-o '\/dev\/full' can not be written: the disk is full/,
    );
  });

  test('on standard output', async () => {
    if (!existsSync('/dev/full')) return;
    const { code, stderr } = await runProcess(
      'sh',
      ['-c', `"$0" "$@" > /dev/full`, process.execPath, cliPath(), 'run', ...all, '--logs', large],
      { env: { TMPDIR: temporary } },
    );
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^error: standard output can not be written: the disk is full\n$/),
    });
  });

  test('within a file', async () => {
    writeFileSync(join(folder, 'x.csv'), 'before');
    // no file may be larger than 256 KiB
    const command = `ulimit -f 512; "$0" "$@"`;
    const { code, stderr } = await runProcess(
      'sh',
      ['-c', command, process.execPath, cliPath(), 'run', ...all, '--logs', large, '-o', join(folder, 'x.csv')],
      { env: { TMPDIR: temporary } },
    );
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^error: -o '.*x.csv' can not be written: /),
    });
    expect(readdirSync(folder)).toEqual(['x.csv']);
    expect(readFileSync(join(folder, 'x.csv'), 'utf8')).toBe('before');
  });
});

test('a file is replaced as a whole', async () => {
  const path = join(folder, 'x.csv');
  writeFileSync(path, 'before'.repeat(100_000));
  const { code } = await run('deletions', ...EXAMPLES, '-o', path);
  expect({ code, lines: readFileSync(path, 'utf8').trimEnd().split('\n').length }).toEqual({
    code: 0,
    lines: deletions.length + 1,
  });
  expect(readdirSync(folder)).toEqual(['x.csv']);
});

test('a failing run leaves the file that was there', async () => {
  const path = join(folder, 'x.csv');
  writeFileSync(path, 'before');
  await expectFailure(['deletions', '--logs', 'nowhere', '-o', path], /nowhere/);
  expect([readdirSync(folder), readFileSync(path, 'utf8')]).toEqual([['x.csv'], 'before']);
});

test('a device and a FIFO are written directly', async () => {
  expect((await run('deletions', ...EXAMPLES, '-o', '/dev/null')).code).toBe(0);
  const fifo = join(folder, 'fifo');
  execFileSync('mkfifo', [fifo]);
  const reader = runProcess('cat', [fifo]);
  const { code } = await run('deletions', ...EXAMPLES, '-o', fifo, '--format', 'ndjson');
  expect([code, (await reader).stdout.trimEnd().split('\n').length]).toEqual([0, deletions.length]);
});

test.each([
  ['csv', /^event_time,bucket,key/],
  ['json', /^\{"analysis":"deletions"/],
  ['ndjson', /^\{"event_time":"2026/],
  ['md', /^### /],
  ['txt', /^Deleted objects|^\S.*\n/],
  ['CSV', /^event_time,bucket,key/],
  ['other', /^event_time,bucket,key/],
])('the extension %s tells the form of the file', async (extension, content) => {
  const path = join(folder, `x.${extension}`);
  const { code, stdout } = await run('deletions', ...EXAMPLES, '-o', path);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(readFileSync(path, 'utf8')).toMatch(content);
});

test('Parquet holds the rows with their types', async () => {
  const path = join(folder, 'x.parquet');
  expect((await run('deletions', ...EXAMPLES, '-o', path)).code).toBe(0);
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const reader = await connection.runAndReadAll(
    `select strftime(event_time, '%Y-%m-%dT%H:%M:%SZ') as event_time, * exclude (event_time) from '${path}'`,
  );
  expect(
    reader.getRowObjectsJson().map((row) => ({ ...row, http_status: row.http_status && Number(row.http_status) })),
  ).toEqual(deletions);
  connection.closeSync();
});

test('several answers go into a folder that is made for them', async () => {
  const path = join(folder, 'new/answers');
  const { code, stdout } = await run('deletions,top-keys', 'latency', ...EXAMPLES, '--format', 'ndjson', '-o', path);
  expect({ code, stdout, files: readdirSync(path).sort() }).toEqual({
    code: 0,
    stdout: '',
    files: ['deletions.ndjson', 'latency.ndjson', 'top-keys.ndjson'],
  });
  expect(
    readFileSync(join(path, 'deletions.ndjson'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(deletions);
});
