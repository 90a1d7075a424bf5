import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { globSync } from 'tinyglobby';
import { OUTPUTS } from '../../lib/workflow/audit-run/cloud-names';
import { synthesizedAssembly } from '../helpers/synthesized-stack';
import { LocalAws, putExamples } from '.';

const EMAIL = 'person@example.com';
const ACCESS_LOGS = { LogBucket: 'acme-logs', SourceBuckets: 'acme-media', ContactEmail: EMAIL, Analyses: 'deletions' };

let aws: LocalAws;

beforeEach(async () => {
  aws = await LocalAws.start({ now: new Date('2026-02-10T08:00:00Z') });
  aws.s3.createBucket({ name: 'acme-logs' });
});

afterEach(async () => {
  await aws.stop();
  aws.violations.assertNone();
});

/** Deploys the stack, whose first run begins at once, and waits for that. */
async function deployAndRun(parameters: Record<string, string>) {
  const assembly = synthesizedAssembly();
  const stack = await aws.deploy({ assembly, parameters: { RunOnDeploy: 'Yes', ...parameters } });
  aws.confirmSubscription(EMAIL);
  const [started] = [...aws.states.executions.keys()];
  const run = await aws.waitForExecution(started ?? '');
  return { stack, run };
}

/** Rows of the one result, the header among them. */
function resultOf(stack: { outputs: Readonly<Record<string, string>> }): readonly string[] {
  const bucket = aws.s3.requireBucket(stack.outputs[OUTPUTS.resultsBucket] as string);
  const keys = Array.from({ length: bucket.objects.length }, (_, index) => bucket.objects.keyAt(index));
  const [key = ''] = keys.filter((name) => name.endsWith('/deletions.csv'));
  return aws.s3.read(bucket.name, key).toString().trim().split('\n');
}

/** The examples as S3 delivers them with date-based partitioning. */
function putPartitioned(): void {
  const folder = join(__dirname, '..', '..', 'examples', 'access-logs');
  for (const name of globSync('*', { cwd: folder })) {
    const day = name.slice(0, 10).replaceAll('-', '/');
    aws.s3.put('acme-logs', `logs/111122223333/eu-west-1/acme-media/${day}/${name}`, readFileSync(join(folder, name)));
  }
}

const DELETIONS = 54;
const WINDOW = { From: '2026-02-03', To: '2026-02-05' };

test('a run copies logs, asks Athena and mails what it found; with the stack everything goes', async () => {
  putExamples(aws.s3, 'acme-logs', 'logs/', 'access-logs');
  const { stack, run } = await deployAndRun({ ...ACCESS_LOGS, ...WINDOW, LogPrefix: 'logs/' });
  expect({ status: run.status, cause: run.cause }).toEqual({ status: 'SUCCEEDED' });
  expect(run.history.states).toContain('CheckCopy');
  expect(resultOf(stack)).toHaveLength(DELETIONS + 1);
  expect(aws.mails.map(({ subject }) => subject)).toEqual([
    expect.stringContaining('started'),
    expect.stringContaining('54'),
  ]);
  expect(aws.mails.at(-1)).toMatchObject({ to: EMAIL, delivered: true });
  await stack.delete();
  expect(aws.leftovers()).toEqual(['s3 acme-logs']);
});

test('a run reads partitioned logs where they lie', async () => {
  putPartitioned();
  const { stack, run } = await deployAndRun({ ...ACCESS_LOGS, ...WINDOW, LogPrefix: 'logs/' });
  expect({ status: run.status, cause: run.cause }).toEqual({ status: 'SUCCEEDED' });
  expect(aws.batch.jobs.size).toBe(0);
  expect(resultOf(stack)).toHaveLength(DELETIONS + 1);
});

test('a schedule starts a run with the time it was scheduled for', async () => {
  putExamples(aws.s3, 'acme-logs', '', 'access-logs');
  const schedule = { ScheduleExpression: 'cron(0 6 * * ? *)', Lookback: '1d', RunOnDeploy: 'No' };
  await aws.deploy({ assembly: synthesizedAssembly(), parameters: { ...ACCESS_LOGS, ...schedule } });
  aws.confirmSubscription(EMAIL);
  await aws.clock.advance(24 * 3_600_000);
  const [run] = [...aws.states.executions.values()];
  expect(JSON.parse(run?.input ?? '')).toEqual({ scheduledTime: '2026-02-11T06:00:00Z' });
  expect((await aws.waitForExecution(run?.arn ?? '')).status).toBe('SUCCEEDED');
});
