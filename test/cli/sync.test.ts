import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalAws } from '../aws';
import { roleWith } from '../aws/helpers';
import type { CliResult } from '../helpers/cli';
import { makeFolder } from '../helpers/log-folder';
import { awsEnvironment, countCalls, filesBelow, openTo, runWithAws, startLocalAws } from '../helpers/s3-logs';

let aws: LocalAws;
let folder: string;

startLocalAws((started) => {
  aws = started;
});
beforeEach(() => {
  folder = makeFolder('sync');
});
afterEach(() => rmSync(folder, { recursive: true }));

const name = (index: number) =>
  `2026-02-${String(1 + (index % 28)).padStart(2, '0')}-10-20-30-${String(index).padStart(16, '0')}`;

/** Objects by their key below the prefix. */
function put(objects: Readonly<Record<string, string>>): void {
  for (const [key, content] of Object.entries(objects)) aws.s3.put('logs', `site/${key}`, content);
}

const sync = (...args: string[]): Promise<CliResult> => runWithAws(aws, ['sync', 's3://logs/site/', folder, ...args]);

const twenty = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [name(index), `line ${index}\n`]));

test('brings everything, then only what is new', async () => {
  put(twenty);
  const first = await sync();
  expect(first).toMatchObject({ code: 0, stdout: '' });
  expect(first.stderr).toBe('20 objects in s3://logs/site/: 20 downloaded (150 bytes)\n');
  expect(filesBelow(folder)).toEqual(twenty);

  aws.calls.clear();
  expect((await sync()).stderr).toBe('20 objects in s3://logs/site/: 0 downloaded (0 bytes), 20 were there already\n');
  expect(Object.keys(countCalls(aws))).toEqual(['s3:ListBucket']);

  put({ [name(3)]: 'changed', 'more/new': 'new' });
  aws.calls.clear();
  expect((await sync()).stderr).toContain(
    '21 objects in s3://logs/site/: 2 downloaded (10 bytes), 19 were there already',
  );
  expect(countCalls(aws)['s3:GetObject']).toBe(2);
  expect(filesBelow(folder)).toEqual({ ...twenty, [name(3)]: 'changed', 'more/new': 'new' });
});

test('files that are missing or have another size come again, others stay', async () => {
  put(twenty);
  await sync();
  rmSync(join(folder, name(1)));
  writeFileSync(join(folder, name(2)), 'cut');
  writeFileSync(join(folder, 'my notes'), 'mine');
  aws.calls.clear();
  await sync();
  expect(countCalls(aws)['s3:GetObject']).toBe(2);
  expect(filesBelow(folder)).toEqual({ ...twenty, 'my notes': 'mine' });
});

test('files that the index does not know are compared, not downloaded', async () => {
  put(twenty);
  await sync();
  rmSync(join(folder, '.s3-log-audit'), { recursive: true });
  writeFileSync(join(folder, name(4)), 'line X\n');
  aws.calls.clear();
  expect((await sync()).stderr).toContain('1 downloaded (7 bytes), 19 were there already');
  expect(countCalls(aws)['s3:GetObject']).toBe(1);
  expect(filesBelow(folder)).toEqual(twenty);
});

test('objects that have gone from the bucket stay in the folder', async () => {
  put(twenty);
  await sync();
  aws.s3.requireBucket('logs').objects.delete(`site/${name(0)}`);
  expect(await sync()).toMatchObject({ code: 0 });
  expect(filesBelow(folder)).toEqual(twenty);
});

