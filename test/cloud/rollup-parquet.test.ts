import type { LocalAws } from '../aws';
import { runCli } from '../helpers/cli';
import { deployAudit, LOG_BUCKET, startCloud } from './audit-cloud';
import type { AuditRun } from './audit-run';
import type { AuditStack } from './audit-stack';
import { LogFiles } from './log-files';
import { ROLLUP_ANALYSES, said, writeRollupLogs } from './rollup-logs';
import { keysIn } from './rollup-run';

let aws: LocalAws;

jest.setTimeout(240_000);

beforeAll(async () => {
  aws = await startCloud();
});
afterAll(async () => {
  await aws.stop();
  aws.violations.assertNone();
});

interface Case {
  readonly name: string;
  readonly layout: 'flat' | 'partitioned';
  readonly copyMode: 'Auto' | 'InPlace';
  /** How the run gets at the logs before and after. */
  readonly modes: readonly [string, string];
}

const CASES: readonly Case[] = [
  { name: 'flat', layout: 'flat', copyMode: 'Auto', modes: ['copy', 'copy'] },
  { name: 'flat-in-place', layout: 'flat', copyMode: 'InPlace', modes: ['listed', 'listed'] },
  { name: 'partitioned', layout: 'partitioned', copyMode: 'Auto', modes: ['in-place', 'copy'] },
  { name: 'partitioned-in-place', layout: 'partitioned', copyMode: 'InPlace', modes: ['in-place', 'listed'] },
];

test.each(CASES)('$name: answers and coverage are the same with rollups in Parquet among the logs', async (one) => {
  const { stack, before } = await deployAndRun(one);
  await rollUpLogs(one.name, ({ index }) => index % 2 === 0);
  const mixed = await stack.run({ copyMode: one.copyMode });
  await rollUpLogs(one.name, () => true);
  const after = await stack.run({ copyMode: one.copyMode });

  expect([before, mixed, after].map(({ record }) => record.mode)).toEqual([one.modes[0], one.modes[1], one.modes[1]]);
  expect(said(mixed)).toEqual(said(before));
  expect(said(after)).toEqual(said(before));
  expect(after.record.objects).toBeLessThan(mixed.record.objects);
  expect(before.rows('object-access').length).toBeGreaterThan(50);
  await stack.deployed.delete();
});

test('in a run that copies, rollups in Parquet are read where they lie, and its mails say so', async () => {
  const one = { name: 'copied', layout: 'flat', copyMode: 'Auto' } as const;
  const { stack } = await deployAndRun(one);
  await rollUpLogs(one.name, ({ key }) => key.includes('2026-02-04-'));
  const mixed = await stack.run();
  const copies = keysIn(aws, stack.output('WorkBucket'), `runs/${mixed.record.runId}/logs/`);
  expect(copies.length).toBeGreaterThan(5);
  expect(copies.filter((key) => key.includes('.rollup.'))).toEqual([]);
  expect(mixed.mail.text).toMatch(
    /\d rollups? in Parquet (is read where it lies|are read where they lie), and not copied/,
  );

  aws.batch.scripts.push({ hangs: true });
  const slow = await stack.run();
  expect(slow.mail.text).toContain(`the copy of ${copies.length} log objects was not done after 48 hours`);

  await rollUpLogs(one.name, () => true);
  const after = await stack.run();
  expect(after.record).not.toHaveProperty('copyJobId');
  expect(after.record.status).toBe('complete');
  await stack.deployed.delete();
});

test('a rollup that is archived, or excluded, makes the answers partial by name', async () => {
  const one = { name: 'lost', layout: 'partitioned', copyMode: 'Auto' } as const;
  const { stack } = await deployAndRun(one);
  const rolled = await rollUpLogs(one.name, () => true);
  const [first = '', second = ''] = rolled.filter((key) => /2026-02-0[45]\.rollup\.parquet$/.test(key));
  aws.s3.put(LOG_BUCKET, first, aws.s3.read(LOG_BUCKET, first), { storageClass: 'GLACIER' });
  const { record } = await stack.run({ excludeObjects: [second] });
  expect(record).toMatchObject({
    status: 'partial',
    lost: [
      { key: first, reason: 'archived as GLACIER' },
      { key: second, reason: 'excluded' },
    ],
  });
  await stack.deployed.delete();
});

test('a file that is no Parquet fails the run by its name', async () => {
  const one = { name: 'damaged', layout: 'flat', copyMode: 'Auto' } as const;
  const { stack } = await deployAndRun(one);
  aws.s3.put(LOG_BUCKET, 'damaged/2026-02-04.rollup.parquet', 'PAR1 it is not');
  const run = await stack.run();
  expect(run.status).toBe('FAILED');
  expect(run.mail.text).toContain('damaged/2026-02-04.rollup.parquet');
  await stack.deployed.delete();
});

async function deployAndRun(one: Pick<Case, 'name' | 'layout' | 'copyMode'>): Promise<{
  readonly stack: AuditStack;
  readonly before: AuditRun;
}> {
  const logs = new LogFiles();
  writeRollupLogs(logs.folder, one.layout);
  logs.putInto(aws, LOG_BUCKET, `${one.name}/`);
  logs.remove();
  const stack = await deployAudit(aws, { LogPrefix: `${one.name}/`, Analyses: ROLLUP_ANALYSES.join() }, one.name);
  return { stack, before: await stack.run({ copyMode: one.copyMode }) };
}

/** Rolls up some of the logs below a prefix on this machine, and puts the rollups in their places. */
async function rollUpLogs(
  name: string,
  chosen: (log: { readonly key: string; readonly index: number }) => boolean,
): Promise<readonly string[]> {
  const { objects } = aws.s3.requireBucket(LOG_BUCKET);
  const keys = keysIn(aws, LOG_BUCKET, `${name}/`);
  const files = new LogFiles();
  for (const [index, key] of keys.filter((known) => !known.includes('rollup')).entries()) {
    if (!chosen({ key, index })) continue;
    files.write(`logs/${key.slice(name.length + 1)}`, aws.s3.read(LOG_BUCKET, key));
    objects.delete(key);
  }
  // late arrivals are merged into what is there
  for (const key of keys.filter((known) => known.includes('rollup'))) {
    files.write(`rolled/${key.slice(name.length + 1)}`, aws.s3.read(LOG_BUCKET, key));
  }
  const result = await runCli(['rollup', 'logs', 'rolled', '--level', 'day', '--format', 'parquet'], {
    cwd: files.folder,
  });
  expect(result).toMatchObject({ code: 0 });
  const rolled = files.putInto(aws, LOG_BUCKET, `${name}/`, {}, 'rolled');
  files.remove();
  return rolled;
}
