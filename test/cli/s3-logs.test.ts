import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { LocalAws } from '../aws';
import { roleWith } from '../aws/helpers';
import type { StoredObject } from '../aws/s3/stored-object';
import { type CliResult, runCli } from '../helpers/cli';
import { linesOf, makeFolder, requests } from '../helpers/log-folder';
import { filesBelow as logFilesBelow, writeParsed } from '../helpers/parsed-logs';
import { awsEnvironment, countCalls, filesBelow, openTo, runWithAws, startLocalAws } from '../helpers/s3-logs';

const ACCESS = 'examples/access-logs';
const TRAIL = 'examples/cloudtrail';

let aws: LocalAws;
let cache: string;

startLocalAws((started) => {
  aws = started;
});
beforeEach(() => {
  cache = makeFolder('cache');
});
afterEach(() => rmSync(cache, { recursive: true, force: true }));

/** Puts the files of a folder below a prefix. */
function putFolder(folder: string, prefix: string, more: Partial<StoredObject> = {}): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) aws.s3.put('logs', `${prefix}${path.slice(folder.length + 1)}`, readFileSync(path), more);
  }
}

const run = (...args: string[]): Promise<CliResult> => runWithAws(aws, ['run', ...args, '--s3-cache', cache]);
const objectKeys = () => aws.calls.of('s3:GetObject').map(({ resource }) => resource.replace('arn:aws:s3:::logs/', ''));

test.each([
  [
    'access logs',
    'deletions,top-requests',
    ACCESS,
    ['--from', '2026-02-03', '--to', '2026-02-04', '--bucket', 'acme-media'],
  ],
  ['CloudTrail', 'deletions,buckets', TRAIL, ['--from', '2026-02-04T01:00', '--to', '2026-02-05']],
  ['all access logs', 'all', ACCESS, []],
])('%s on S3 give the answer of the same files on disk', async (_, analyses, folder, options) => {
  putFolder(folder, 'some/prefix/');
  const args = [analyses, ...options, '--format', 'json'];
  const [onS3, onDisk] = await Promise.all([
    run(...args, '--logs', 's3://logs/some/prefix/'),
    runCli(['run', ...args, '--logs', folder]),
  ]);
  expect(onS3.code).toBe(onDisk.code);
  const answers = (result: CliResult) =>
    JSON.parse(result.stdout).map(({ coverage, ...answer }: { coverage: Record<string, unknown> }) => {
      // digests and days outside the window are not even listed on S3
      const { skippedFiles, skippedFilesByReason, ...counts } = coverage;
      return { ...answer, counts };
    });
  const shownOnDisk = JSON.stringify(answers(onDisk)).replaceAll(`${folder}/`, 's3://logs/some/prefix/');
  expect(JSON.stringify(answers(onS3))).toBe(shownOnDisk);
});

test('a report on logs on S3 is that on the same files on disk', async () => {
  putFolder(ACCESS, 'some/');
  const options = ['--from', '2026-02-03', '--to', '2026-02-05'];
  const onS3 = await runWithAws(aws, ['report', '--logs', 's3://logs/some/', '--s3-cache', cache, ...options]);
  const onDisk = await runCli(['report', '--logs', ACCESS, ...options]);
  expect(onS3.code).toBe(0);
  expect(onS3.stdout).toBe(onDisk.stdout);
});

test('a rollup in Parquet on S3 gives the answer of the lines that it was made from', async () => {
  const parquet = join(cache, 'made', '2026-02.rollup.parquet');
  await writeParsed(logFilesBelow(ACCESS), parquet);
  aws.s3.put('logs', 'rolled/2026-02.rollup.parquet', readFileSync(parquet));
  const options = ['object-access', '--format', 'csv', '--from', '2026-02-03', '--to', '2026-02-05'];
  const onS3 = await run(...options, '--logs', 's3://logs/rolled/');
  expect(onS3.code).toBe(0);
  expect(onS3.stdout).toBe((await runCli(['run', ...options, '--logs', ACCESS, '--delivery-padding', '30d'])).stdout);
});

test('only logs that can hold the window are downloaded, and those only once', async () => {
  putFolder(ACCESS, '');
  const args = ['deletion-summary', '--logs', 's3://logs/', '--from', '2026-02-05', '--to', '2026-02-05'];
  const first = await run(...args);
  expect(objectKeys().length).toBeGreaterThan(5);
  expect(objectKeys().filter((key) => key < '2026-02-05')).toEqual([]);
  aws.calls.clear();
  expect(await run(...args)).toEqual(first);
  expect(Object.keys(countCalls(aws))).toEqual(['s3:ListBucket']);
});

