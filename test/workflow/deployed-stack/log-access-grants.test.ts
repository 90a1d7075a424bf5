import { readStack } from '../../../lib/workflow/deployed-stack/find-stack';
import { logAccessGrants } from '../../../lib/workflow/deployed-stack/log-access-grants';
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

function grantsOf(outputs: Readonly<Record<string, string>>) {
  return logAccessGrants(readStack(stackAnswer(outputs)));
}