test('whatever the keys are, no file is outside of the folder, and each key has its own', async () => {
  const keys = [
    '../../../outside',
    '/root',
    'a//b',
    'a/',
    'Case',
    'case',
    'file',
    'file/below',
    'nul',
    'x\\y',
    '.s3-log-audit/index.ndjson',
    `${'long'.repeat(70)}-2026`,
    'e\u0301',
    '\u00e9',
    'new\nline',
    '\u001b[31mred',
  ];
  put(Object.fromEntries(keys.map((key) => [key, `content of ${key}`])));
  aws.s3.put('logs', 'site/empty folder/', '');
  const { code, stderr } = await sync();
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining(`${keys.length} downloaded`) });
  const found = Object.values(filesBelow(folder)).map((text) => Buffer.from(text, 'latin1').toString());
  expect(found.sort()).toEqual(keys.map((key) => `content of ${key}`).sort());
  expect(statSync(join(folder, '..', 'outside'), { throwIfNoEntry: false })).toBeUndefined();
  aws.calls.clear();
  await sync();
  expect(Object.keys(countCalls(aws))).toEqual(['s3:ListBucket']);
});

test('a window brings the logs that can hold it', async () => {
  put({ ...twenty, 'CloudTrail-Digest/eu-west-1/x': 'no log', 'picture.png': 'no log', 'app.log': 'no time' });
  expect(await sync('--from', '2026-02-05', '--to', '2026-02-06')).toMatchObject({ code: 0 });
  expect(Object.keys(filesBelow(folder))).toEqual([5, 6, 7, 8].map((day) => name(day - 1)).concat('app.log'));
  expect((await sync('--from', '2026-02-05', '--to', '2026-02-06', '--delivery-padding', '3d')).stderr).toContain(
    '1 downloaded',
  );
});

test('a dry run tells what it would do, and does nothing', async () => {
  put({ old: 'old', new: 'new' });
  await runWithAws(aws, ['sync', 's3://logs/site/o', folder]);
  rmSync(join(folder, '.s3-log-audit', 'partial'), { recursive: true });
  const before = readFileSync(join(folder, '.s3-log-audit', 'index.ndjson'), 'utf8');
  aws.calls.clear();
  const result = await sync('--dry-run', '--delete-source');
  expect(result).toMatchObject({
    code: 0,
    stdout: `download s3://logs/site/new (3 bytes) to ${join(folder, 'new')}\ndelete s3://logs/site/new\ndelete s3://logs/site/old\n`,
    stderr: '2 objects in s3://logs/site/: 1 to download (3 bytes), 1 were there already\n',
  });
  expect(Object.keys(countCalls(aws))).toEqual(['s3:ListBucket']);
  expect(filesBelow(folder)).toEqual({ old: 'old' });
  expect(readFileSync(join(folder, '.s3-log-audit', 'index.ndjson'), 'utf8')).toBe(before);
});

test('a dry run deletes nothing that it would not bring', async () => {
  put({ [name(1)]: 'wanted', [name(9)]: 'not wanted' });
  aws.s3.put('logs', 'site/folder/', '');
  const { stdout } = await sync('--dry-run', '--delete-source', '--to', '2026-02-02', '--delivery-padding', '1d');
  expect(stdout).toBe(
    `download s3://logs/site/${name(1)} (6 bytes) to ${join(folder, name(1))}\ndelete s3://logs/site/${name(1)}\n`,
  );
});

test('nothing in a key steers the terminal', async () => {
  const key = '\u001b[31mred\u202egnp';
  put({ [key]: 'x' });
  const shown = 's3://logs/site/\\x1b[31mred\\u202egnp';
  const { stdout } = await sync('--dry-run', '--delete-source');
  expect(stdout).toBe(`download ${shown} (1 byte) to ${folder}/%1B[31mred\\u202egnp\ndelete ${shown}\n`);
  aws.faults.add({ service: 's3', action: 'GetObject', kind: 'deny', times: Number.POSITIVE_INFINITY });
  const { code, stderr } = await sync();
  expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining(`may not read ${shown}`) });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
  expect(stderr).not.toMatch(/[\u001b\u202e]/);
});

test('a dry run makes no folder', async () => {
  put({ new: 'new' });
  const missing = join(folder, 'not there');
  await runWithAws(aws, ['sync', 's3://logs/site/', missing, '--dry-run']);
  expect(statSync(missing, { throwIfNoEntry: false })).toBeUndefined();
});

