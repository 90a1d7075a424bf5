import { readStack } from '../../../lib/workflow/deployed-stack/find-stack';
import { logAccessGrants } from '../../../lib/workflow/deployed-stack/log-access-grants';
import type { PolicyStatement } from '../../../lib/workflow/deployed-stack/policy-statement';
import { REGION, roleArn, stackAnswer } from './stack-answers';

const OF_STACK = { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/S3LogAudit-*' } };
const ROOT = { AWS: 'arn:aws:iam::111122223333:root' };
const KEY = `arn:aws:kms:${REGION}:444455556666:key/0123`;

test('three readers get what they call on the log bucket, below the prefix, and nothing else', () => {
  const { bucket, bucketStatements, keyStatements } = grantsOf({ LogPrefix: 'logs/' });
  expect({ bucket, keyStatements }).toEqual({ bucket: 'acme-logs', keyStatements: [] });
  const listing = { ...OF_STACK, StringLike: { 's3:prefix': 'logs/*' } };
  const common = { Effect: 'Allow', Principal: ROOT };
  const onBucket = { ...common, Resource: 'arn:aws:s3:::acme-logs' };
  const onLogs = { ...common, Resource: 'arn:aws:s3:::acme-logs/logs/*', Condition: OF_STACK };
  expect(bucketStatements).toEqual([
    { ...onBucket, Sid: 'S3LogAuditPlanLists', Action: ['s3:ListBucket'], Condition: listing },
    { ...onLogs, Sid: 'S3LogAuditCopyReads', Action: ['s3:GetObject', 's3:GetObjectTagging'] },
    { ...onBucket, Sid: 'S3LogAuditQueryLists', Action: ['s3:ListBucket'], Condition: listing },
    { ...onBucket, Sid: 'S3LogAuditQueryLocates', Action: ['s3:GetBucketLocation'], Condition: OF_STACK },
    { ...onLogs, Sid: 'S3LogAuditQueryReads', Action: ['s3:GetObject'] },
  ]);
});

test('a key gets a statement that holds only for S3 in the Region of the stack', () => {
  expect(grantsOf({ LogKmsKeyArn: KEY })).toMatchObject({
    key: KEY,
    keyStatements: [
      {
        Sid: 'S3LogAuditDecrypts',
        Principal: ROOT,
        Action: ['kms:Decrypt'],
        Resource: '*',
        Condition: { ...OF_STACK, StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
      },
    ],
  });
});

test('names of China have its partition and domain', () => {
  const inChina = JSON.parse(
    JSON.stringify(stackAnswer({ LogKmsKeyArn: KEY }))
      .replaceAll('arn:aws:', 'arn:aws-cn:')
      .replaceAll(REGION, 'cn-north-1'),
  );
  const { bucketStatements, keyStatements } = logAccessGrants(readStack(inChina));
  expect(bucketStatements[0]).toMatchObject({
    Principal: { AWS: 'arn:aws-cn:iam::111122223333:root' },
    Resource: 'arn:aws-cn:s3:::acme-logs',
  });
  expect(keyStatements[0]?.Condition.StringEquals).toEqual({ 'kms:ViaService': 's3.cn-north-1.amazonaws.com.cn' });
});

test('roles of a stack whose name CloudFormation has cut are named by what is left of it', () => {
  const name = 'audit-of-all-the-buckets-of-the-media-department';
  const cut = Object.fromEntries(
    ['PlanRoleArn', 'BatchCopyRoleArn', 'QueryRoleArn'].map((output) => [
      output,
      roleArn(`audit-of-all-the-buckets-${output}-1`),
    ]),
  );
  const { bucketStatements } = logAccessGrants(readStack(stackAnswer(cut, { StackName: name })));
  expect(bucketStatements[0]?.Condition.ArnLike).toEqual({
    'aws:PrincipalArn': roleArn('audit-of-all-the-buckets-*'),
  });
});

describe('a stack that rolls up logs', () => {
  const ROLLUP = {
    LogPrefix: 'logs/',
    RollupStateMachineArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:Rollup-1',
    RollupPlanRoleArn: roleArn('S3LogAudit-RollupPlanRole-1'),
    RollupRoleArn: roleArn('S3LogAudit-RollupRole-1'),
    RollupAddress: 's3://acme-logs/rolled up/',
    RollupDefaults: 'ROLLUP_SCHEDULE=rate(1 hour)\nROLLUP_KEEP_SOURCES=false',
  };

  test('gets what its functions call on logs and destination, and nothing else', () => {
    const { bucketStatements, rollupBucket } = grantsOf(ROLLUP);
    expect(rollupBucket).toBeUndefined();
    const bucket = 'arn:aws:s3:::acme-logs';
    expect(allowed(bucketStatements)).toEqual({
      RollupListsLogs: [bucket, 'logs/*', 's3:ListBucket'],
      RollupTakesLogs: [`${bucket}/logs/*`, undefined, 's3:GetObject', 's3:DeleteObject'],
      RollupLists: [bucket, 'rolled up/*', 's3:ListBucket'],
      RollupListsUploads: [bucket, undefined, 's3:ListBucketMultipartUploads'],
      RollupWrites: [`${bucket}/rolled up/*`, undefined, 's3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'],
      RollupTidies: [`${bucket}/rolled up/*.rollup.*.manifest.json`, undefined, 's3:DeleteObject'],
      RollupKeepsSettings: [`${bucket}/rolled up/_rollup.json`, undefined, 's3:GetObject', 's3:PutObject'],
    });
  });

  test('may not delete logs that are kept', () => {
    const { bucketStatements } = grantsOf({ ...ROLLUP, RollupDefaults: 'ROLLUP_KEEP_SOURCES=true' });
    expect(allowed(bucketStatements).RollupTakesLogs).toEqual([expect.any(String), undefined, 's3:GetObject']);
  });

  test('gets the statements for another bucket apart, and may encrypt with the key', () => {
    const grants = grantsOf({ ...ROLLUP, RollupAddress: 's3://acme-archive/', LogKmsKeyArn: KEY });
    expect(Object.keys(allowed(grants.bucketStatements))).toEqual(['RollupListsLogs', 'RollupTakesLogs']);
    expect(grants.rollupBucket).toBe('acme-archive');
    expect(allowed(grants.rollupBucketStatements ?? [])).toMatchObject({
      RollupLists: ['arn:aws:s3:::acme-archive', '*', 's3:ListBucket'],
    });
    expect(grants.keyStatements[0]?.Action).toEqual(['kms:Decrypt', 'kms:GenerateDataKey']);
  });
});

/** Resource, prefix of listings and actions of the statements of a rollup. */
function allowed(statements: readonly PolicyStatement[]): Readonly<Record<string, readonly (string | undefined)[]>> {
  const found = statements.filter(({ Sid }) => Sid.includes('Rollup'));
  for (const { Condition, Principal } of found) {
    expect([Principal, Condition.ArnLike]).toEqual([ROOT, OF_STACK.ArnLike]);
  }
  return Object.fromEntries(
    found.map(({ Sid, Resource, Action, Condition }) => [
      Sid.replace('S3LogAudit', ''),
      [Resource, Condition.StringLike?.['s3:prefix'], ...Action],
    ]),
  );
}

function grantsOf(outputs: Readonly<Record<string, string>>) {
  return logAccessGrants(readStack(stackAnswer(outputs)));
}
