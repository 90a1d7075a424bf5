import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCli } from '../helpers/cli';
import { linesOf, makeFolder, requests, writeFiles } from '../helpers/log-folder';

let folder: string;
const good = `${linesOf(requests(3)).join('\n')}\n`;
const record =
  '{"Records":[{"eventTime":"2026-02-03T10:00:00Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","eventID":"e"}]}';

beforeAll(() => {
  folder = writeFiles({
    'access/2026-02-03-10-00-00-0123456789ABCDEF': good,
    'trail/AWSLogs/111122223333/CloudTrail/eu-west-1/2026/02/03/111122223333_CloudTrail_eu-west-1_20260203T1000Z_abcdefghijklmnop.json':
      record,
    'both/2026-02-03-10-00-00-0123456789ABCDEF': good,
    'both/111122223333_CloudTrail_eu-west-1_20260203T1000Z_abcdefghijklmnop.json': record,
    'other/notes.txt': 'nothing to see here\n',
    'other/README.md': '# Notes\n',
    'garbage/2026-02-03-10-00-00-0123456789ABCDEF': 'garbage\nmore garbage\n',
    'access/x.zst': 'x',
    'hidden/.DS_Store': 'x',
    'hidden/_temporary': good,
    'mixed/README.md': '# Logs\n',
    'mixed/1.log': good,
  });
  mkdirSync(join(folder, 'empty'));
  for (let index = 0; index < 12; index++) writeFileSync(join(folder, 'mixed', `.part-${index}`), '# no log');
  symlinkSync('loop', join(folder, 'loop'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Expects exit code 1 and a message, and nothing else. */
async function expectFailure(args: readonly string[], ...says: readonly RegExp[]): Promise<void> {
  const temporary = makeFolder('tmp');
  const { code, stdout, stderr } = await runCli(args, { cwd: folder, env: { TMPDIR: temporary } });
  expect({ code, stdout, lines: stderr.trimEnd().split('\n').length }).toEqual({ code: 1, stdout: '', lines: 1 });
  expect(stderr).toMatch(/^error: /);
  for (const pattern of says) expect(stderr).toMatch(pattern);
  expect(readdirSync(temporary)).toEqual([]);
  rmSync(temporary, { recursive: true });
}

describe('fails with what to do', () => {
  test.each<[string, readonly string[], ...RegExp[]]>([
    ['for a path that does not exist', ['nowhere'], /'nowhere' does not exist/, /a file, a folder or a pattern/],
    ['for a pattern that fits nothing', ['acc*/2027*'], /'acc\*\/2027\*' fits no file/],
    ['for an empty folder', ['empty'], /no file in 'empty'/, /folder that holds the logs/],
    ['for a link to itself', ['loop'], /'loop'/],
    ['for files that are no logs', ['other'], /neither S3 server access logs nor CloudTrail/, /--log-type/],
    ['for hidden files alone', ['hidden'], /hidden/],
    ['for logs of both types', ['both'], /both types/, /--log-type access-logs\|cloudtrail/],
    ['for logs in S3 without credentials', ['s3://bucket/prefix'], /no AWS credentials/, /--profile/],
    [
      'for files without a line of known form',
      ['garbage'],
      /none of the 2 lines in 'garbage\/2026/,
      /S3 server access logs/,
    ],
  ])('%s', async (_, logs, ...says) => {
    await expectFailure(['run', 'deletions', '--logs', ...logs], ...says);
  });

  test.each<[string, readonly string[], ...RegExp[]]>([
    [
      'for CloudTrail as access logs',
      ['deletions', '--logs', 'trail', '--log-type', 'access-logs'],
      /not S3 server access logs but AWS CloudTrail/,
      /--log-type cloudtrail/,
    ],
    [
      'for access logs as CloudTrail',
      ['deletions', '--logs', 'access', '--log-type', 'cloudtrail'],
      /not AWS CloudTrail but S3 server access logs/,
    ],
    [
      'for an analysis of the other log type',
      ['top-keys', '--logs', 'trail'],
      /top-keys can't be answered from AWS CloudTrail/,
      /needs S3 server access logs/,
    ],
    [
      'for CloudTrail questions to access logs',
      ['deletions,buckets', '--logs', 'access', '-o', 'out'],
      /buckets can't be answered from S3 server access logs/,
    ],
    [
      'for a window before the files',
      ['deletions', '--logs', 'access', '--to', '2026-01-20'],
      /none of the 2 files.* can hold/,
      /1 outside the window/,
      /--from, --to/,
    ],
    [
      'for a window behind the files',
      ['deletions', '--logs', 'access', '--from', '2026-03-01'],
      /1 outside the window/,
    ],
  ])('%s', async (_, args, ...says) => {
    await expectFailure(['run', ...args], ...says);
    rmSync(join(folder, 'out'), { recursive: true, force: true });
  });
});

test.each([['access'], ['-']])('a folder for temporary files that does not exist is told, for %s', async (logs) => {
  const args = ['run', 'deletions', '--logs', logs];
  const { code, stderr } = await runCli(args, { cwd: folder, env: { TMPDIR: join(folder, 'nowhere') }, input: good });
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringMatching(/^error: .*nowhere' can not be used: .*TMPDIR/),
  });
});

test('a file that is named is read once, and whatever a folder makes of it', async () => {
  const name = '_hidden.log';
  writeFiles({ [`named/${name}`]: good, 'named/1.log': good.replaceAll('/0', '/1') }, folder);
  const args = [
    'run',
    'object-access',
    '--format',
    'json',
    '--logs',
    `named/${name}`,
    'named',
    join(folder, 'named'),
    'named/*',
  ];
  const { stdout } = await runCli(args, { cwd: folder });
  expect(JSON.parse(stdout).coverage).toMatchObject({ files: 2, skippedFiles: 0, lines: 6 });
});

test('logs are recognized among files that are none', async () => {
  const { code, stderr } = await runCli(['run', 'object-access', '--logs', 'mixed'], { cwd: folder });
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: expect.stringContaining('3 lines in 1 file (13 files were not opened'),
  });
});

test('one file of each type can be chosen with --log-type', async () => {
  const { code, stdout } = await runCli(
    ['run', 'object-access', '--logs', 'both', '--log-type', 'access-logs', '--format', 'json'],
    { cwd: folder },
  );
  expect([code, JSON.parse(stdout).coverage]).toMatchObject([0, { files: 1, skippedFiles: 1, lines: 3 }]);
});

test('a pattern chooses files by their names, and the window still leaves some out', async () => {
  const args = [
    'run',
    'object-access',
    '--logs',
    '{access,trail}/**/2026*',
    '--log-type',
    'access-logs',
    '--format',
    'json',
  ];
  const inside = await runCli([...args, '--from', '2026-02-03', '--to', '2026-02-03'], { cwd: folder });
  expect([inside.code, JSON.parse(inside.stdout).coverage]).toMatchObject([0, { files: 1, lines: 3, parsed: 3 }]);
  const outside = await runCli([...args, '--to', '2026-01-20'], { cwd: folder });
  expect(outside).toMatchObject({ code: 1, stderr: expect.stringContaining('outside the window') });
});