test('two at once fill one folder, and a third one has nothing to do', async () => {
  const objects = Object.fromEntries(
    Array.from({ length: 300 }, (_, index) => [name(index), `line ${index}\n`.repeat(index)]),
  );
  put(objects);
  aws.faults.add({ service: 's3', action: 'GetObject', kind: 'slow', delayMs: 5, times: Number.POSITIVE_INFINITY });
  const results = await Promise.all([sync('--concurrency', '4'), sync('--concurrency', '7')]);
  expect(results.map(({ code, stdout }) => ({ code, stdout }))).toEqual([0, 0].map((code) => ({ code, stdout: '' })));
  expect(filesBelow(folder)).toEqual(objects);
  aws.calls.clear();
  expect((await sync()).stderr).toContain('300 were there already');
  expect(Object.keys(countCalls(aws))).toEqual(['s3:ListBucket']);
});

test('as many as 512 downloads at once can be asked for', async () => {
  put({ a: 'x' });
  expect(await sync('--concurrency', '512')).toMatchObject({ code: 0 });
});

test('what can not be had is told, and the rest comes', async () => {
  put(twenty);
  aws.s3.put('logs', `site/${name(3)}`, 'x', { storageClass: 'GLACIER' });
  aws.s3.put('logs', `site/${name(4)}`, 'x', { etag: '0'.repeat(32) });
  aws.faults.add({ service: 's3', action: 'GetObject', resource: name(5), kind: 'deny', times: 2 });
  const { code, stderr } = await sync();
  expect(code).toBe(3);
  expect(stderr).toContain('20 objects in s3://logs/site/: 17 downloaded');
  expect(stderr).toContain(
    `failed: s3://logs/site/${name(4)} did not come whole in 5 attempts: its content does not fit its ETag`,
  );
  expect(stderr).toContain(`failed: you may not read s3://logs/site/${name(5)}`);
  expect(stderr).toContain('incomplete: 2 objects could not be downloaded; run it again');
  expect(stderr).toContain('incomplete: 1 object in an archive (S3 Glacier): restore them first');
  expect(Object.keys(filesBelow(folder))).not.toContain(name(4));
});

test('an archived object comes when it is restored, and is no matter when it is there', async () => {
  aws.s3.put('logs', 'site/a', 'x', { storageClass: 'GLACIER' });
  expect(await sync()).toMatchObject({ code: 3 });
  aws.s3.put('logs', 'site/a', 'x', { storageClass: 'GLACIER', restoredUntil: new Date(Date.now() + 1e9) });
  expect(await sync()).toMatchObject({ code: 0 });
  aws.s3.put('logs', 'site/a', 'x', { storageClass: 'GLACIER' });
  expect(await sync()).toMatchObject({ code: 0 });
});

test('--request-payer lets one read the bucket of somebody else', async () => {
  aws.s3.createBucket({ name: 'theirs', account: '444455556666', requesterPays: true, policy: openTo(aws, 'theirs') });
  aws.s3.put('theirs', 'a', 'x');
  const denied = await runWithAws(aws, ['sync', 's3://theirs/', folder]);
  expect(denied).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('or --request-payer if the bucket is Requester Pays'),
  });
  expect(await runWithAws(aws, ['sync', 's3://theirs/', folder, '--request-payer'])).toMatchObject({ code: 0 });
  expect(filesBelow(folder)).toEqual({ a: 'x' });
});

test('the Region of the bucket is found by itself', async () => {
  aws.s3.createBucket({ name: 'far', region: 'us-west-2' });
  aws.s3.put('far', 'a', 'x');
  expect(await runWithAws(aws, ['sync', 's3://far/', folder])).toMatchObject({ code: 0 });
  expect(filesBelow(folder)).toEqual({ a: 'x' });
});

