import { setTimeout as delay } from 'node:timers/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { runIdOf } from '../../../lib/workflow/audit-run/run-id';
import { WorkStore } from '../../../lib/workflow/audit-run/work-store';
import { planRollup } from '../../../lib/workflow/log-rollup/plan-rollup';
import { rollUpItem } from '../../../lib/workflow/log-rollup/roll-up-item';
import { EVENTS_OF_CALL, EVENTS_OF_PERIOD } from '../../../lib/workflow/log-rollup/rollup-limits';
import { ROLLUP_ENVIRONMENT } from '../../../lib/workflow/log-rollup/rollup-names';
import { readRollupSettings } from '../../../lib/workflow/log-rollup/rollup-settings';
import type { RollupItem, RollupState } from '../../../lib/workflow/log-rollup/rollup-state';
import { settleRound } from '../../../lib/workflow/log-rollup/settle-round';
import { LocalAws } from '../../aws';
import { clientConfig, s3Client } from '../../aws/helpers';
import { keysIn, linesIn } from '../../cloud/rollup-run';

const MACHINE = 'arn:aws:states:eu-west-1:111122223333:stateMachine:rollup';
const EXECUTION = {
  arn: `${MACHINE.replace('stateMachine', 'execution')}:first`,
  startedAt: '2026-02-10T12:00:00Z',
  input: {},
};
const HOUR_MS = 3_600_000;
/** A log that changes while its period is merged. */
const RACED = 's3/2026-02-03-05-00-01-0123456789ABCDEF';

let aws: LocalAws;
let s3: S3Client;
let sfn: SFNClient;
let store: WorkStore;
const settings = readRollupSettings({
  [ROLLUP_ENVIRONMENT.logBucket]: 'logs',
  [ROLLUP_ENVIRONMENT.logPrefix]: 's3/',
  [ROLLUP_ENVIRONMENT.destinationBucket]: 'logs',
  [ROLLUP_ENVIRONMENT.destinationPrefix]: 's3/',
  [ROLLUP_ENVIRONMENT.format]: 'log',
  [ROLLUP_ENVIRONMENT.workBucket]: 'work',
});

