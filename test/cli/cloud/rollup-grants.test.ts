import { type LocalAws, putExamples } from '../../aws';
import { parsePolicy } from '../../aws/iam/policy-document';
import { AuditInTheCloud, EMAIL } from './audit-in-the-cloud';

jest.setTimeout(240_000);

/** Accounts that own the logs with their key, and the archive that they are rolled up to. */
const [OWNER, ARCHIVIST] = ['444455556666', '777788889999'];
const KEY = `arn:aws:kms:eu-west-1:${OWNER}:key/0123abcd-0123-abcd-0123-0123456789ab`;
/** What the owner of a key has by default. */
const OWN = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${OWNER}:root` }, Action: 'kms:*', Resource: '*' };
const PARAMETERS = {
  LogKmsKeyArn: KEY,
  RollupSchedule: 'cron(0 0 1 1 ? *)',
  RollupOlderThan: '0m',
  RollupFormat: 'log',
  RollupBucket: 'acme-archive',
  RollupDestination: 'media/',
};

let cloud: AuditInTheCloud;

beforeAll(async () => {
  cloud = await AuditInTheCloud.deploy(PARAMETERS, putLogs);
  cloud.aws.confirmSubscription(EMAIL);
});
afterAll(() => cloud.stop());

test('logs of one account are rolled up to another when their owners have added what grants prints', async () => {
  const { s3 } = cloud.aws;
  expect(await rollUp()).toMatchObject({ outcome: 'failed', failure: { code: 'LogsDenied' } });
  const grants = JSON.parse((await cloud.cli(['grants', '--format', 'json'])).stdout);
  expect(grants).toMatchObject({ bucket: 'acme-logs', rollupBucket: 'acme-archive', key: KEY });
  const allow = (bucket: string, Statement: readonly object[]) => {
    s3.requireBucket(bucket).policy = parsePolicy({ Version: '2012-10-17', Statement });
  };
  allow('acme-logs', grants.bucketStatements);
  expect((await rollUp()).failure?.message).toContain('acme-archive');
  allow('acme-archive', grants.rollupBucketStatements);
  expect((await rollUp()).failure?.message).toMatch(/kms/i);
  s3.kms.create(KEY, { Version: '2012-10-17', Statement: [OWN, ...grants.keyStatements] });
  expect(await rollUp()).toMatchObject({ outcome: 'done', problems: [] });
  expect(s3.requireBucket('acme-logs').objects.length).toBe(0);
  expect(s3.requireBucket('acme-archive').objects.length).toBeGreaterThan(2);
});

test('what comes late is rolled up too, and what it replaces is removed', async () => {
  const archive = cloud.aws.s3.requireBucket('acme-archive').objects;
  const before = archive.length;
  cloud.aws.s3.put('acme-logs', 'logs/2026-02-03-23-00-00-0123456789ABCDEF', 'late\n', ENCRYPTED);
  expect(await rollUp()).toMatchObject({ outcome: 'done', totals: { merged: 1, deleted: 1 } });
  expect(archive.length).toBe(before);
});

test('the statements are told for each bucket', async () => {
  const { stdout } = await cloud.cli(['grants']);
  const heads = stdout.split('\n').filter((line) => line.startsWith('Statement'));
  expect(heads.map((line) => /bucket \S+|key/.exec(line)?.[0].replace(/,$/, ''))).toEqual([
    'bucket acme-logs',
    'bucket acme-archive',
    'key',
  ]);
});

async function rollUp() {
  const { aws, stack } = cloud;
  await aws.startExecution(stack.outputs.RollupStateMachineArn ?? '', {}).over;
  const { rollup } = JSON.parse((await cloud.cli(['status', '--format', 'json'])).stdout);
  return rollup.last;
}

const ENCRYPTED = { encryption: { algorithm: 'aws:kms', keyArn: KEY } } as const;

function putLogs(aws: LocalAws): void {
  aws.s3.kms.create(KEY, { Version: '2012-10-17', Statement: [OWN] });
  const { objects } = aws.s3.createBucket({ name: 'acme-logs', account: OWNER as string });
  for (const key of putExamples(aws.s3, 'acme-logs', 'logs/', 'access-logs')) {
    const content = aws.s3.read('acme-logs', key);
    objects.delete(key);
    aws.s3.put('acme-logs', `logs/${key.slice(key.lastIndexOf('/') + 1)}`, content, ENCRYPTED);
  }
  const archive = aws.s3.createBucket({ name: 'acme-archive', account: ARCHIVIST as string });
  archive.defaultEncryption = { algorithm: 'aws:kms', keyArn: KEY };
}