test('--endpoint-url and --profile say where S3 is and who comes', async () => {
  put({ a: 'x' });
  const config = join(folder, 'config');
  const { accessKeyId, secretAccessKey } = aws.root;
  writeFileSync(
    config,
    `[profile me]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\nregion = eu-west-1\n`,
  );
  const env = {
    ...Object.fromEntries(Object.keys(awsEnvironment(aws)).map((key) => [key, ''])),
    AWS_CONFIG_FILE: config,
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const args = ['sync', 's3://logs/site/', join(folder, 'logs'), '--endpoint-url', aws.endpoint];
  expect(await runWithAws(aws, args, { env })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('there are no AWS credentials'),
  });
  expect(await runWithAws(aws, [...args, '--profile', 'me'], { env })).toMatchObject({ code: 0 });
});

test.each([
  ['a bucket that is not there', ['s3://nowhere/'], 1, 'error: there is no bucket for s3://nowhere/; check its name\n'],
  [
    'the wrong Region',
    ['s3://logs/', '--region', 'us-west-2'],
    1,
    'error: the bucket logs is in eu-west-1, not in us-west-2; leave the Region out, or say eu-west-1\n',
  ],
  ['an address that is none', ['logs/site'], 2, "error: the prefix must be s3://bucket/prefix, got 'logs/site'\n"],
  [
    'an endpoint that does not answer',
    ['s3://logs/', '--endpoint-url', 'http://localhost:9'],
    1,
    expect.stringContaining('AWS can not be reached'),
  ],
  [
    'nobody to ask',
    ['s3://logs/', '--delete-source'],
    2,
    'error: --delete-source asks before it deletes, and there is nobody to ask; add --yes to agree beforehand\n',
  ],
  [
    'too many downloads at once',
    ['s3://logs/', '--concurrency', '1000'],
    2,
    expect.stringContaining('it must be at most 512.'),
  ],
  [
    'a window that is none',
    ['s3://logs/', '--from', '2026-02-03', '--to', '2026-02-01'],
    2,
    expect.stringContaining('--from must be before --to'),
  ],
])('fails for %s', async (_, [address = '', ...options], code, stderr) => {
  const result = await runWithAws(aws, ['sync', address, folder, ...options]);
  expect(result).toMatchObject({ code, stdout: '', stderr });
});

test('fails without the permission to list, and names it', async () => {
  const role = roleWith(aws, 'nobody', []);
  const result = await runWithAws(aws, ['sync', 's3://logs/site/', folder], { env: awsEnvironment(aws, role) });
  expect(result).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(
      'error: you may not list s3://logs/site/: ask whoever grants access for s3:ListBucket',
    ),
  });
});

test('fails soon when no object may be read', async () => {
  put(Object.fromEntries(Array.from({ length: 200 }, (_, index) => [name(index), 'x'])));
  const role = roleWith(aws, 'lister', [{ Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::logs' }]);
  const result = await runWithAws(aws, ['sync', 's3://logs/site/', folder, '--concurrency', '4'], {
    env: awsEnvironment(aws, role),
  });
  expect(result).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('ask whoever grants access for s3:GetObject'),
  });
  expect(countCalls(aws)['s3:GetObject']).toBeLessThan(40);
});

test('fails for a folder with the logs of another prefix', async () => {
  put({ a: 'x' });
  await sync();
  aws.s3.createBucket({ name: 'other' });
  expect(await runWithAws(aws, ['sync', 's3://other/site/', folder])).toMatchObject({
    code: 2,
    stderr: `error: '${folder}' holds the logs of s3://logs/site/, not of s3://other/site/; give another folder\n`,
  });
});

test('fails for a folder that is a file, and for a folder that can not be made', async () => {
  put({ a: 'x' });
  writeFileSync(join(folder, 'file'), '');
  for (const place of ['file', join('file', 'below')]) {
    const result = await runWithAws(aws, ['sync', 's3://logs/site/', join(folder, place)]);
    expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining('can not be written: ') });
  }
});

test('a folder in the place of a file makes the object lie aside', async () => {
  put({ a: 'x' });
  mkdirSync(join(folder, 'a'));
  expect(await sync()).toMatchObject({ code: 0 });
  expect(Object.entries(filesBelow(folder))).toEqual([[expect.stringMatching(/^~[0-9a-f]{24}\/a$/), 'x']]);
});