test('only accounts and Regions of the filters are downloaded', async () => {
  putFolder(TRAIL, '');
  const { stdout } = await run('top-requests', '--logs', 's3://logs/', '--account', '444455556666');
  expect(stdout.split('\n').length).toBeGreaterThan(2);
  expect(objectKeys().length).toBeGreaterThan(0);
  expect(objectKeys().filter((key) => !key.includes('444455556666'))).toEqual([]);
});

test('nothing of a run stays but the cache, and not even that when it may hold nothing', async () => {
  putFolder(ACCESS, '');
  await run('status-codes', '--logs', 's3://logs/');
  expect(readdirSync(join(cache, 'runs'))).toEqual([]);
  expect(readdirSync(join(cache, 'objects'), { recursive: true }).length).toBeGreaterThan(20);
  rmSync(cache, { recursive: true });
  await run('status-codes', '--logs', 's3://logs/', '--s3-cache-size', '0');
  expect(readdirSync(cache, { recursive: true })).toEqual(['runs']);
});

test('logs of a bucket whose reader pays come through a cache that keeps within its size', async () => {
  aws.s3.createBucket({
    name: 'theirs',
    account: '444455556666',
    requesterPays: true,
    policy: openTo(aws, 'theirs'),
  });
  const lines = linesOf(requests(400));
  for (const day of ['a', 'b', 'c']) aws.s3.put('theirs', `${day}/logs`, `${lines.join('\n')}\n`);
  const limit = Math.ceil(1.5 * Buffer.byteLength(`${lines.join('\n')}\n`));
  const report = (prefix: string, ...options: string[]) =>
    runWithAws(aws, ['report', '--logs', prefix, '--s3-cache', cache, '--s3-cache-size', `${limit}`, ...options]);
  expect(await report('s3://theirs/a/')).toMatchObject({ code: 1, stderr: expect.stringContaining('--request-payer') });
  for (const day of ['a', 'b', 'c']) {
    const { code, stdout } = await report(`s3://theirs/${day}/`, '--request-payer');
    expect(code).toBe(0);
    expect(stdout).toMatch(/Requests\s+400\s/);
    expect(Object.values(filesBelow(cache)).reduce((sum, text) => sum + text.length, 0)).toBeLessThanOrEqual(limit);
  }
});

test('logs on S3 and on disk, and several prefixes that overlap, make one answer', async () => {
  const [first = '', second = '', third = ''] = linesOf(requests(3));
  aws.s3.put('logs', 'a/one.log', `${first}\n`);
  aws.s3.put('logs', 'a/b/two.log.gz', gzipSync(`${second}\n`));
  const folder = makeFolder();
  const { stdout, code } = await runWithAws(
    aws,
    [
      'run',
      'object-access',
      '--logs',
      's3://logs/a/',
      's3://logs/a/b/',
      's3://logs/a/one.log',
      '-',
      '--s3-cache',
      cache,
      '--format',
      'ndjson',
    ],
    { input: `${third}\n` },
  );
  rmSync(folder, { recursive: true });
  expect(code).toBe(0);
  expect(stdout.match(/media\/\d\.jpg/g)).toEqual(['media/0.jpg', 'media/1.jpg', 'media/2.jpg']);
});

test('an object that is named is read whatever its name', async () => {
  aws.s3.put('logs', 'a/_hidden.json', linesOf(requests(1)).join('\n'));
  expect(await run('object-access', '--logs', 's3://logs/a/_hidden.json')).toMatchObject({ code: 0 });
});

test('the type of logs whose names do not tell it is told from a few of them', async () => {
  for (let index = 0; index < 30; index++) aws.s3.put('logs', `x/${index}`, linesOf(requests(1)).join('\n'));
  const { code, stderr } = await run('deletions', '--logs', 's3://logs/x/', '--log-type', 'cloudtrail');
  expect({ code, stderr }).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('the files are not AWS CloudTrail but S3 server access logs'),
  });
  expect(objectKeys()).toHaveLength(8);
});

test('lines of no known form are told with the object that they are in', async () => {
  aws.s3.put('logs', 'a/x.log', `${linesOf(requests(1)).join('\n')}\nodd\n`);
  const { stderr } = await run('object-access', '--logs', 's3://logs/a/');
  expect(stderr).toContain('the first in s3://logs/a/x.log:2');
});

