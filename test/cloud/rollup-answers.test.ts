import type { LocalAws } from '../aws';
import { deployAudit, LOG_BUCKET, startCloud, unexpectedDenials } from './audit-cloud';
import type { AuditStack } from './audit-stack';
import { LogFiles } from './log-files';
import { ROLLUP_ANALYSES, said, writeRollupLogs } from './rollup-logs';
import { keysIn, rollUp } from './rollup-run';

let aws: LocalAws;

jest.setTimeout(240_000);

beforeAll(async () => {
  aws = await startCloud();
});
afterAll(async () => {
  await aws.stop();
  aws.violations.assertNone();
  // the hints of a run that finds nothing look at the whole bucket, if they may
  expect(unexpectedDenials(aws).filter((denial) => !denial.includes('elsewhere'))).toEqual([]);
});

interface Case {
  readonly name: string;
  readonly layout: 'flat' | 'partitioned';
  readonly level: string;
  /** Modes before and after. */
  readonly modes: readonly [string, string];
  readonly format: string;
}

const CASES: readonly Case[] = [
  { name: 'flat-day', layout: 'flat', level: 'day', modes: ['copy', 'copy'], format: 'log.gz' },
  { name: 'flat-10min', layout: 'flat', level: '10min', modes: ['copy', 'copy'], format: 'log.gz' },
  { name: 'partitioned-hour', layout: 'partitioned', level: 'hour', modes: ['in-place', 'in-place'], format: 'log' },
];

test.each(CASES)('$name: answers and coverage are the same before a rollup, after it, and half-way', async (one) => {
  const { stack, logs } = await deploy(one);
  const all = logs.putInto(aws, LOG_BUCKET, `${one.name}/`);
  const before = await stack.run();
  // every second log comes after the first rollup
  const late = all.filter((_, index) => index % 2 === 1);
  const { objects } = aws.s3.requireBucket(LOG_BUCKET);
  for (const key of late) objects.delete(key);
  const first = await rollUp(stack);
  expect(first.ended).toEqual(['SUCCEEDED']);
  logs.putInto(aws, LOG_BUCKET, `${one.name}/`);
  for (const key of all.filter((key) => !late.includes(key))) objects.delete(key);
  const mixed = await stack.run();
  const second = await rollUp(stack);
  expect(second.ended).toEqual(['SUCCEEDED']);
  // some may be of the day that is not over yet
  expect(second.summary.totals.merged).toBeGreaterThan(late.length - 3);
  const after = await stack.run();
  logs.remove();

  expect([before.record.mode, after.record.mode]).toEqual(one.modes);
  expect(said(mixed)).toEqual(said(before));
  expect(said(after)).toEqual(said(before));
  expect(after.record.objects).toBeLessThan(before.record.objects);
  expect(before.rows('object-access').length).toBeGreaterThan(50);
  await stack.deployed.delete();
});

test('a month lies in no folder of a day: its logs are copied, or listed to be read where they lie', async () => {
  const one = { name: 'month', layout: 'partitioned', level: 'month', format: 'log.gz' } as const;
  const { stack, logs } = await deploy(one);
  logs.putInto(aws, LOG_BUCKET, 'month/');
  logs.remove();
  await aws.clock.advance(25 * 24 * 3_600_000);
  // the logs of a month hold those, too, that came very late
  const before = await stack.run({ deliveryPadding: '30d' });
  expect((await rollUp(stack)).ended).toEqual(['SUCCEEDED']);
  const after = await stack.run({ deliveryPadding: '30d' });
  expect([before.record.mode, after.record.mode]).toEqual(['in-place', 'copy']);
  expect(said(after)).toEqual(said(before));
  const inPlace = await stack.run({ deliveryPadding: '30d', copyMode: 'InPlace' });
  expect(inPlace.record.mode).toBe('listed');
  expect(said(inPlace)).toEqual(said(before));
  await stack.deployed.delete();
});

test('logs that are rolled up to where a run does not look are told in its mails', async () => {
  const one = { name: 'elsewhere', layout: 'flat', level: 'day', format: 'log' } as const;
  const { stack, logs } = await deploy(one, { RollupDestination: 'archive/' });
  logs.putInto(aws, LOG_BUCKET, 'elsewhere/');
  logs.remove();
  const before = await stack.run();
  expect(before.mail.text).toContain(`logs are rolled up to s3://${LOG_BUCKET}/archive/, which this run does not read`);
  expect((await rollUp(stack)).ended).toEqual(['SUCCEEDED']);
  const after = await stack.run();
  expect(after.mail.subject).toContain('no logs found');
  expect(after.mail.text).toContain('archive/');
  const other = await deployAudit(aws, { LogPrefix: 'archive/', Analyses: ROLLUP_ANALYSES.join() }, 'Archive');
  expect(said(await other.run())).toEqual(said(before));
  expect(keysIn(aws, LOG_BUCKET, 'elsewhere/')).toEqual([]);
  for (const { deployed } of [other, stack]) await deployed.delete();
});

async function deploy(
  { name, layout, level, format }: Omit<Case, 'modes'>,
  more: Readonly<Record<string, string>> = {},
): Promise<{ stack: AuditStack; logs: LogFiles }> {
  const logs = new LogFiles();
  writeRollupLogs(logs.folder, layout);
  const parameters = {
    LogPrefix: `${name}/`,
    Analyses: ROLLUP_ANALYSES.join(),
    RollupSchedule: 'cron(0 0 1 1 ? *)',
    RollupOlderThan: '0m',
    RollupLevel: level,
    RollupFormat: format,
    ...more,
  };
  return { logs, stack: await deployAudit(aws, parameters, name) };
}
