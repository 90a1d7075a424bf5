import { loadCatalogue } from '../../lib/analyses/catalogue';
import { LOG_TYPE_IDS } from '../../lib/log-types/log-type';
import { runCli } from '../helpers/cli';

const catalogue = loadCatalogue();

test('list shows every analysis of each log type on one line', async () => {
  const { code, stdout, stderr } = await runCli(['list']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const lines = stdout
    .trimEnd()
    .split('\n')
    .filter((line) => line.startsWith('  '));
  expect(lines).toHaveLength(catalogue.analyses.length);
  for (const { id, question } of catalogue.analyses) {
    expect(lines.find((line) => line.startsWith(`  ${id} `) && line.endsWith(question))).toBeDefined();
  }
});

test.each(LOG_TYPE_IDS)('list --log-type %s shows those of one log type', async (logType) => {
  const { stdout } = await runCli(['list', '--log-type', logType]);
  expect(
    stdout
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(' ')[0]),
  ).toEqual(catalogue.summaries(logType).map(({ id }) => id));
});

test('list <analysis> shows question, columns, filters and options of both log types', async () => {
  const { stdout } = await runCli(['list', 'deletions']);
  expect(stdout).toContain('deletions – S3 server access logs');
  expect(stdout).toContain('deletions – AWS CloudTrail');
  for (const word of [
    'Columns',
    'event_time',
    'mfa_authenticated',
    'Filters',
    '--from, --to',
    '--status',
    '--account',
    'Options',
    '--include-failed',
  ])
    expect(stdout).toContain(word);
});

test('sql prints one statement for Athena, with values in place', async () => {
  const { code, stdout, stderr } = await runCli([
    'sql',
    'deletions',
    '--log-type',
    'access-logs',
    '--bucket',
    "it's",
    '--from',
    '2026-02-03',
    '--to',
    '2026-02-05',
    '--table',
    'db.logs',
    '--limit',
    '7',
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const text of [
    "bucket in ('it''s')",
    'from db.logs',
    'timestamp',
    '2026-02-03 00:00:00',
    '2026-02-06 00:00:00',
    'limit 7',
  ])
    expect(stdout).toContain(text);
  expect(stdout).not.toMatch(/[=(] ?[?]/);
  expect(stdout).not.toContain('{{');
});

test('sql narrows to partitions of the table', async () => {
  const partitions = ['account=111122223333', 'region=eu-west-1', 'source_bucket=acme-media'];
  const { code, stdout } = await runCli([
    'sql',
    'deletions',
    '--log-type=access-logs',
    '--table=access_logs_in_place',
    ...partitions.map((partition) => `--partition=${partition}`),
    '--from=2026-02-03',
    '--to=2026-02-05',
  ]);
  expect(code).toBe(0);
  for (const text of [
    "account = '111122223333'",
    "region = 'eu-west-1'",
    "source_bucket = 'acme-media'",
    "day >= '2026/02/03'",
    "day <= '2026/02/07'",
  ])
    expect(stdout).toContain(text);
});

test('sql fails on a partition that is none', async () => {
  const { code, stderr } = await runCli(['sql', 'deletions', '--partition', "run=x' or true"]);
  expect(code).toBe(2);
  expect(stderr).toContain("the partition run can't be 'x' or true'");
});

test('sql says which log type it is for when there are two', async () => {
  const { code, stdout, stderr } = await runCli(['sql', 'deletions']);
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: expect.stringMatching(/^for access-logs; add --log-type cloudtrail/),
  });
  expect(stdout).toContain('from access_logs');
  expect((await runCli(['sql', 'buckets'])).stderr).toBe('');
});

test('help and version are answers', async () => {
  for (const args of [['--help'], ['help', 'run'], ['run', '--help'], ['--version']]) {
    const { code, stdout, stderr } = await runCli(args);
    expect({ args, code, stderr, any: stdout.length > 3 }).toEqual({ args, code: 0, stderr: '', any: true });
  }
  expect((await runCli(['--version'])).stdout.trim()).toBe(require('../../package.json').version);
  const { code, stdout, stderr } = await runCli([]);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain('Usage: s3-log-audit');
});
