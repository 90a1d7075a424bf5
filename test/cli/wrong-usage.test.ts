import { runCli } from '../helpers/cli';

const logs = ['--logs', 'examples/access-logs'];
const trail = ['--logs', 'examples/cloudtrail'];

/** Arguments, and what the one message on standard error says. */
type Case = readonly [args: readonly string[], ...says: readonly RegExp[]];

async function expectRefused([args, ...says]: Case): Promise<void> {
  const { code, stdout, stderr } = await runCli(args);
  expect({ args, code, stdout }).toEqual({ args, code: 2, stdout: '' });
  for (const pattern of says) expect(stderr).toMatch(pattern);
  expect(stderr).not.toMatch(/bug|\n {4}at /);
}

async function expectAllRefused(cases: readonly Case[]): Promise<void> {
  const waiting = [...cases];
  const next = async (): Promise<void> => {
    for (let wrong = waiting.shift(); wrong; wrong = waiting.shift()) await expectRefused(wrong);
  };
  await Promise.all([next(), next(), next()]);
}

test('an unknown command, analysis or option is refused with what is meant', async () => {
  await expectAllRefused([
    [['rnu'], /unknown command 'rnu'/, /Did you mean run/],
    [['run', 'deletion', ...logs], /there is no analysis 'deletion'/, /did you mean 'deletions'\?/],
    [['run', 'deletions,nonsense', ...logs], /there is no analysis 'nonsense'/, /s3-log-audit list/],
    [['run', ',', ...logs], /name/],
    [['run', ...logs], /missing required argument 'analysis'/],
    [['run', 'deletions'], /required option '--logs/],
    [['run', 'deletions', ...logs, '--fromat', 'csv'], /unknown option '--fromat'/, /Did you mean --format/],
    [['run', 'deletions', ...logs, '--buckets', 'x'], /unknown option '--buckets'/, /--bucket/],
    [['list', 'deletion'], /there is no analysis 'deletion'/, /did you mean 'deletions'\?/],
    [['list', 'top-keys', '--log-type', 'cloudtrail'], /top-keys/, /access-logs/],
    [['list', '--nonsense'], /unknown option/],
    [['sql', 'deletion'], /there is no analysis 'deletion'/],
    [['sql', 'top-keys', '--log-type', 'cloudtrail'], /top-keys is no analysis of cloudtrail/],
    [['sql', 'deletions', '--table', 'x; drop table y'], /--table/],
  ]);
});

test('an unknown log type or format is refused with what is allowed', async () => {
  await expectAllRefused([
    [
      ['run', 'deletions', ...logs, '--log-type', 'access-log'],
      /'access-log'/,
      /access-logs, cloudtrail/,
      /did you mean 'access-logs'\?/,
    ],
    [['list', '--log-type', 'waf'], /'waf'/, /access-logs, cloudtrail/],
    [
      ['run', 'deletions', ...logs, '--format', 'cvs'],
      /'cvs'/,
      /csv, json, ndjson, markdown, parquet/,
      /did you mean 'csv'\?/,
    ],
    [['run', 'deletions', ...logs, '--format', 'CSV'], /'CSV'/, /did you mean 'csv'\?/],
  ]);
});

test('dates that are none, and windows that hold no time, are refused', async () => {
  await expectAllRefused([
    ...['yesterday', '', '2026-02-30', '2026-02-03T25:00:00Z'].map(
      (date): Case => [['run', 'deletions', ...logs, '--from', date], /--from/, /allowed are a date/],
    ),
    [['run', 'deletions', ...logs, '--to', '2025-02-29'], /--to is a date that does not exist/],
    [['run', 'deletions', ...logs, '--from', '2026-02-04', '--to', '2026-02-03'], /--from must be before --to/],
    [
      ['run', 'deletions', ...logs, '--from', '2026-02-04T10:00:00Z', '--to', '2026-02-04T10:00:00Z'],
      /--from must be before --to/,
    ],
    [['run', 'deletions', ...logs, '--from', '24h', '--to', '7d'], /--from must be before --to/],
    [['sql', 'deletions', '--from', '2026-02-30'], /--from/],
    [['run', 'deletions', ...logs, '--delivery-padding', '2 days'], /--delivery-padding/],
  ]);
});

test('filters whose values can be none are refused', async () => {
  await expectAllRefused([
    ...['10.0.0.0/33', 'localhost', '10.1', '::g'].map(
      (value): Case => [
        ['run', 'deletions', ...logs, '--remote-ip', value],
        /--remote-ip/,
        /neither an address nor a CIDR block/,
      ],
    ),
    ...['600', '4x', '-1'].map(
      (value): Case => [['run', 'deletions', ...logs, `--status=${value}`], /--status/, /403 and 4xx/],
    ),
    ...['bucket', 'uri-contains'].map(
      (name): Case => [['run', 'deletions', ...logs, `--${name}`, ''], new RegExp(`--${name} is empty`)],
    ),
    [['run', 'deletions', ...trail, '--account', '1234'], /--account is not an account id/],
    [['run', 'deletions', ...logs, '--account', '111122223333'], /--account can't be used with access-logs/],
    [['run', 'deletions', ...logs, '--region', 'eu-west-1'], /--region can't be used with access-logs/],
    [['run', 'deletions', ...trail, '--status', '403'], /--status can't be used with cloudtrail/],
    [['run', 'deletions', ...trail, '--referrer-host', 'x.example'], /--referrer-host can't be used with cloudtrail/],
    [['sql', 'deletions', '--log-type', 'cloudtrail', '--status', '403'], /--status can't be used with cloudtrail/],
  ]);
});

test('options that the analysis does not have, or not with this value, are refused', async () => {
  await expectAllRefused([
    [['run', 'top-keys', ...logs, '--include-failed'], /top-keys has no option --include-failed/, /list top-keys/],
    [['run', 'deletions', ...logs, '--own-host', 'x.example'], /deletions has no option --own-host/],
    [['run', 'deletions', ...logs, '--by', 'hour'], /deletions has no option --by/],
    [['run', 'latency', ...logs, '--by', 'week'], /--by of latency can't be 'week'/, /hour, requester/],
    [['run', 'deletions,latency', ...logs, '-o', '/tmp/never-made', '--by', 'hour'], /deletions has no option --by/],
  ]);
});

test('numbers that are none, and options that contradict each other, are refused', async () => {
  await expectAllRefused([
    ...['-1', '1.5', ''].map(
      (value): Case => [['run', 'deletions', ...logs, `--limit=${value}`], /--limit/, /whole number/],
    ),
    ...['-1', '1.5', '5%%', '%'].map(
      (value): Case => [['run', 'deletions', ...logs, `--max-unparsed=${value}`], /--max-unparsed/, /0.1%/],
    ),
    [['run', 'deletions', ...logs, '--threads', '0'], /--threads/],
    [['run', 'deletions', ...logs, '--memory', '1'], /--memory/, /at least 100/],
    [['run', 'deletions', ...logs, '--strict', '--max-unparsed', '5'], /--strict/],
    [['run', 'deletions', ...logs, '--format', 'parquet'], /-o answer\.parquet/],
    [['run', 'deletions,top-keys', ...logs], /several analyses as csv need a folder/, /-o answers\//],
    [['run', 'deletions,top-keys', ...logs, '--format', 'ndjson'], /several analyses as ndjson need a folder/],
    [['run', 'all', ...logs, '--format', 'parquet'], /-o/],
  ]);
});
