import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expectedAnswers } from '../generator';
import { runCli } from '../helpers/cli';
import { linesOf, makeFolder, requests, writeFiles } from '../helpers/log-folder';

const events = requests(8);
const lines = linesOf(events);
const text = `${lines.join('\n')}\n`;
const rows = expectedAnswers['access-logs']['object-access']?.(events);
let folder: string;

beforeAll(() => {
  folder = writeFiles({
    'odd/a.log': `${lines.slice(0, 4).join('\n')}\ngarbage\n${lines.slice(4).join('\n')}\nmore \u0001 garbage\n`,
    'cut/a.gz': gzipSync(text).subarray(0, -8),
    'lost/a.log': text,
    'lost/b.gz': 'no gzip',
    'good/a.log': text,
    'trail/x.json':
      '{"Records":[{"eventTime":"2026-02-03T10:00:00Z","eventSource":"s3.amazonaws.com","eventName":"GetObject"},{"eventTime":"?"}]}',
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(logs: string, ...args: string[]) {
  return runCli(['run', 'object-access', '--logs', logs, '--format', 'json', ...args], { cwd: folder });
}

describe('a run is incomplete (exit code 3)', () => {
  test.each([
    ['when a file is readable in part', 'cut', 'partly read: cut/a.gz: the gzip stream ends early', true],
    ['when a file is unreadable', 'lost', 'unreadable: lost/b.gz: it is no gzip stream', false],
  ])('%s', async (_, logs, says, partial) => {
    const { code, stdout, stderr } = await run(logs);
    const json = JSON.parse(stdout);
    expect([code, json.rows]).toEqual([3, rows]);
    expect(json.coverage.unreadable).toEqual([
      { file: expect.stringMatching(/gz$/), reason: expect.any(String), partial },
    ]);
    expect(stderr).toContain(says);
    expect(stderr).toContain('incomplete: not every file could be read to its end');
  });

  test.each([
    [['--strict'], 3],
    [['--max-unparsed', '0'], 3],
    [['--max-unparsed', '1'], 3],
    [['--max-unparsed', '2'], 0],
    [['--max-unparsed', '19.9%'], 3],
    [['--max-unparsed', '20%'], 0],
    [[], 0],
  ])('when more lines are unparsed than allowed: %j of 2 of 10 ends with %d', async (args, expected) => {
    const { code, stdout, stderr } = await run('odd', ...args);
    expect([code, JSON.parse(stdout).rows]).toEqual([expected, rows]);
    expect(stderr).toContain('10 lines in 1 file: 8 parsed, 2 unparsed');
    expect(stderr).toContain(
      'warning: 2 lines of no known form, the first in odd/a.log:5; keep them with --unparsed-out FILE',
    );
    expect(stderr.includes('incomplete: more is unparsed than --max-unparsed allows')).toBe(expected === 3);
  });

  test('not when every line is parsed, however strict', async () => {
    expect((await run('good', '--strict')).code).toBe(0);
  });
});

test('--unparsed-out keeps the lines with file and number', async () => {
  const out = makeFolder('out');
  const { stderr } = await run('odd', '--unparsed-out', join(out, 'x'));
  expect(
    readFileSync(join(out, 'x'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([
    { file: 'odd/a.log', line: 5, text: 'garbage' },
    { file: 'odd/a.log', line: 10, text: 'more \u0001 garbage' },
  ]);
  expect(stderr).toContain(`kept in ${join(out, 'x')}`);
  await run('trail', '--unparsed-out', join(out, 'x'));
  expect(JSON.parse(readFileSync(join(out, 'x'), 'utf8'))).toEqual({
    file: 'trail/x.json',
    line: 2,
    text: '{"eventTime":"?"}',
  });
  await run('good', '--unparsed-out', join(out, 'x'));
  expect(readFileSync(join(out, 'x'), 'utf8')).toBe('');
  rmSync(out, { recursive: true });
});

describe('standard input', () => {
  const json = (...args: string[]) => ['run', 'object-access', '--format', 'json', '--logs', '-', ...args];

  test.each<[string, string | Buffer]>([
    ['plain', text],
    ['gzip', gzipSync(text)],
    ['gzip members', Buffer.concat(lines.map((line) => gzipSync(`${line}\n`)))],
    ['CRLF', text.replaceAll('\n', '\r\n')],
  ])('is read: %s', async (_, input) => {
    const temporary = makeFolder('tmp');
    const { code, stdout } = await runCli(json(), { input, env: { TMPDIR: temporary } });
    expect([code, JSON.parse(stdout).rows]).toEqual([0, rows]);
    // fails when something is left
    rmSync(temporary, { recursive: true });
  });

  test('is read beside files, and named as such', async () => {
    const { code, stdout, stderr } = await runCli(json('good'), { input: 'garbage\n', cwd: folder });
    expect([code, JSON.parse(stdout).coverage]).toMatchObject([0, { files: 2, lines: 9, unparsed: 1 }]);
    expect(stderr).toContain('the first in standard input:1');
  });

  test('of CloudTrail documents one behind the other is read', async () => {
    const record = (id: number) =>
      `{"Records":[{"eventTime":"2026-02-03T10:00:0${id}Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","eventID":"${id}","requestParameters":{"key":"k"}}]}`;
    const { code, stdout } = await runCli(json(), { input: `${record(1)}${record(2)}\n${record(3)}` });
    expect([code, JSON.parse(stdout)]).toMatchObject([
      0,
      { logType: 'cloudtrail', coverage: { records: 3, parsed: 3 } },
    ]);
  });

  test('that is empty, cut or no log is told', async () => {
    expect(await runCli(json(), { input: '' })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/standard input/),
    });
    expect(await runCli(json(), { input: 'garbage' })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/standard input/),
    });
    const cut = await runCli(json(), { input: gzipSync(text).subarray(0, -8) });
    expect([cut.code, cut.stderr]).toEqual([
      3,
      expect.stringContaining('partly read: standard input: the gzip stream ends early'),
    ]);
  });
});
