import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LocalAws } from '../aws';
import { type CliResult, runCli } from '../helpers/cli';
import { makeFolder } from '../helpers/log-folder';
import { filesBelow, runWithAws } from '../helpers/s3-logs';

let aws: LocalAws;
let folder: string;
beforeAll(async () => {
  aws = await LocalAws.start();
});
afterAll(async () => {
  await aws.stop();
  aws.violations.assertNone();
});
beforeEach(() => {
  folder = makeFolder('rollup');
  aws.s3.buckets.clear();
  aws.calls.clear();
});
afterEach(() => rmSync(folder, { recursive: true }));

const ID = '0123456789ABCDEF';
const WRITES = /Put|Delete|Abort/;

function write(path: string, content: string): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

const rollup = (...args: string[]): Promise<CliResult> => runCli(['rollup', ...args], { cwd: folder });

test('logs of a folder are merged, told about, and deleted', async () => {
  write(`logs/2026-02-03-10-00-00-${ID}`, 'a\n');
  write(`logs/2026-02-03-11-00-00-${ID}`, 'b');
  write('logs/notes.md', 'not a log');
  const result = await rollup('logs', 'rolled', '--level', 'day', '--progress');
  expect(result).toMatchObject({ code: 0, stdout: '' });
  expect(result.stderr).toBe(
    [
      'rolled/2026-02-03.rollup.log: 2 logs added, 2 deleted; 2 lines, 4 bytes',
      'rolled/: 2 logs (3 bytes) merged into 1 rollup, 2 deleted',
      'not merged: 1 (9 bytes), other file',
      '',
    ].join('\n'),
  );
  expect(filesBelow(folder)).toMatchObject({ 'rolled/2026-02-03.rollup.log': 'a\nb\n', 'logs/notes.md': 'not a log' });
});

test('a dry run tells everything, and makes not one call that writes', async () => {
  aws.s3.createBucket({ name: 'logs' });
  aws.s3.put('logs', `site/2026-02-03-10-00-00-${ID}`, 'a\n');
  aws.s3.put('logs', `site/2026-02-04-10-00-00-${ID}`, 'b\n');
  const args = ['rollup', 's3://logs/site/', 's3://logs/rolled', '--level', 'month'];
  const result = await runWithAws(aws, [...args, '--dry-run']);
  expect(result).toMatchObject({
    code: 0,
    stdout: 'write s3://logs/rolled/2026-02.rollup.log: 2 logs (4 bytes), delete 2 logs\n',
  });
  expect(result.stderr).toContain('2 logs (4 bytes) to merge into 1 rollup, 2 to delete\nthis was a dry run');
  expect(aws.calls.all.filter(({ action }) => WRITES.test(action))).toEqual([]);
  expect(aws.s3.requireBucket('logs').objects.length).toBe(2);
});

test('a dry run in folders changes nothing', async () => {
  write(`logs/2026-02-03-10-00-00-${ID}`, 'a\n');
  const before = filesBelow(folder);
  expect(await rollup('logs', 'logs/rolled', '--level', 'day', '--dry-run')).toMatchObject({ code: 0 });
  expect(filesBelow(folder)).toEqual(before);
});

test('logs on S3 are merged, and what was done is told as JSON', async () => {
  aws.s3.createBucket({ name: 'logs' });
  for (let hour = 10; hour < 20; hour++) aws.s3.put('logs', `site/2026-02-03-${hour}-00-00-${ID}`, `${hour}\n`);
  const result = await runWithAws(aws, ['rollup', 's3://logs/site/', 's3://logs/site/', '--level', 'hour', '--json']);
  expect(result.code).toBe(0);
  expect(JSON.parse(result.stdout)).toMatchObject({
    destination: 's3://logs/site/',
    rollups: { written: 10, unchanged: 0, failed: 0 },
    logs: { merged: 10, mergedBytes: 30, deleted: 10, left: 0 },
    failures: [],
  });
  expect(aws.s3.read('logs', 'site/2026-02-03-12.rollup.log').toString()).toBe('12\n');
});

test('fails for another level in the same destination, and says what to do', async () => {
  write(`logs/2026-02-03-10-00-00-${ID}`, 'a\n');
  expect((await rollup('logs', 'rolled', '--level', 'day', '--keep')).code).toBe(0);
  const result = await rollup('logs', 'rolled', '--level', 'month');
  expect(result.code).toBe(1);
  expect(result.stderr).toContain('rolled/ is filled with level day, not month');
  expect(result.stderr).toContain('choose another destination');
});

