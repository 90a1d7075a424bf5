import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalAws } from '../aws';
import { roleWith } from '../aws/helpers';
import type { CliResult } from '../helpers/cli';
import { makeFolder } from '../helpers/log-folder';
import { awsEnvironment, filesBelow, openTo, runWithAws, startLocalAws } from '../helpers/s3-logs';

let aws: LocalAws;
let folder: string;

startLocalAws((started) => {
  aws = started;
});
beforeEach(() => {
  for (const key of Object.keys(LOGS)) aws.s3.put('logs', key, LOGS[key] as string);
  folder = makeFolder('sync');
});
afterEach(() => rmSync(folder, { recursive: true }));

const LOGS: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from({ length: 30 }, (_, index) => [
    `2026-02-03-10-20-30-${String(index).padStart(16, '0')}`,
    `line ${index}\n`,
  ]),
);
const [FIRST = '', SECOND = ''] = Object.keys(LOGS);

const sync = (...args: string[]): Promise<CliResult> => runWithAws(aws, ['sync', 's3://logs/', folder, ...args]);
const deleteAll = () => sync('--delete-source', '--yes');
const left = () => {
  const { objects } = aws.s3.requireBucket('logs');
  return Array.from({ length: objects.length }, (_, index) => objects.keyAt(index));
};

test('objects are deleted when their copies are there, and not before', async () => {
  const { code, stderr } = await deleteAll();
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: '30 objects in s3://logs/: 30 downloaded (230 bytes), 30 deleted from S3\n',
  });
  expect(left()).toEqual([]);
  expect(filesBelow(folder)).toEqual(LOGS);
  const actions = aws.calls.all.map(({ action }) => action);
  const firstDeletion = actions.indexOf('s3:DeleteObject');
  const reads = actions.slice(0, firstDeletion).filter((action) => action === 's3:GetObject');
  expect(reads).toHaveLength(30);
});

test('objects that an earlier run has brought are deleted too', async () => {
  await sync();
  aws.calls.clear();
  expect((await deleteAll()).stderr).toContain('30 were there already, 30 deleted from S3');
  expect(left()).toEqual([]);
  expect(filesBelow(folder)).toEqual(LOGS);
});

test('nothing is deleted without being asked for', async () => {
  await sync();
  await sync('--delete-source', '--dry-run');
  expect(left()).toHaveLength(30);
  expect(aws.calls.of('s3:DeleteObject')).toEqual([]);
});

test('only objects of the window are deleted', async () => {
  aws.s3.put('logs', `2026-03-03-10-20-30-${'0'.repeat(16)}`, 'x');
  await sync('--delete-source', '--yes', '--to', '2026-02-10');
  expect(left()).toEqual([`2026-03-03-10-20-30-${'0'.repeat(16)}`]);
});

test.each(['cut-body', 'corrupt-body', 'deny'] as const)(
  'an object whose copy could not be checked stays (%s)',
  async (kind) => {
    aws.faults.add({ service: 's3', action: 'GetObject', resource: SECOND, kind, times: Number.POSITIVE_INFINITY });
    const { code, stderr } = await deleteAll();
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining('29 deleted from S3') });
    expect(left()).toEqual([SECOND]);
  },
);

test('a copy that has changed since does not let its object be deleted', async () => {
  await sync();
  writeFileSync(join(folder, FIRST), 'LINE 0\n');
  const { code, stderr } = await deleteAll();
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: expect.stringContaining(
      'warning: 1 object not deleted: of the copy only the size could be checked, or it has changed',
    ),
  });
  expect(left()).toEqual([FIRST]);
});

test('an answer of S3 to a deletion that is lost does no harm', async () => {
  aws.faults.add({ service: 's3', action: 'DeleteObjects', kind: 'lose-answer' });
  expect((await deleteAll()).stderr).toContain('30 downloaded (230 bytes), 30 deleted from S3');
  expect(left()).toEqual([]);
});

test('an object of which only the size can be checked stays', async () => {
  aws.s3.put('logs', FIRST, 'line 0\n', { encryption: { algorithm: 'aws:kms' }, etag: '0'.repeat(32) });
  await deleteAll();
  expect(left()).toEqual([FIRST]);
});

test('an object that changes after it was brought stays', async () => {
  const answer = deleteAll();
  // the reading of the last object is over before the deletion begins
  while (aws.calls.of('s3:GetObject').length < 30) await new Promise((wake) => setTimeout(wake, 1));
  aws.s3.put('logs', FIRST, 'another line\n');
  const { stderr } = await answer;
  expect(left()).toEqual([FIRST]);
  expect(stderr).toContain('30 downloaded (230 bytes), 29 deleted from S3');
  expect(stderr).toContain('warning: 1 object not deleted: changed since the download');
});

test('--request-payer lets one empty the bucket of somebody else', async () => {
  const policy = openTo(aws, 'theirs', ['s3:*']);
  aws.s3.createBucket({ name: 'theirs', account: '444455556666', requesterPays: true, policy });
  aws.s3.put('theirs', 'a', 'x');
  const args = ['sync', 's3://theirs/', folder, '--delete-source', '--yes', '--request-payer'];
  expect((await runWithAws(aws, args)).stderr).toContain('1 downloaded (1 byte), 1 deleted from S3');
  expect(aws.s3.requireBucket('theirs').objects.length).toBe(0);
});

test('fails without the permission to delete, after everything was brought', async () => {
  const Resource = ['arn:aws:s3:::logs', 'arn:aws:s3:::logs/*'];
  const role = roleWith(aws, 'reader', [{ Effect: 'Allow', Action: ['s3:ListBucket', 's3:GetObject'], Resource }]);
  const result = await runWithAws(aws, ['sync', 's3://logs/', folder, '--delete-source', '--yes'], {
    env: awsEnvironment(aws, role),
  });
  expect(result).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /can't be deleted, S3 answered AccessDenied .*; everything that was to be downloaded is there/,
    ),
  });
  expect(left()).toHaveLength(30);
  expect(filesBelow(folder)).toEqual(LOGS);
});