test('logs that can not be had make the answer incomplete', async () => {
  putFolder(ACCESS, '');
  const [archived = '', denied = '', gone = ''] = readdirSync(ACCESS).sort();
  aws.s3.put('logs', archived, 'x', { storageClass: 'GLACIER' });
  aws.faults.add({ service: 's3', action: 'GetObject', resource: denied, kind: 'deny', times: 2 });
  aws.faults.add({
    service: 's3',
    action: 'GetObject',
    resource: gone,
    kind: 'fail',
    times: 2,
    error: { code: 'NoSuchKey', message: 'The specified key does not exist.', status: 404 },
  });
  const { code, stderr } = await run('status-codes', '--logs', 's3://logs/');
  expect(code).toBe(3);
  expect(stderr).toContain(`in ${readdirSync(ACCESS).length} files`);
  expect(stderr).toContain(`unreadable: s3://logs/${archived}: s3://logs/${archived} is in an archive (S3 Glacier)`);
  expect(stderr).toContain(`unreadable: s3://logs/${denied}: you may not read s3://logs/${denied}`);
  expect(stderr).toContain(`unreadable: s3://logs/${gone}: s3://logs/${gone} was deleted after it had been listed`);
  const json = JSON.parse((await run('status-codes', '--logs', 's3://logs/', '--format', 'json')).stdout);
  expect(json.coverage.unreadable).toMatchObject([{ file: `s3://logs/${archived}`, partial: false }]);
});

test.each([
  ['an archive', { storageClass: 'GLACIER' }, "is in an archive (S3 Glacier) and can't be read; restore it first"],
  [
    'another KMS key',
    { encryption: { algorithm: 'aws:kms', keyArn: 'arn:aws:kms:eu-west-1:444455556666:key/k' } } as const,
    'kms:Decrypt',
  ],
])('fails when all logs are in %s', async (_, more, message) => {
  putFolder(ACCESS, '', more);
  const role = roleWith(aws, 'reader', [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }]);
  const result = await runWithAws(aws, ['run', 'deletions', '--logs', 's3://logs/', '--s3-cache', cache], {
    env: awsEnvironment(aws, role),
  });
  expect(result).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(message) });
});

test.each([
  [
    'a prefix with nothing below',
    ['s3://logs/nothing'],
    "error: there is no file in 's3://logs/nothing'; check the prefix\n",
  ],
  [
    'filters that nothing can fit',
    ['s3://logs/', '--account', '999999999999', '--from', '2026-02-01'],
    "error: there is no file in 's3://logs/'; check the prefix, --from, --account\n",
  ],
  ['a bucket that is not there', ['s3://nowhere/x'], 'error: there is no bucket for s3://nowhere/x; check its name\n'],
  [
    'a cache that is too small',
    ['s3://logs/', '--s3-cache-size', '1KB'],
    expect.stringMatching(/^error: the logs of the window are .* and the cache may have 1.0 KB; choose/),
  ],
])('fails for %s', async (_, [path = '', ...options], stderr) => {
  putFolder(TRAIL, '');
  expect(await run('deletions', '--logs', path, ...options)).toMatchObject({ code: 1, stdout: '', stderr });
  expect(objectKeys()).toEqual([]);
});

test.each([
  [
    'a size that is none',
    ['s3://logs/', '--s3-cache-size', 'much'],
    "--s3-cache-size is not a size, got 'much'; allowed are for example 500MB, 20GB, 0",
  ],
  ['an address that is none', ['s3:///x'], "--logs must be s3://bucket/prefix, got 's3:///x'"],
])('fails for %s', async (_, [path = '', ...options], message) => {
  expect(await run('deletions', '--logs', path, ...options)).toMatchObject({ code: 2, stderr: `error: ${message}\n` });
});

test('Ctrl-C while logs come from S3 leaves nothing half', async () => {
  putFolder(ACCESS, '');
  aws.faults.add({
    service: 's3',
    action: 'GetObject',
    kind: 'slow',
    delayMs: 2000,
    nth: 5,
    times: Number.POSITIVE_INFINITY,
  });
  const result = await runWithAws(aws, ['run', 'deletions', '--logs', 's3://logs/', '--s3-cache', cache], {
    onStart: async (child) => {
      while (aws.calls.of('s3:GetObject').length < 4) await new Promise((wake) => setTimeout(wake, 5));
      await new Promise((wake) => setTimeout(wake, 100));
      child.kill('SIGINT');
    },
  });
  expect(result).toMatchObject({ code: 130, stdout: '', stderr: 'stopped\n' });
  expect(readdirSync(join(cache, 'runs'))).toEqual([]);
});

test.each([[['list']], [['run', 'status-codes', '--logs', ACCESS]]])('%j does not load the SDK', async (args) => {
  const told = join(cache, 'told');
  const script = join(cache, 'tell.cjs');
  writeFileSync(
    script,
    `process.on('exit', () => require('fs').writeFileSync(${JSON.stringify(told)}, Object.keys(require.cache).join()))`,
  );
  expect(await runCli(args, { env: { NODE_OPTIONS: `--require ${script}` } })).toMatchObject({ code: 0 });
  expect(readFileSync(told, 'utf8')).toContain('commander');
  expect(readFileSync(told, 'utf8')).not.toMatch(/@aws-sdk|@smithy/);
});
