import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalAws } from '../aws';
import { accessStoryFiles, writeAccessLogs } from '../generator';
import { deployAudit, LOG_BUCKET, startCloud } from './audit-cloud';
import { type AuditStack, reach } from './audit-stack';
import { LogFiles } from './log-files';

const logs = new LogFiles();
let aws: LocalAws;
let stack: AuditStack;

beforeAll(() => writeAccessLogs(logs.folder, accessStoryFiles()));
afterAll(() => logs.remove());
beforeEach(async () => {
  aws = await startCloud();
  logs.putInto(aws, LOG_BUCKET);
  stack = await deployAudit(aws);
});
afterEach(async () => {
  await aws.stop();
  aws.violations.assertNone();
});

test('a deleted stack leaves nothing, though runs have filled its buckets', async () => {
  await stack.run();
  await stack.deployed.delete();
  expect(aws.leftovers()).toEqual([`s3 ${LOG_BUCKET}`]);
  expect(aws.athena.queries.size).toBe(0);
});

test('deleting a stack stops its run with the copy, which would fill the bucket again', async () => {
  aws.batch.scripts.push({ hangs: true });
  const execution = stack.start();
  await reach(execution, 'WaitForCopy');
  aws.clock.pause();
  await stack.deployed.delete();
  expect([...aws.batch.jobs.values()].map(({ status }) => status)).toEqual(['Cancelled']);
  expect(execution).toMatchObject({ status: 'ABORTED', error: 'StackDeleted', cause: 'the stack is being deleted' });
  expect(aws.leftovers()).toEqual([`s3 ${LOG_BUCKET}`]);
});

test('deleting a stack stops all of its runs with their queries, and no others', async () => {
  const inPlace = new LogFiles();
  writeAccessLogs(inPlace.folder, accessStoryFiles(), { layout: 'partitioned' });
  inPlace.putInto(aws, LOG_BUCKET, 'in-place/');
  inPlace.remove();
  const first = await deployAudit(aws, { LogPrefix: 'in-place/', ContactEmail: 'first@example.org' }, 'First');
  const other = await deployAudit(aws, { LogPrefix: 'in-place/', ContactEmail: 'other@example.org' }, 'Other');
  aws.athena.scripts.push({ hangs: true, times: Number.POSITIVE_INFINITY });
  aws.clock.pause();
  const executions = [first.start(), first.start({ analyses: 'top-keys' }), other.start()];
  await Promise.all(executions.map((execution) => reach(execution, 'WaitForQueries')));
  const queries = [...aws.athena.queries.values()];
  await first.deployed.delete();
  expect(executions.map(({ status }) => status)).toEqual(['ABORTED', 'ABORTED', 'RUNNING']);
  const statesIn = (audit: AuditStack) =>
    queries.filter(({ request }) => request.WorkGroup === audit.output('Workgroup')).map(({ state }) => state);
  expect(statesIn(first)).toEqual(['CANCELLED', 'CANCELLED', 'CANCELLED', 'CANCELLED']);
  expect(statesIn(other)).toEqual(['QUEUED', 'QUEUED']);
  for (const { deployed } of [other, stack]) await deployed.delete();
  expect(aws.leftovers()).toEqual([`s3 ${LOG_BUCKET}`]);
});

test('deleting a stack while a function is at work leaves nothing', async () => {
  aws.faults.add({ kind: 'slow', service: 's3', action: 'ListObjectsV2', caller: 'Plan', delayMs: 1500 });
  const execution = stack.start();
  await reach(execution, 'Plan');
  await stack.deployed.delete();
  expect(execution.status).toBe('ABORTED');
  // what the function still wants to write has no place any more
  await sleep(2500);
  expect(aws.leftovers()).toEqual([`s3 ${LOG_BUCKET}`]);
});

test.each([
  ['runs can not be listed', { kind: 'fail', service: 'states', action: 'ListExecutions' }],
  ['a run can not be stopped', { kind: 'deny', service: 'states', action: 'StopExecution' }],
  ['a copy can not be found', { kind: 'deny', service: 's3', action: 'GetObject', caller: 'StartRun' }],
  ['queries can not be stopped', { kind: 'deny', service: 'athena', action: 'ListQueryExecutions' }],
  ['the function crashes', { kind: 'crash', service: 'lambda', resource: 'StartRun', times: 1 }],
] as const)('a stack goes though %s', async (_, fault) => {
  const met = aws.faults.add({ times: Number.POSITIVE_INFINITY, ...fault });
  aws.batch.scripts.push({ hangs: true });
  await reach(stack.start(), 'WaitForCopy');
  await stack.deployed.delete();
  expect(stack.deployed.status).toBe('DELETE_COMPLETE');
  expect(met.hits).toBeGreaterThan(0);
});

test('results that are to be retained outlive the stack', async () => {
  const retained = await deployAudit(aws, { ContactEmail: 'other@example.org' }, 'Retained', { retainResults: 'true' });
  const run = await retained.run();
  await retained.deployed.delete();
  await stack.deployed.delete();
  const bucket = retained.output('ResultsBucket');
  expect([...aws.leftovers()].sort()).toEqual([`s3 ${LOG_BUCKET}`, `s3 ${bucket}`].sort());
  expect(run.rows('deletions').length).toBeGreaterThan(0);
});
