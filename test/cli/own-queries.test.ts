import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runCli } from '../helpers/cli';
import { makeFolder, writeFiles } from '../helpers/log-folder';

const DOCUMENT = `
title: Requests by hour
question: When is it busy?
columns:
  - { name: hour, type: string, description: UTC hour }
  - requests
order: requests desc
`;
const SQL = `select hour, count(*) as requests from requests group by hour`;
const EXAMPLES = ['--logs', 'examples/access-logs'];
let folder: string;

beforeEach(() => {
  folder = makeFolder('queries');
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, string>> = {}, id = 'access-logs/by-hour'): void {
  const all: Record<string, string> = { 'analysis.yaml': DOCUMENT, 'query.sql': SQL, ...files };
  writeFiles(Object.fromEntries(Object.entries(all).map(([name, text]) => [`${id}/${name}`, text])), folder);
}

function run(...args: string[]) {
  return runCli([...args, '--queries', folder]);
}

test("a user's own analysis stands beside the built-in ones", async () => {
  write();
  expect((await run('list')).stdout).toMatch(/by-hour +When is it busy\?[\s\S]*deletions/);
  expect((await run('list', 'by-hour')).stdout).toMatch(
    /When is it busy\?[\s\S]*hour +string +UTC hour[\s\S]*--bucket/,
  );
  expect((await run('sql', 'by-hour', '--bucket', "it's")).stdout).toMatch(/count\(\*\) as requests[\s\S]*/);
  const { code, stdout } = await run(
    'run',
    'by-hour,deletions',
    ...EXAMPLES,
    '--format',
    'json',
    '--from',
    '2026-02-04',
    '--to',
    '2026-02-04',
  );
  const [own, deletions] = JSON.parse(stdout);
  expect([code, own.analysis, deletions.analysis]).toEqual([0, 'by-hour', 'deletions']);
  expect(own.rows[0]).toEqual({
    hour: expect.stringMatching(/^2026-02-04T\d\d:00:00Z$/),
    requests: expect.any(Number),
  });
});

test('and has filters, options and a limit like any other', async () => {
  write({
    'analysis.yaml': `${DOCUMENT}limit: 1\noptions: { by: { choices: [operation], default: operation }, include-failed: { rows: 'true' } }\nrows: http_status = 204\nnotes: [{ when: requests > 0, text: '{count} groups are busy' }]`,
    'query.sql': `select {{by}} hour, count(*) as requests from requests where {{include_failed}} or http_status = 204 group by {{by}} hour`,
  });
  const { stdout, stderr } = await run('run', 'by-hour', ...EXAMPLES, '--format', 'json', '--include-failed');
  expect(JSON.parse(stdout)).toMatchObject({
    columns: [{ name: 'operation' }, { name: 'hour' }, { name: 'requests' }],
    truncated: true,
  });
  expect(JSON.parse(stdout).rows).toHaveLength(1);
  expect(stderr).toContain('note: 2 groups are busy');
});

describe('fails with file and rule (exit code 1)', () => {
  test.each<[string, Readonly<Record<string, string>>, RegExp]>([
    ['for YAML that is none', { 'analysis.yaml': 'title: [' }, /analysis\.yaml: /],
    ['for an empty document', { 'analysis.yaml': '' }, /analysis\.yaml: /],
    ['for a missing title', { 'analysis.yaml': DOCUMENT.replace(/title.*/, '') }, /analysis\.yaml: title/],
    ['for a field that is unknown', { 'analysis.yaml': `${DOCUMENT}\ncolor: red` }, /analysis\.yaml: .*color/],
    [
      'for an unknown column',
      { 'analysis.yaml': DOCUMENT.replace('- requests', '- nonsense').replace(/order.*/, '') },
      /column 'nonsense' is not one of the view 'requests'/,
    ],
    [
      'for an order that is no column',
      { 'analysis.yaml': DOCUMENT.replace('requests desc', 'nonsense desc') },
      /order: 'nonsense' is not one of the columns/,
    ],
    [
      'for a column that stands twice',
      { 'analysis.yaml': `${DOCUMENT.replace('order', '  - requests\norder')}` },
      /columns: 'requests' stands twice/,
    ],
    ['for SQL that is no query', { 'query.sql': 'drop table requests' }, /query\.sql: it must be one SELECT/],
    ['for several statements', { 'query.sql': `${SQL}; drop table requests` }, /query\.sql: it must be one statement/],
    ['for parameters', { 'query.sql': `${SQL} having count(*) > ?` }, /query\.sql: .*\?/],
    ['for SQL over something else', { 'query.sql': 'select 1 as hour' }, /query\.sql: it must select from 'requests'/],
    [
      'for an unknown placeholder',
      { 'query.sql': `${SQL} {{where}}` },
      /query\.sql: unknown placeholder \{\{where\}\}/,
    ],
    ['for {{by}} without its option', { 'query.sql': SQL.replace('hour,', '{{by}} hour,') }, /\{\{by\}\}/],
  ])('%s', async (_, files, says) => {
    write(files);
    const { code, stdout, stderr } = await run('list');
    expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(says) });
    expect(stderr).toMatch(/^error: .*by-hour/);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  test.each<[string, string]>([
    ['for SQL that DuckDB can not read', 'select hour count(*) as requests form requests'],
    ['for a function that does not exist', 'select hour, nonsense(hour) as requests from requests'],
    ['for a column that does not exist', 'select hour, nonsense as requests from requests'],
    ['for a result without the columns', 'select hour, count(*) as other from requests group by hour'],
    [
      'for files that it may not read',
      "select hour, (select count(*) from read_text('/etc/passwd')) as requests from requests",
    ],
    [
      'for settings that it may not change',
      "select hour, (select count(*) from duckdb_settings() where set_config('threads', '9') is null) as requests from requests",
    ],
  ])('%s, when it is run', async (_, sql) => {
    write({ 'query.sql': sql });
    const { code, stdout, stderr } = await run('run', 'by-hour', ...EXAMPLES, '--format', 'json');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^error: .*by-hour/);
    expect(stderr).not.toMatch(/bug|\n {4}at /);
  });

  test('for a missing file, a wrong name, a name that is taken, and a folder that holds none', async () => {
    const expectFailure = async (says: RegExp, queries = folder) => {
      const { code, stderr } = await runCli(['list', '--queries', queries]);
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(says) });
    };
    await expectFailure(/it must be a folder that holds access-logs/);
    await expectFailure(/it must be a folder that holds access-logs/, join(folder, 'nowhere'));
    mkdirSync(join(folder, 'access-logs/by-hour'), { recursive: true });
    await expectFailure(/by-hour\/(query\.sql|analysis\.yaml): it is missing/);
    write({}, 'access-logs/By Hour');
    write();
    await expectFailure(/By Hour.*lower-case letters, digits and dashes/);
    rmSync(join(folder, 'access-logs/By Hour'), { recursive: true });
    write({}, 'access-logs/deletions');
    await expectFailure(/deletions: a built-in analysis has this name/);
  });
});
