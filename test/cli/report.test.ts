import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AccessEvent, accessStoryEvents } from '../generator';
import { runCli } from '../helpers/cli';
import { linesOf, makeFolder, requests, withFiles } from '../helpers/log-folder';

const LOGS = ['--logs', 'examples/access-logs'];
let folder: string;

beforeEach(() => {
  folder = makeFolder('report');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('writes several forms at once, and tells the coverage on standard error', async () => {
  const [page, json, tables] = ['report.html', 'report.json', 'tables'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const { code, stdout, stderr } = await runCli([
    'report',
    ...LOGS,
    '-o',
    page,
    '-o',
    json,
    '-o',
    tables,
    '--title',
    'Our <site>',
  ]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(stderr).toContain('331 lines in 21 files: 330 parsed, 1 unparsed, 1 duplicate dropped');
  for (const path of [page, json, tables]) expect(stderr).toContain(`report written to ${path}\n`);
  expect(readFileSync(page, 'utf8')).toContain('<title>Our &lt;site&gt;</title>');
  expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({
    report: 'Our <site>',
    logType: 'access-logs',
    top: 20,
  });
  expect(readdirSync(tables)).toContain('bandwidth-hogs.csv');
  expect(readdirSync(folder).sort()).toEqual(['report.html', 'report.json', 'tables']);
});

test('prints totals and lists with bars when it is given no place', async () => {
  const { code, stdout } = await runCli(['report', ...LOGS]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^S3 traffic\n/);
  expect(stdout).toMatch(/Requests\s+329/);
  expect(stdout).toMatch(/free-wallpapers\.example +█+ +111 MB/);
});

const narrowing: readonly (readonly [string, string, (event: AccessEvent) => boolean])[] = [
  ['--bucket', 'acme-backups', ({ bucket }) => bucket === 'acme-backups'],
  ['--key-prefix', 'wallpapers/', ({ key }) => key?.startsWith('wallpapers/') ?? false],
  ['--status', '5xx', ({ status }) => (status ?? 0) >= 500],
  ['--from', '2026-02-05', ({ timeMs }) => timeMs >= Date.UTC(2026, 1, 5)],
];

test.each(narrowing)('%s %s narrows all of it', async (option, value, keeps) => {
  const file = join(folder, 'report.json');
  expect((await runCli(['report', ...LOGS, option, value, '-o', file])).code).toBe(0);
  expect(JSON.parse(readFileSync(file, 'utf8')).panels.summary.rows[0].requests).toBe(
    accessStoryEvents().filter(keeps).length,
  );
});

test('groups by a parameter of the query string, narrows by another, and hides addresses', async () => {
  const events = requests(6, (index) => ({ requestUri: `GET /a?org=${index % 2}&v=${index % 3} HTTP/1.1` }));
  await withFiles({ '2026-02-03-11-00-00-0000000000000001': `${linesOf(events).join('\n')}\n` }, async (logs) => {
    const file = join(folder, 'report.json');
    const args = [
      '--group-by',
      'query:org',
      '--query-param',
      'v=0',
      '--query-param',
      'v=1',
      '--anonymize-ip',
      '--top',
      '1',
    ];
    expect((await runCli(['report', '--logs', logs, ...args, '-o', file])).code).toBe(0);
    const text = readFileSync(file, 'utf8');
    expect(JSON.parse(text).groups).toEqual([
      { value: '0', requests: 2 },
      { value: '1', requests: 2 },
    ]);
    expect(JSON.parse(text).parts).toHaveLength(1);
    expect(text).not.toContain('192.0.2.7');
    expect(text).toContain('192.0.2.0');
  });
});

test('--spreadsheet-safe defuses the tables', async () => {
  const events = requests(2, () => ({ userAgent: '=cmd()' }));
  await withFiles({ '2026-02-03-11-00-00-0000000000000001': `${linesOf(events).join('\n')}\n` }, async (logs) => {
    const tables = join(folder, 'tables');
    expect((await runCli(['report', '--logs', logs, '--spreadsheet-safe', '-o', tables])).code).toBe(0);
    expect(readFileSync(join(tables, 'user-agents.csv'), 'utf8')).toContain(`\n"'=cmd()",2,`);
  });
});

test('reads standard input', async () => {
  const { code, stdout } = await runCli(['report', '--logs', '-'], { input: `${linesOf(requests(3)).join('\n')}\n` });
  expect(code).toBe(0);
  expect(stdout).toMatch(/Requests\s+3\s/);
});

test('exits with 3 when a file could not be read to its end, and says so in the page', async () => {
  await withFiles(
    { '2026-02-03-11-00-00-0000000000000001.gz': Buffer.from('1f8b0800000000000003', 'hex') },
    async (logs) => {
      mkdirSync(join(logs, 'more'));
      writeFileSync(join(logs, 'more', '2026-02-03-11-00-00-0000000000000002'), `${linesOf(requests(2)).join('\n')}\n`);
      const file = join(folder, 'report.html');
      const { code, stderr } = await runCli(['report', '--logs', logs, '-o', file]);
      expect(code).toBe(3);
      expect(stderr).toMatch(/incomplete/);
      expect(readFileSync(file, 'utf8')).toMatch(/incomplete: 1 file could not be read to the end/);
    },
  );
});

test.each([
  [['-o', 'report.pdf'], 2, /says no form of a report; allowed are names that end with \.html or \.json/],
  [['--group-by', 'key'], 2, /--group-by can't be 'key'; allowed are query:<name of a parameter>, bucket/],
  [['--title', ' '], 2, /--title is empty/],
  [['--query-param', 'org'], 2, /--query-param is not a name and a value, got 'org'/],
  [['--account', '111122223333'], 2, /--account can't be used with access-logs/],
  [['--top', '-1'], 2, /whole number/],
  [['-o', 'no-such-folder/report.html'], 1, /its folder does not exist/],
  [['--bucket', 'b', '--from', '2030-01-01'], 1, /none of the 21 files/],
])('fails on %j and leaves nothing behind', async (args, code, message) => {
  const made = [...readdirSync('.')];
  const outcome = await runCli(['report', ...LOGS, ...args]);
  expect({ code: outcome.code, stdout: outcome.stdout }).toEqual({ code, stdout: '' });
  expect(outcome.stderr).toMatch(message);
  expect(readdirSync('.')).toEqual(made);
});

test('fails on a log type that has no query string to group by', async () => {
  const { code, stderr } = await runCli(['report', '--logs', 'examples/cloudtrail', '--group-by', 'query:org']);
  expect(code).toBe(2);
  expect(stderr).toMatch(/--group-by query:org can't be used with cloudtrail/);
});
