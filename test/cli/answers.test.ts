import { accessStoryEvents, accessStoryFiles, expectedAccessCoverage, expectedAnswers } from '../generator';
import { runCli } from '../helpers/cli';

const EXAMPLES = ['--logs', 'examples/access-logs'];
const expected = expectedAnswers['access-logs'];
const run = (...args: string[]) => runCli(['run', ...args]);

test('JSON is one object of the documented shape', async () => {
  const args = [
    'deletions',
    ...EXAMPLES,
    '--from',
    '2026-02-03',
    '--to',
    '2026-02-05',
    '--bucket',
    'acme-media',
    '--requester',
    'AmazonS3',
    '--requester',
    '-',
    '--include-failed',
    '--format',
    'json',
  ];
  const { code, stdout, stderr } = await run(...args);
  const json = JSON.parse(stdout);
  expect(code).toBe(0);
  expect(Object.keys(json)).toEqual([
    'analysis',
    'logType',
    'window',
    'filters',
    'columns',
    'rows',
    'truncated',
    'coverage',
  ]);
  expect(json).toMatchObject({
    analysis: 'deletions',
    logType: 'access-logs',
    // the last day is inside
    window: { from: '2026-02-03T00:00:00Z', to: '2026-02-06T00:00:00Z' },
    filters: { bucket: ['acme-media'], requester: ['AmazonS3', '-'], 'include-failed': true },
    truncated: false,
  });
  const options = {
    window: { from: '2026-02-03', to: '2026-02-06' },
    includeFailed: true,
    filter: ({ bucket, requester }: { bucket: string; requester: string | null }) =>
      bucket === 'acme-media' && (requester === 'AmazonS3' || requester === null),
  };
  expect(json.rows).toEqual(expected.deletions?.(accessStoryEvents(), options));
  expect(json.columns[0]).toEqual({
    name: 'event_time',
    type: 'timestamp',
    unit: null,
    description: expect.any(String),
  });
  expect(Object.keys(json.coverage).sort()).toEqual([
    'bytes',
    'duplicates',
    'files',
    'firstEvent',
    'lastEvent',
    'lines',
    'notes',
    'outsideWindow',
    'parsed',
    'skippedFiles',
    'skippedFilesByReason',
    'unparsed',
    'unreadable',
  ]);
  expect(stderr).toMatch(/^\d+ lines in \d+ files \(\d+ files outside the window were not opened\): /);
});

test('coverage of CloudTrail counts records, and an open window is null', async () => {
  const { stdout, stderr } = await run('deletions', '--logs', 'examples/cloudtrail', '--format', 'json');
  const json = JSON.parse(stdout);
  expect(json).toMatchObject({
    logType: 'cloudtrail',
    window: { from: null, to: null },
    filters: {},
    coverage: { records: expect.any(Number), skippedFiles: 3 },
  });
  expect(json.coverage).not.toHaveProperty('lines');
  expect(stderr).toMatch(
    /records in \d+ files \(3 files were not opened: 1 CloudTrail digest, 1 CloudTrail Insights, 1 CloudTrail network activity\)/,
  );
});

