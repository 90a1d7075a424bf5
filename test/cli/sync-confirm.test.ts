import { rmSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { syncFolder } from '../../lib/cli/commands/sync-folder';
import { processHost } from '../../lib/cli/output-host';
import type { LocalAws } from '../aws';
import { makeFolder } from '../helpers/log-folder';
import { filesBelow, startLocalAws, useAws } from '../helpers/s3-logs';

let aws: LocalAws;
let leaveAws: () => void;
let folder: string;
let told: string[];

startLocalAws((started) => {
  aws = started;
});
beforeEach(() => {
  leaveAws = useAws(aws);
  folder = makeFolder('sync');
  told = [];
  aws.s3.put('logs', 'a', 'x');
});
afterEach(() => {
  jest.restoreAllMocks();
  leaveAws();
  rmSync(folder, { recursive: true });
});

/** Deletes at a terminal, at which somebody types. */
function deleteSources(typed: string): Promise<number> {
  const keyboard = Object.assign(new PassThrough(), { isTTY: true });
  jest.spyOn(process, 'stdin', 'get').mockReturnValue(keyboard as unknown as typeof process.stdin);
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    told.push(String(text));
    return true;
  });
  keyboard.end(typed);
  return syncFolder('s3://logs/', folder, { concurrency: 4, deleteSource: true }, processHost());
}

test('objects are deleted at a terminal when somebody agrees', async () => {
  expect(await deleteSources('y\n')).toBe(0);
  expect(told.join('')).toContain(
    'Delete the objects of s3://logs/ from S3 when their copies have been checked? [y/N]',
  );
  expect(aws.s3.requireBucket('logs').objects.length).toBe(0);
  expect(filesBelow(folder)).toEqual({ a: 'x' });
});

test.each(['n\n', '\n', ''])('fails when somebody answers %j, and nothing is done', async (typed) => {
  expect(await deleteSources(typed)).toBe(1);
  expect(told).toContain('nothing was done\n');
  expect(aws.s3.requireBucket('logs').objects.length).toBe(1);
  expect(filesBelow(folder)).toEqual({});
  expect(aws.calls.all).toEqual([]);
});
