import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CompleteMultipartUploadCommand, CreateMultipartUploadCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import type { LocalAws } from '../aws';
import { s3Client } from '../aws/helpers';
import { type Random, seededRandom } from '../generator';
import type { CliResult } from '../helpers/cli';
import { makeFolder } from '../helpers/log-folder';
import { countCalls, filesBelow, runWithAws, startLocalAws } from '../helpers/s3-logs';

// processes that are started again and again
jest.setTimeout(180_000);

let aws: LocalAws;
let folder: string;

startLocalAws((started) => {
  aws = started;
});
beforeEach(() => {
  folder = makeFolder('sync');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Whatever goes wrong on the way, all the time. */
const TROUBLE = [
  { kind: 'cut-body', nth: 7, times: 5 },
  { kind: 'throttle', nth: 40, times: 10 },
  { kind: 'corrupt-body', nth: 90, times: 4 },
  { kind: 'fail', nth: 150, times: 5 },
  { kind: 'lose-answer', nth: 200, times: 3 },
  { kind: 'slow', delayMs: 3, times: Number.POSITIVE_INFINITY },
] as const;

test.each([1, 2])('killed again and again, it ends with exactly the right bytes (seed %d)', async (seed) => {
  const random = seededRandom(seed);
  const expected = await fill(random);
  for (const fault of TROUBLE) aws.faults.add({ service: 's3', action: 'GetObject', ...fault });
  let kills = 0;
  let last: CliResult = { code: null, stdout: '', stderr: '', stdoutBytes: Buffer.alloc(0) };
  for (; last.code === null; kills++) {
    last = await syncKilled(random);
    // whatever is there under its name is whole
    for (const [path, md5] of Object.entries(md5sBelow(folder))) expect([path, md5]).toEqual([path, expected[path]]);
  }
  expect(last).toMatchObject({ code: 0, stdout: '' });
  expect(kills).toBeGreaterThan(3);
  expect(md5sBelow(folder)).toEqual(expected);
  expect(readdirSync(join(folder, '.s3-log-audit', 'partial'))).toEqual([]);

  aws.calls.clear();
  expect(await sync()).toMatchObject({ code: 0 });
  expect(Object.keys(countCalls(aws))).toEqual(['s3:ListBucket']);
});

test.each([3, 4])('killed while it deletes, nothing is deleted that is not in the folder (seed %d)', async (seed) => {
  const random = seededRandom(seed);
  const expected = await fill(random);
  aws.faults.add({
    service: 's3',
    action: 'DeleteObjects',
    kind: 'slow',
    delayMs: 30,
    times: Number.POSITIVE_INFINITY,
  });
  let last: number | null = null;
  while (last === null) {
    const { code } = await syncKilled(random, '--delete-source', '--yes');
    last = code;
    const there = md5sBelow(folder);
    const deleted = Object.keys(expected).filter((path) => !aws.s3.requireBucket('logs').objects.get(`site/${path}`));
    for (const path of deleted) expect([path, there[path]]).toEqual([path, expected[path]]);
  }
  expect(last).toBe(0);
  expect(md5sBelow(folder)).toEqual(expected);
  expect(aws.s3.requireBucket('logs').objects.length).toBe(0);
});

test('Ctrl-C ends it in order, and the next run goes on', async () => {
  const expected = await fill(seededRandom(5));
  aws.faults.add({ service: 's3', action: 'GetObject', kind: 'slow', delayMs: 3, times: Number.POSITIVE_INFINITY });
  const result = await run([], async (child) => {
    await untilReads(100, child);
    child.kill('SIGINT');
  });
  expect(result).toMatchObject({ code: 130, stdout: '', stderr: 'stopped\n' });
  expect(readdirSync(join(folder, '.s3-log-audit', 'partial'))).toEqual([]);
  const brought = Object.keys(md5sBelow(folder)).length;
  expect(brought).toBeGreaterThan(50);
  aws.calls.clear();
  expect((await sync()).stderr).toContain(`${brought} were there already`);
  expect(md5sBelow(folder)).toEqual(expected);
});

/** Objects of all kinds. @returns the MD5 of each by the path of its file */
async function fill(random: Random): Promise<Record<string, string>> {
  const expected: Record<string, string> = {};
  for (let index = 0; index < 180; index++) {
    const path = `${random.pick(['', 'a/', 'a/b/'])}2026-02-03-00-00-00-${String(index).padStart(16, '0')}`;
    const content = Buffer.from(random.hex(random.pick([0, 10, 1000, 100_000])));
    aws.s3.put('logs', `site/${path}`, content);
    expected[path] = createHash('md5').update(content).digest('hex');
  }
  expected['zz-parts.gz'] = await putInParts('site/zz-parts.gz');
  return expected;
}

async function putInParts(key: string): Promise<string> {
  const s3 = s3Client(aws);
  const at = { Bucket: 'logs', Key: key };
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(at));
  const parts = [Buffer.alloc(5 << 20, 'one'), Buffer.alloc(100_000, 'two')];
  const Parts = [];
  for (const [index, Body] of parts.entries()) {
    const { ETag } = await s3.send(new UploadPartCommand({ ...at, UploadId, PartNumber: index + 1, Body }));
    Parts.push({ PartNumber: index + 1, ETag });
  }
  await s3.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts } }));
  s3.destroy();
  return createHash('md5').update(Buffer.concat(parts)).digest('hex');
}

const sync = (...options: string[]): Promise<CliResult> => run(options);

/** A run that is killed after a random number of objects and another short while, unless it ends before. */
function syncKilled(random: Random, ...options: string[]): Promise<CliResult> {
  const reads = aws.calls.all.length + random.between(10, 70);
  const pauseMs = random.between(0, 30);
  return run(options, async (child) => {
    await untilReads(reads, child);
    await new Promise((wake) => setTimeout(wake, pauseMs));
    child.kill('SIGKILL');
  });
}

function run(options: readonly string[], onStart?: (child: ChildProcess) => void): Promise<CliResult> {
  return runWithAws(
    aws,
    ['sync', 's3://logs/site/', folder, '--concurrency', '8', ...options],
    onStart ? { onStart } : {},
  );
}

async function untilReads(count: number, child: ChildProcess): Promise<void> {
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  while (!hasEnded() && aws.calls.all.length < count) await new Promise((wake) => setTimeout(wake, 1));
}

function md5sBelow(path: string): Record<string, string> {
  if (!existsSync(path)) return {};
  const files = Object.entries(filesBelow(path));
  return Object.fromEntries(
    files.map(([name, text]) => [name, createHash('md5').update(Buffer.from(text, 'latin1')).digest('hex')]),
  );
}
