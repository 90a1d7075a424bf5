import { HOUR_MS } from '../../lib/shared/utc-dates';
import type { LocalAws } from '../aws';
import { accessStoryFiles, writeAccessLogs } from '../generator';
import { deployAudit, LOG_BUCKET, startCloud, unexpectedDenials } from './audit-cloud';
import { LogFiles } from './log-files';
import { keysIn, linesIn, rollUp, rollupExecutions } from './rollup-run';

const SCHEDULED = { RollupSchedule: 'rate(1 hour)', RollupOlderThan: '0m' };

let aws: LocalAws;
let logs: LogFiles;

jest.setTimeout(240_000);

beforeEach(async () => {
  logs = new LogFiles();
  aws = await startCloud();
});
afterEach(async () => {
  logs.remove();
  await aws.stop();
  aws.violations.assertNone();
});

function putStory(prefix: string, layout: 'flat' | 'partitioned' = 'flat'): readonly string[] {
  writeAccessLogs(logs.folder, accessStoryFiles(), { layout });
  return logs.putInto(aws, LOG_BUCKET, prefix);
}

test('rolls up by schedule: one object a day beside the logs, every line once, and no mail', async () => {
  putStory('s3/');
  const before = linesIn(aws, LOG_BUCKET, 's3/');
  const stack = await deployAudit(aws, { LogPrefix: 's3/', ...SCHEDULED });
  expect(rollupExecutions(stack)).toEqual([]);
  await aws.clock.advance(2 * HOUR_MS);
  const executions = rollupExecutions(stack);
  expect(executions.length).toBeGreaterThan(0);
  for (const execution of executions) await execution.over;
  expect(executions.map(({ status, error }) => [status, error])).toEqual(
    executions.map(() => ['SUCCEEDED', undefined]),
  );
  expect(linesIn(aws, LOG_BUCKET, 's3/')).toEqual(before);
  const visible = keysIn(aws, LOG_BUCKET, 's3/').filter((key) => !key.includes('/_'));
  expect(visible.length).toBeGreaterThan(2);
  for (const key of visible) expect(key).toMatch(/^s3\/\d{4}-\d{2}-\d{2}\.rollup\.log\.gz$/);
  expect(aws.mails.filter(({ subject }) => subject.includes('rollup'))).toEqual([]);
  expect(unexpectedDenials(aws)).toEqual([]);
});

test.each(['10min', 'hour', 'day', 'month'])(
  'keeps the folders of partitioned logs at level %s',
  async (RollupLevel) => {
    const keys = putStory('s3/', 'partitioned');
    const before = linesIn(aws, LOG_BUCKET, 's3/');
    const stack = await deployAudit(aws, {
      LogPrefix: 's3/',
      ...SCHEDULED,
      RollupLevel,
      RollupDestination: 'rollup/',
      RollupFormat: 'log',
    });
    // the story is of February 2026
    if (RollupLevel === 'month') await aws.clock.advance(30 * 24 * HOUR_MS);
    const run = await rollUp(stack);
    expect([run.ended, run.mails]).toEqual([['SUCCEEDED'], []]);
    expect(keysIn(aws, LOG_BUCKET, 's3/')).toEqual([]);
    expect(linesIn(aws, LOG_BUCKET, 'rollup/')).toEqual(before);
    const folders = new Set(keys.map((key) => key.split('/').slice(1, 4).join('/')));
    const found = keysIn(aws, LOG_BUCKET, 'rollup/').filter((key) => key.endsWith('.rollup.log'));
    expect(new Set(found.map((key) => key.split('/').slice(1, 4).join('/')))).toEqual(folders);
  },
);

test('writes to another bucket, keeps the logs when it shall, and does nothing the second time', async () => {
  const keys = putStory('s3/');
  aws.s3.createBucket({ name: 'acme-archive' });
  const stack = await deployAudit(aws, {
    LogPrefix: 's3/',
    ...SCHEDULED,
    RollupBucket: 'acme-archive',
    RollupDestination: 'media/',
    RollupKeepLogs: 'Yes',
  });
  const run = await rollUp(stack);
  expect(run.ended).toEqual(['SUCCEEDED']);
  expect(keysIn(aws, LOG_BUCKET)).toEqual([...keys].sort());
  expect(linesIn(aws, 'acme-archive', 'media/')).toEqual(linesIn(aws, LOG_BUCKET, 's3/'));
  expect(run.summary.totals).toMatchObject({ merged: keys.length, deleted: 0, failed: 0, incomplete: 0 });
  const again = await rollUp(stack);
  expect(again.summary.totals).toMatchObject({ merged: 0, contained: keys.length, deleted: 0 });
  await stack.deployed.delete();
  expect([...aws.leftovers()].sort()).toEqual([`s3 ${LOG_BUCKET}`, 's3 acme-archive'].sort());
});

test('two rollups at the same time harm each other not', async () => {
  putStory('s3/');
  const before = linesIn(aws, LOG_BUCKET, 's3/');
  const stack = await deployAudit(aws, { LogPrefix: 's3/', ...SCHEDULED });
  const runs = await Promise.all([rollUp(stack), rollUp(stack)]);
  expect(runs.flatMap(({ summary }) => summary.problems)).toEqual([]);
  expect(runs.map(({ ended }) => ended)).toEqual([['SUCCEEDED'], ['SUCCEEDED']]);
  expect(linesIn(aws, LOG_BUCKET, 's3/')).toEqual(before);
  await rollUp(stack);
  expect(keysIn(aws, LOG_BUCKET, 's3/').filter((key) => !/\.rollup\.|_rollup/.test(key))).toEqual([]);
});

test('a stack without a schedule makes nothing of a rollup; an update adds it, another removes it', async () => {
  putStory('s3/');
  const stack = await deployAudit(aws, { LogPrefix: 's3/' });
  expect(Object.keys(stack.deployed.outputs).filter((name) => name.startsWith('Rollup'))).toEqual([]);
  await stack.deployed.update({ parameters: SCHEDULED });
  expect((await rollUp(stack)).ended).toEqual(['SUCCEEDED']);
  await stack.deployed.update({ parameters: { RollupSchedule: '' } });
  await stack.deployed.delete();
  expect(aws.leftovers()).toEqual([`s3 ${LOG_BUCKET}`]);
});

test('fails to deploy where rolled-up logs would have no folder, and says what to do', async () => {
  const deployment = deployAudit(aws, { LogPrefix: 's3/media-', ...SCHEDULED });
  await expect(deployment).rejects.toThrow("say one with RollupDestination, such as 's3/'");
  const stack = await deployAudit(aws, { LogPrefix: 's3/media-', ...SCHEDULED, RollupDestination: 's3/' }, 'Second');
  putStory('s3/media-');
  const before = linesIn(aws, LOG_BUCKET, 's3/');
  expect((await rollUp(stack)).ended).toEqual(['SUCCEEDED']);
  expect(linesIn(aws, LOG_BUCKET, 's3/')).toEqual(before);
  expect(keysIn(aws, LOG_BUCKET, 's3/media-').every((key) => /media-[\d-]+\.rollup\.log\.gz$/.test(key))).toBe(true);
  expect((await stack.run()).rows('deletions').length).toBeGreaterThan(0);
});