test('results go to standard output, everything else to standard error', async () => {
  const { stdout, stderr } = await run('deletions', ...EXAMPLES, '--format', 'ndjson');
  expect(
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(expected.deletions?.(accessStoryEvents()));
  const { lines, files, firstEvent, lastEvent } = expectedAccessCoverage(accessStoryFiles());
  expect(stderr).toContain(`${lines} lines in ${files} files`);
  expect(stderr).toContain(`first event ${firstEvent}, last event ${lastEvent}`);
});

test('without a terminal the answer is CSV, without colours or progress', async () => {
  const { stdout, stderr } = await run('deletions', ...EXAMPLES);
  expect(stdout).toMatch(/^event_time,bucket,key,version_id,/);
  expect(stdout + stderr).not.toContain('\u001b');
});

test('colours come with FORCE_COLOR and go with NO_COLOR', async () => {
  const args = ['run', 'deletions', ...EXAMPLES, '--format', 'table'];
  expect((await runCli(args, { env: { FORCE_COLOR: '1' } })).stdout).toContain('\u001b[');
  expect((await runCli(args, { env: { FORCE_COLOR: '1', NO_COLOR: '1' } })).stdout).not.toContain('\u001b');
  expect((await runCli(['run', 'nonsense', ...EXAMPLES], { env: { FORCE_COLOR: '1' } })).stderr).toContain(
    '\u001b[31merror:',
  );
});

describe('--limit', () => {
  const rows = expected['top-keys']?.(accessStoryEvents()) ?? [];

  test.each([
    [['--limit', '3'], 3, true],
    [['--limit', String(rows.length)], rows.length, false],
    [['--limit', '0'], rows.length, false],
    [[], rows.length, false],
  ])('%j', async (args, count, truncated) => {
    const json = JSON.parse((await run('top-keys', ...EXAMPLES, '--format', 'json', ...args)).stdout);
    expect({ rows: json.rows, truncated: json.truncated }).toEqual({ rows: rows.slice(0, count), truncated });
  });

  test('says that there are more', async () => {
    const { stdout } = await run('top-keys', ...EXAMPLES, '--format', 'table', '--limit', '3');
    expect(stdout).toContain('there are more rows than the limit of 3');
    const markdown = await run('top-keys', ...EXAMPLES, '--format', 'markdown', '--limit', '3');
    expect(markdown.stdout).toContain('more rows than the limit of 3');
  });

  test('of a table are the rows that are counted, of which it shows 50', async () => {
    const { stdout } = await run('object-access', ...EXAMPLES, '--format', 'table', '--limit', '60');
    expect(stdout).toContain('… and 10 more rows');
  });
});

describe('several analyses', () => {
  test('are one JSON list on standard output', async () => {
    const { code, stdout } = await run('deletions,top-keys', 'latency', ...EXAMPLES, '--format', 'json');
    const answers = JSON.parse(stdout) as { analysis: string; rows: unknown }[];
    expect([code, answers.map(({ analysis }) => analysis)]).toEqual([0, ['deletions', 'top-keys', 'latency']]);
    for (const { analysis, rows } of answers)
      expect({ analysis, rows }).toEqual({ analysis, rows: expected[analysis]?.(accessStoryEvents()) });
  });

  test.each(['table', 'markdown'])('follow one another as %s', async (format) => {
    const { code, stdout } = await run('deletion-summary,status-codes', ...EXAMPLES, '--format', format);
    expect(code).toBe(0);
    const [first, second] = ['deletion', 'status'].map((word) => stdout.toLowerCase().indexOf(word));
    expect([first, second]).toEqual([expect.any(Number), expect.any(Number)]);
    expect(first).toBeGreaterThanOrEqual(0);
    expect(second).toBeGreaterThan(first as number);
  });

  test('are all of the log type with all', async () => {
    const { stdout, stderr } = await run('all', ...EXAMPLES, '--format', 'json');
    expect(stderr).not.toMatch(/^\(|[wW]arning: (?!1 line)/m);
    const answers = JSON.parse(stdout) as { analysis: string; rows: unknown }[];
    expect(answers.map(({ analysis }) => analysis).sort()).toEqual(Object.keys(expected).sort());
    for (const { analysis, rows } of answers)
      expect({ analysis, rows }).toEqual({ analysis, rows: expected[analysis]?.(accessStoryEvents()) });
  });

  test('that are named twice are answered once', async () => {
    const answers = JSON.parse((await run('deletions,deletions', ...EXAMPLES, '--format', 'json')).stdout) as unknown;
    expect([answers].flat()).toHaveLength(1);
  });
});

describe('options of analyses', () => {
  test.each([
    ['latency', ['--by', 'requester'], { by: 'requester' as const }],
    ['traffic-by-day', ['--by', 'hour'], { by: 'hour' as const }],
    ['hot-links', ['--own-host', 'acme.example'], { ownHosts: ['acme.example'] }],
    ['config-changes', ['--include-failed'], { includeFailed: true }],
  ])('%s %j', async (id, args, options) => {
    const { stdout } = await run(id, ...EXAMPLES, '--format', 'json', ...args);
    expect(JSON.parse(stdout).rows).toEqual(expected[id]?.(accessStoryEvents(), options));
  });
});

test.each([
  [
    'filters that nothing fits',
    ['examples/access-logs', '--bucket', 'acme-medai', '--from', '2026-02-01'],
    'note: no line is in the window and fits the filters: check --from, --bucket\n',
  ],
  ['a trail without S3', ['-', '--log-type', 'cloudtrail'], 'note: no record is about S3\n'],
])('an answer that is empty because of %s says so', async (_, logs, note) => {
  const iam = {
    eventVersion: '1.08',
    eventTime: '2026-02-03T10:00:00Z',
    eventSource: 'iam.amazonaws.com',
    eventID: 'e1',
  };
  const { stdout, stderr } = await runCli(['run', 'deletions', '--format', 'ndjson', '--logs', ...logs], {
    input: JSON.stringify({ Records: [iam] }),
  });
  expect(stdout).toBe('');
  expect(stderr).toContain(note);
});