test('fails to write anew what would lose lines, and leaves the others alone', async () => {
  write(`logs/2026-02-03-10-00-00-${ID}`, 'a\n');
  write(`logs/2026-02-04-10-00-00-${ID}`, 'b\n');
  await rollup('logs', 'rolled', '--level', 'day', '--keep');
  rmSync(join(folder, `logs/2026-02-03-10-00-00-${ID}`));
  write(`logs/2026-02-03-11-00-00-${ID}`, 'c\n');
  const result = await rollup('logs', 'rolled', '--level', 'day', '--keep', '--overwrite');
  expect(result.code).toBe(3);
  expect(result.stderr).toContain('holds a source that is no longer there');
  expect(filesBelow(join(folder, 'rolled'))).toMatchObject({
    '2026-02-03.rollup.log': 'a\n',
    '2026-02-04.rollup.log': 'b\n',
  });
});

test('the current period and younger ones than wanted are left alone', async () => {
  const now = new Date().toISOString().slice(0, 19).replace(/[T:]/g, '-');
  write(`logs/${now}-${ID}`, 'a\n');
  const result = await rollup('logs', 'rolled', '--level', 'month');
  expect(result).toMatchObject({ code: 0 });
  expect(result.stderr).toContain('not merged: 1 (2 bytes), not old enough');
});

test('fails for CloudTrail, with the reason', async () => {
  const key = '111122223333_CloudTrail_eu-west-1_20260203T0000Z_abcdefghijklmnop.json.gz';
  write(`trail/AWSLogs/111122223333/CloudTrail/eu-west-1/2026/02/03/${key}`, '{}');
  const result = await rollup('trail', 'rolled', '--level', 'day');
  expect(result.code).toBe(1);
  expect(result.stderr).toContain("are CloudTrail's, which are not merged");
});

test.each([
  [['--level', 'dya'], "--level can't be 'dya'; allowed are 10min, hour, day, month; did you mean 'day'?"],
  [['--level', 'day', '--by', 'event'], "--by can't be 'event'"],
  [['--level', 'day', '--format', 'gz'], "--format can't be 'gz'"],
  [['--level', 'day', '--older-than', '2'], '--older-than is not a duration'],
  [['--level', 'day', '--by', 'event-time', '--overwrite'], '--overwrite is for rollups by delivery time'],
  [[], "required option '--level"],
])('refuses %j', async (args, says) => {
  const result = await rollup('logs', 'rolled', ...args);
  expect(result.code).toBe(2);
  expect(result.stderr).toContain(says);
});

test('a dry run by event time tells how many logs would be deleted: those whose lines would all be in rollups', async () => {
  const line = (day: string) => `79a59df900b949e5 acme-media [${day}/Feb/2026:10:00:00 +0000] 192.0.2.3 -\n`;
  write(`logs/2026-02-03-10-00-00-${ID}`, line('02') + line('03'));
  write(`logs/2026-02-03-11-00-00-${ID}`, line('03'));
  const args = ['logs', 'rolled', '--level', 'day', '--by', 'event-time'];
  const dry = await rollup(...args, '--dry-run');
  expect(dry.stderr).toContain('to merge into 2 rollups, 2 to delete\n');
  expect(Object.keys(filesBelow(folder))).toHaveLength(2);
  expect((await rollup(...args)).stderr).toContain('merged into 2 rollups, 2 deleted\n');
  write(`logs/2026-02-03-12-00-00-${ID}`, line('03'));
  expect((await rollup(...args, '--dry-run', '--keep')).stderr).not.toContain('to delete');
});

test('when all rollups fail for one reason, the first are named and the others counted', async () => {
  for (let day = 10; day < 23; day++) {
    write(`logs/2026-01-${day}-10-00-00-${ID}`, 'a\n');
    write(`rolled/2026-01-${day}.rollup.log`, 'not ours');
  }
  const { code, stderr } = await rollup('logs', 'rolled', '--level', 'day');
  expect(code).toBe(3);
  expect(stderr.match(/^refused:/gm)).toHaveLength(10);
  expect(stderr).toContain('\n… and 3 more rollups (all are in --json)\n');
  expect(JSON.parse((await rollup('logs', 'rolled', '--level', 'day', '--json')).stdout).failures).toHaveLength(13);
});
