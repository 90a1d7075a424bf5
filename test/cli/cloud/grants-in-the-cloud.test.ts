import { basename } from 'node:path';
import { type LocalAws, putExamples } from '../../aws';
import { roleWith } from '../../aws/helpers';
import { parsePolicy } from '../../aws/iam/policy-document';
import { AuditInTheCloud, EMAIL } from './audit-in-the-cloud';

/** Account that owns the logs and the key. */
const OTHER = '444455556666';
const KEY = `arn:aws:kms:eu-west-1:${OTHER}:key/0123abcd-0123-abcd-0123-0123456789ab`;

const LAYOUTS = [
  ['flat logs, which are copied', (key: string) => key],
  [
    'logs in folders of days, which are read where they lie',
    (key: string) => {
      const name = basename(key);
      return `logs/${OTHER}/eu-west-1/acme-media/${name.slice(0, 10).replaceAll('-', '/')}/${name}`;
    },
  ],
] as const;

describe.each(LAYOUTS)('%s, of another account and encrypted with its key', (_, place) => {
  let cloud: AuditInTheCloud;

  beforeAll(async () => {
    cloud = await AuditInTheCloud.deploy({ LogKmsKeyArn: KEY, Analyses: 'deletion-summary' }, (aws) =>
      putLogs(aws, place),
    );
    cloud.aws.confirmSubscription(EMAIL);
  }, 180_000);

  afterAll(() => cloud.stop());

  test('can be audited when their owner has added what grants prints', async () => {
    const before = await cloud.cli(['start', '--wait']);
    expect(before).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^LogBucketDenied: .*s3-log-audit grants/m),
    });
    const { bucket, bucketStatements, key, keyStatements } = JSON.parse(
      (await cloud.cli(['grants', '--format', 'json'])).stdout,
    );
    expect({ bucket, key }).toEqual({ bucket: 'acme-logs', key: KEY });
    cloud.aws.s3.requireBucket(bucket).policy = parsePolicy({ Version: '2012-10-17', Statement: bucketStatements });
    const withoutKey = await cloud.cli(['start', '--wait']);
    expect(withoutKey).toMatchObject({ code: 1, stdout: expect.stringMatching(/^(?:CopyDenied|LogsDenied): .*kms/im) });
    cloud.aws.s3.kms.create(key, { Version: '2012-10-17', Statement: [OWN, ...keyStatements] });
    const after = await cloud.cli(['start', '--wait']);
    expect(after).toMatchObject({ code: 0, stdout: expect.stringContaining('deletion-summary: 5 rows') });
  });

  test('nobody but roles of the stack gains anything from it', async () => {
    const statement = { Effect: 'Allow', Action: ['s3:*', 'cloudformation:*'], Resource: '*' };
    const curious = await cloud.cli(['start', '--dry-run'], { as: roleWith(cloud.aws, 'curious', [statement]) });
    expect(curious).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('you may not list s3://acme-logs/logs/: a dry run lists the logs with your own'),
    });
  });
});

/** What the owner of a key has by default. */
const OWN = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${OTHER}:root` }, Action: 'kms:*', Resource: '*' };

function putLogs(aws: LocalAws, place: (key: string) => string): void {
  aws.s3.kms.create(KEY, { Version: '2012-10-17', Statement: [OWN] });
  const { objects } = aws.s3.createBucket({ name: 'acme-logs', account: OTHER });
  for (const key of putExamples(aws.s3, 'acme-logs', 'logs/', 'access-logs')) {
    const content = aws.s3.read('acme-logs', key);
    objects.delete(key);
    aws.s3.put('acme-logs', place(key), content, { encryption: { algorithm: 'aws:kms', keyArn: KEY } });
  }
}
