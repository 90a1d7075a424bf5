import { rmSync } from 'node:fs';
import { type AccessEvent, expectedAnswers } from '../generator';
import { runCli } from '../helpers/cli';
import { linesOf, requests, writeFiles } from '../helpers/log-folder';

const ESCAPES = '\u001b]0;owned\u0007\u001b[2J\u001b[31mred\u009b31m';
const BIDI = 'gpj.\u202egnp\u2066\u200b\u200f';
const FORMULA = "=cmd|' /C calc'!A0";
const agents = [
  `${ESCAPES}agent`,
  BIDI,
  FORMULA,
  'a,b "c"; d',
  '\u0000\u0001\u007f',
  '@SUM(1)',
  '-1+1',
  ' plain',
  'tab\tbed',
  '\u2028line',
  "'; drop table requests --",
];
const events: AccessEvent[] = requests(agents.length, (index) => ({
  userAgent: agents[index] as string,
  key: `k ${index}${index === 0 ? ESCAPES : ''}\n${BIDI}`,
}));
const NAME = `log ${'\u001b'}[31m${'\u202e'}x\n.log`;
let folder: string;

beforeAll(() => {
  folder = writeFiles({ [NAME]: `${linesOf(events).join('\n')}\n${ESCAPES} garbage\n`, [`${NAME}.gz`]: 'no gzip' });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Controls but the line feed, and what steers the direction of text or hides. */
const STEERING = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

function run(...args: string[]) {
  return runCli(['run', 'object-access', '--logs', folder, ...args]);
}

/** A small reader of RFC 4180. */
function parseCsv(text: string): (string | null)[][] {
  const rows: (string | null)[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/g)) {
    const row = rows.at(-1) as (string | null)[];
    row.push(quoted === undefined ? (plain === '' ? null : (plain ?? null)) : quoted.replaceAll('""', '"'));
    if (end === '\n') rows.push([]);
    else if (end === '') break;
  }
  return rows.slice(0, -1);
}

const expected = expectedAnswers['access-logs']['object-access']?.(events) ?? [];

test('log text never steers a terminal: messages and coverage', async () => {
  const { code, stderr } = await run('--format', 'csv');
  expect(code).toBe(3);
  expect(stderr).not.toMatch(STEERING);
  expect(stderr).toContain('\\x1b[31m\\u202ex\\n.log');
  expect(stderr).toMatch(/1 line of no known form, the first in .*:12/);
});

test.each(['table', 'json', 'ndjson', 'markdown'])('log text never steers a terminal: %s', async (format) => {
  const { stdout } = await run('--format', format);
  expect(stdout).not.toMatch(STEERING);
  expect(stdout).toMatch(/\\x1b|\\u001b/);
});

test('JSON and NDJSON are faithful', async () => {
  const json = JSON.parse((await run('--format', 'json')).stdout);
  expect(json.rows).toEqual(expected);
  const lines = (await run('--format', 'ndjson')).stdout.trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual(expected);
});

test('CSV is faithful', async () => {
  const { stdout } = await run('--format', 'csv');
  const [header, ...rows] = parseCsv(stdout);
  expect(rows).toEqual(
    expected.map((row) => Object.values(row).map((value) => (value === null ? null : String(value)))),
  );
  expect(header).toEqual(Object.keys(expected[0] ?? {}));
});

test('--spreadsheet-safe defuses formulas, and leaves the rest', async () => {
  const { stdout } = await run('--format', 'csv', '--spreadsheet-safe');
  const [, ...rows] = parseCsv(stdout);
  const column = Object.keys(expected[0] ?? {}).indexOf('user_agent');
  const found = rows.map((row) => row[column]);
  for (const agent of [FORMULA, '@SUM(1)', '-1+1']) expect(found).toContain(`'${agent}`);
  for (const agent of [' plain', 'a,b "c"; d']) expect(found).toContain(agent);
});

test.each([
  ['--key', "'; drop table base --"],
  ['--requester', "x' or '1'='1"],
  ['--user-agent-contains', '%" or 1=1 /*'],
  ['--key-prefix', '?; select 1'],
  ['--bucket', '$1'],
  ['--request-id', '\\'],
  ['--operation', "*'*"],
  ['--error-code', "''"],
])('a value of %s that looks like SQL is just a value', async (option, value) => {
  const { code, stdout } = await run('--format', 'json', option, value);
  expect([code, JSON.parse(stdout).rows]).toEqual([3, []]);
  expect(JSON.parse(stdout).filters).toEqual({ [option.slice(2)]: [value] });
});

test('a value that looks like SQL finds what is called so', async () => {
  const { stdout } = await run('--format', 'json', '--user-agent-contains', "'; drop table requests --");
  expect(JSON.parse(stdout).rows).toEqual(expected.filter((row) => row.user_agent === "'; drop table requests --"));
});

test('values with escapes are shown escaped', async () => {
  const { code, stderr } = await runCli(['run', `\u001b[31mdeletions`, '--logs', folder, '--nonsense\u001b[2J']);
  expect([code, STEERING.test(stderr)]).toEqual([2, false]);
  const wrong = await runCli(['run', `\u001b[31mdeletions\u202e`, '--logs', folder]);
  expect([wrong.code, STEERING.test(wrong.stderr)]).toEqual([2, false]);
});