beforeAll(async () => {
  aws = await LocalAws.start({ now: new Date(EXECUTION.startedAt) });
  for (const name of ['logs', 'work']) aws.s3.createBucket({ name });
  s3 = s3Client(aws);
  sfn = new SFNClient(clientConfig(aws));
  store = new WorkStore(s3, 'work', aws.account, runIdOf(EXECUTION.arn, EXECUTION.startedAt));
  const trust = { Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const roleArn = `arn:aws:iam::${aws.account}:role/states`;
  aws.iam.createRole(roleArn, { Version: '2012-10-17', Statement: trust }, {});
  const definition = JSON.stringify({ StartAt: 'Done', States: { Done: { Type: 'Succeed' } } });
  aws.states.put({ arn: MACHINE, name: 'rollup', roleArn, definition, tracing: false, logs: false });
});
beforeEach(() => {
  const { objects } = aws.s3.requireBucket('logs');
  for (const key of keysIn(aws, 'logs')) objects.delete(key);
  for (let hour = 0; hour < 24; hour++) {
    for (const day of ['03', '04']) {
      const time = `2026-02-${day}-${String(hour).padStart(2, '0')}-00-01`;
      aws.s3.put('logs', `s3/${time}-0123456789ABCDEF`, `${time}\n`);
    }
  }
});
afterAll(async () => {
  s3.destroy();
  sfn.destroy();
  await aws.stop();
  aws.violations.assertNone();
});

const plan = (state: object, remainingMs: number = HOUR_MS) =>
  planRollup(
    { state: state as RollupState, execution: EXECUTION },
    { s3, sfn, settings, store, remainingMs: () => remainingMs, note },
  );
const note = () => {};
const rollUp = (item: RollupItem, sources: number) =>
  // there is never time for another write
  rollUpItem(item, { s3, settings, store, remainingMs: () => 60_000, write: { sources, bytes: 2 ** 30 } });

test('a period that does not fit is merged piece by piece, and every line is there once', async () => {
  const lines = linesIn(aws, 'logs', 's3/');
  const { items } = await plan({});
  expect(items.map(({ period }) => period)).toEqual(['2026-02-03.rollup.log', '2026-02-04.rollup.log']);
  let item = items[0] as RollupItem;
  const left: number[] = [];
  do {
    item = await rollUp(item, 5);
    left.push(keysIn(aws, 'logs', 's3/2026-02-03-').length);
  } while (item.next === 'more');
  expect(left).toEqual([19, 14, 9, 4, 0]);
  expect(item).toMatchObject({ next: 'done', calls: 5, counts: { merged: 24, deleted: 24, left: 0 } });
  expect(item.problem).toBeUndefined();
  expect(linesIn(aws, 'logs', 's3/')).toEqual(lines);
  expect(keysIn(aws, 'logs', 's3/2026-02-04-')).toHaveLength(24);
});

test.each([
  ['gone', () => aws.s3.requireBucket('logs').objects.delete(RACED), 0],
  ['another one', () => aws.s3.put('logs', RACED, 'another\n'), 1],
])('a log that is %s since it was listed', async (_, change, left) => {
  const { items } = await plan({});
  aws.calls.clear();
  aws.faults.add({ kind: 'slow', service: 's3', action: 'GetObject', resource: RACED, delayMs: 4000, times: 1 });
  const work = rollUp(items[0] as RollupItem, 100);
  // all are listed when the first is read
  while (
    !aws.calls.all.some(({ action, resource }) => action === 's3:GetObject' && resource?.includes('/s3/2026-02-03-'))
  ) {
    await delay(1);
  }
  change();
  const { counts, problem } = await work;
  expect(counts).toMatchObject({ merged: 23, deleted: 23, left });
  expect(problem?.reason).toEqual(left === 0 ? undefined : expect.stringContaining('changed since it was listed'));
  aws.faults.clear();
});

test('a period that is not done after many calls is found again in the next round', async () => {
  const round = await plan({});
  let item = round.items[0] as RollupItem;
  do item = await rollUp(item, 1);
  while (item.next === 'more');
  expect(item).toMatchObject({ calls: 8, unfinished: true, counts: { merged: 8 } });
  const settled = settleRound({ ...round, results: [item] });
  expect(settled.totals).toMatchObject({ periods: 0, merged: 8, failed: 0 });
  expect(settled.events - round.events).toBe(EVENTS_OF_PERIOD + 8 * EVENTS_OF_CALL);
  const next = await plan({ ...round, results: [item] });
  expect([next.next, next.round, next.items[0]?.period]).toEqual(['roll', 2, '2026-02-03.rollup.log']);
});

test('a period with more logs than are looked at together is planned once', async () => {
  for (let index = 0; index < 20_001; index++) {
    aws.s3.put('logs', `s3/2026-02-05-10-00-00-${String(index).padStart(16, '0')}`, 'x');
  }
  const { items } = await plan({});
  expect(items.map(({ period }) => period)).toEqual(['03', '04', '05'].map((day) => `2026-02-${day}.rollup.log`));
});

test('a period that fails in a round that is gone through again counts once, as it ends', async () => {
  const round = await plan({});
  const [first, second] = round.items as [RollupItem, RollupItem];
  const failed: RollupItem = { ...first, calls: 1, problem: { code: 'RollupRefused', reason: 'not ours' } };
  const left: RollupItem = {
    ...second,
    calls: 2,
    counts: { ...second.counts, merged: 2, left: 3 },
    problem: { code: 'Left', reason: 'changed' },
  };
  const unfinished: RollupItem = { ...second, calls: 8, counts: { ...second.counts, merged: 8 }, unfinished: true };
  const again = settleRound({ ...round, results: [failed, left, unfinished] });
  expect(again.totals).toMatchObject({ periods: 0, failed: 0, incomplete: 0, left: 0, merged: 10 });
  expect([again.problems, again.place]).toEqual([[], round.roundPlace]);
  const over = settleRound({
    ...again,
    place: round.place,
    results: [failed, left, { ...unfinished, unfinished: false }],
  });
  expect(over.totals).toMatchObject({ periods: 3, failed: 1, incomplete: 1, left: 3, merged: 20 });
  expect(over.problems.map(({ code }) => code)).toEqual(['RollupRefused', 'Left']);
  expect(over.place).toEqual(round.place);
});

test('a plan that runs out of time goes on where it was, and finds each period once', async () => {
  const first = await plan({}, 0);
  expect([first.next, first.items.length]).toEqual(['roll', 1]);
  const second = await plan({ ...first, results: [] }, 0);
  expect(second.items.map(({ period }) => period)).toEqual(['2026-02-04.rollup.log']);
  const last = await plan({ ...second, results: [] });
  expect([last.next, last.items]).toEqual(['tell', []]);
});

test('an execution that has become too long leaves the rest to another one, which is started once', async () => {
  const first = await plan({}, 0);
  const long = { ...first, events: 20_000, results: [] };
  const ended = await plan(long);
  expect([ended.next, ended.items]).toEqual(['done', []]);
  expect((await plan(long)).continuedBy).toBe(ended.continuedBy);
  const started = [...aws.states.executions.values()].map(({ arn, input }) => [arn, JSON.parse(input)]);
  expect(started).toEqual([[ended.continuedBy, { after: '2026-02-03-23-00-01-0123456789ABCDEF' }]]);
  const other = await planRollup(
    { state: {}, execution: { ...EXECUTION, input: { after: '2026-02-03-23-00-01-0123456789ABCDEF' } } },
    { s3, sfn, settings, store, remainingMs: () => HOUR_MS, note },
  );
  expect(other.items.map(({ period }) => period)).toEqual(['2026-02-04.rollup.log']);
});

test('whether something has failed, and that the schedule has started it, is known to who goes on', async () => {
  const first = await plan({}, 0);
  const arn = `${EXECUTION.arn}-of-schedule`;
  const execution = { ...EXECUTION, arn, input: { scheduledTime: '2026-02-10T12:00:00Z' } };
  const state = { ...first, runId: 'other', events: 20_000, results: [], totals: { ...first.totals, failed: 1 } };
  const ended = await planRollup({ state, execution }, { s3, sfn, settings, store, remainingMs: () => HOUR_MS, note });
  expect(ended.next).toBe('tell');
  const { input } = aws.states.requireExecution(ended.continuedBy as string);
  expect(JSON.parse(input)).toMatchObject({ scheduledTime: '2026-02-10T12:00:00Z', troubled: 'yes' });
});

test('periods that are not over long enough wait', async () => {
  aws.s3.put('logs', 's3/2026-02-09-08-00-00-0123456789ABCDEF', 'late\n');
  aws.s3.put('logs', 's3/2026-02-10-08-00-00-0123456789ABCDEF', 'today\n');
  const { items } = await plan({});
  expect(items.map(({ period }) => period)).toContain('2026-02-09.rollup.log');
  expect(items).toHaveLength(3);
  const patient = { ...settings, olderThanMs: 24 * HOUR_MS };
  const later = await planRollup(
    { state: {}, execution: EXECUTION },
    { s3, sfn, settings: patient, store, remainingMs: () => HOUR_MS, note },
  );
  expect(later.items).toHaveLength(2);
});

test('fails for a destination that is no folder, before anything is done', async () => {
  const beside = { ...settings, destinationPrefix: 's3/media' };
  const wrong = planRollup(
    { state: {}, execution: EXECUTION },
    { s3, sfn, settings: beside, store, remainingMs: () => HOUR_MS, note },
  );
  await expect(wrong).rejects.toMatchObject({ code: 'INVALID_OPTION', message: expect.stringContaining("'s3/'") });
});
