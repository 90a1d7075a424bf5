import { CreateMultipartUploadCommand } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { HOUR_MS } from '../../lib/shared/utc-dates';
import { runIdOf } from '../../lib/workflow/audit-run/run-id';
import { WorkStore } from '../../lib/workflow/audit-run/work-store';
import { planRollup } from '../../lib/workflow/log-rollup/plan-rollup';
import { readRollupSettings } from '../../lib/workflow/log-rollup/rollup-settings';
import { tellMissing } from '../../lib/workflow/log-rollup/tell-missing';
import type { LocalAws } from '../aws';
import { clientConfig, s3Client } from '../aws/helpers';
import type { Role } from '../aws/iam/iam';
import { roleSession } from '../aws/iam/principal';
import { unusedGrants } from '../aws/iam/unused-grants';
import type { Upload } from '../aws/s3/bucket';
import { accessStoryFiles, writeAccessLogs } from '../generator';
import { deployAudit, LOG_BUCKET, startCloud, unexpectedDenials } from './audit-cloud';
import { type AuditStack, reach } from './audit-stack';
import { LogFiles } from './log-files';
import { rollUp, rollupExecutions } from './rollup-run';

jest.setTimeout(240_000);

const PREFIX = 'logs of 2026/';
const ARCHIVE = 'acme-archive';
const NAME = '2026-02-05-10-00-00-0123456789ABCDE';

let aws: LocalAws;
let stack: AuditStack;
/** The roles as they were while the stack was there. */
let roles: readonly Role[];
let denials: readonly string[];

beforeAll(async () => {
  aws = await startCloud();
  const Principal = { AWS: `arn:aws:iam::${aws.account}:root` };
  const Statement = [{ Effect: 'Allow', Principal, Action: 'kms:*', Resource: '*' }];
  const keyArn = `arn:aws:kms:${aws.region}:${aws.account}:key/0123abcd`;
  aws.s3.kms.create(keyArn, { Version: '2012-10-17', Statement });
  aws.s3.createBucket({ name: ARCHIVE });
  for (const name of [LOG_BUCKET, ARCHIVE]) {
    aws.s3.requireBucket(name).defaultEncryption = { algorithm: 'aws:kms', keyArn };
  }
  const logs = new LogFiles();
  writeAccessLogs(logs.folder, accessStoryFiles());
  logs.putInto(aws, LOG_BUCKET, PREFIX);
  logs.remove();
  stack = await deployAudit(aws, {
    LogPrefix: PREFIX,
    LogKmsKeyArn: keyArn,
    RollupSchedule: 'rate(1 hour)',
    RollupBucket: ARCHIVE,
    RollupDestination: 'media/',
    RollupFormat: 'log',
    RollupOlderThan: '0m',
  });
});
afterEach(() => aws.faults.clear());
afterAll(async () => {
  await aws.stop();
  aws.violations.assertNone();
});

describe('a rollup of logs under a KMS key, to another bucket', () => {
  test('runs on schedule', async () => {
    await aws.clock.advance(HOUR_MS);
    const executions = rollupExecutions(stack);
    for (const execution of executions) await execution.over;
    expect(executions.map(({ status }) => status)).toEqual(executions.map(() => 'SUCCEEDED'));
    expect(executions.length).toBeGreaterThan(0);
  });

  test('merges what comes late', async () => {
    aws.s3.put(LOG_BUCKET, `${PREFIX}${NAME}1`, 'late\n');
    expect((await rollUp(stack)).summary.totals).toMatchObject({ merged: 1, deleted: 1 });
  });

  test('gives up a large rollup that can not be finished, and tells it', async () => {
    aws.s3.put(LOG_BUCKET, `${PREFIX}${NAME}2`, `${'a long line '.repeat(1_500_000)}\n`);
    const error = { code: 'InvalidRequest', message: 'no', status: 400 };
    aws.faults.add({ kind: 'fail', service: 's3', action: 'CompleteMultipartUpload', error, times: 9 });
    const run = await rollUp(stack);
    expect([run.ended, run.mails.length]).toEqual([['FAILED', 'RollupIncomplete'], 1]);
    expect(aws.s3.requireBucket(ARCHIVE).uploads.size).toBe(0);
    aws.faults.clear();
    expect((await rollUp(stack)).ended).toEqual(['SUCCEEDED']);
  });

  test('gives up the upload of a rollup that was killed two days ago, and of nobody else', async () => {
    const { uploads } = aws.s3.requireBucket(ARCHIVE);
    for (const Key of ['media/2026-02-03.rollup.log', 'media/other.bin']) {
      const client = s3Client(aws);
      const { UploadId = '' } = await client.send(new CreateMultipartUploadCommand({ Bucket: ARCHIVE, Key }));
      client.destroy();
      const upload = uploads.get(UploadId) as Upload;
      uploads.set(UploadId, { ...upload, initiated: new Date(aws.clock.now().getTime() - 48 * HOUR_MS) });
    }
    expect((await rollUp(stack)).ended).toEqual(['SUCCEEDED']);
    expect([...uploads.values()].map(({ key }) => key)).toEqual(['media/other.bin']);
    uploads.clear();
  });

  test('goes on in another execution', async () => {
    const { arn, started } = rollupExecutions(stack)[0] as { arn: string; started: Date };
    const role = [...aws.iam.roles.keys()].find((name) => name.includes('PlanRollup')) as string;
    const credentials = aws.credentials.issue(roleSession(role, 'test'));
    const [s3, sfn] = [tellMissing(s3Client(aws, credentials)), new SFNClient(clientConfig(aws, credentials))];
    const settings = readRollupSettings(aws.lambda.require('PlanRollup').environment);
    const execution = { arn, startedAt: started.toISOString(), input: {} };
    const store = new WorkStore(s3, settings.workBucket, aws.account, runIdOf(arn, execution.startedAt));
    const services = { s3, sfn, settings, store, remainingMs: () => HOUR_MS, note: () => {} };
    const first = await planRollup({ state: {}, execution }, services);
    const last = await planRollup(
      { state: { ...first, place: { isEnd: false }, events: 20_000, results: [] }, execution },
      services,
    );
    const next = aws.states.requireExecution(last.continuedBy as string);
    await next.over;
    expect(next.status).toBe('SUCCEEDED');
    for (const client of [s3, sfn]) client.destroy();
  });

  test('is stopped when the stack is deleted', async () => {
    aws.s3.put(LOG_BUCKET, `${PREFIX}${NAME}3`, 'later\n');
    aws.faults.add({ kind: 'slow', service: 's3', action: 'ListObjectsV2', caller: 'RollUpPeriod', delayMs: 1500 });
    const execution = aws.startExecution(stack.output('RollupStateMachineArn'), {});
    await reach(execution, 'RollUpPeriod');
    roles = [...aws.iam.roles.values()].map((role) => ({ ...role, policies: new Map(role.policies) }));
    // what a function still does while its role goes is denied
    denials = unexpectedDenials(aws);
    await stack.deployed.delete();
    expect(execution.status).toBe('ABORTED');
    expect([...aws.leftovers()].sort()).toEqual([`s3 ${ARCHIVE}`, `s3 ${LOG_BUCKET}`]);
  });
});

describe('the permissions of its roles', () => {
  test('were all used', () => {
    const own = roles.filter(({ arn }) => arn.includes('Rollup'));
    expect(own.length).toBe(6);
    expect(
      unusedGrants(own, aws.calls.all).map(({ roleArn, action, resource }) => [roleArn, action, resource]),
    ).toEqual([]);
  });

  test('were enough: nothing was denied', () => {
    expect(denials).toEqual([]);
  });
});
