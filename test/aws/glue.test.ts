import { gunzipSync } from 'node:zlib';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { putExamples } from './example-logs';
import { roleWith, s3Client } from './helpers';
import type { Credentials } from './iam/credentials';
import { LocalAws } from './local-aws';
import { copiedLogsTable } from './log-tables';

let aws: LocalAws;

beforeEach(async () => {
  aws = await LocalAws.start();
  aws.glue.createDatabase('audit');
  aws.glue.putTable('audit', copiedLogsTable('cloudtrail', 'trail', 'work'));
});

afterEach(async () => {
  await aws.stop();
  aws.violations.assertNone();
});

/** A request as an engine sends it; the product itself has no client of Glue. */
async function ask(action: string, input: object, { accessKeyId }: Pick<Credentials, 'accessKeyId'> = aws.root) {
  const scope = `Credential=${accessKeyId}/20260210/${aws.region}/glue/aws4_request`;
  const response = await fetch(aws.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSGlue.${action}`,
      authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host;x-amz-target, Signature=${'0'.repeat(64)}`,
    },
    body: JSON.stringify(input),
  });
  return response.json();
}

test('shows tables exactly as they were defined', async () => {
  const { Table } = (await ask('GetTable', { DatabaseName: 'audit', Name: 'trail' })) as { Table: object };
  expect(Table).toMatchObject(copiedLogsTable('cloudtrail', 'trail', 'work'));
  expect(await ask('GetTables', { DatabaseName: 'audit', Expression: 'none.*' })).toEqual({ TableList: [] });
});

test('fails for what is not there, not allowed, or not known', async () => {
  expect(await ask('GetTable', { DatabaseName: 'audit', Name: 'x' })).toMatchObject({
    __type: 'EntityNotFoundException',
  });
  expect(await ask('GetDatabase', { Name: 'x' })).toMatchObject({ __type: 'EntityNotFoundException' });
  const nobody = roleWith(aws, 'nobody', []);
  expect(await ask('GetDatabase', { Name: 'audit' }, nobody)).toMatchObject({ __type: 'AccessDeniedException' });
  expect(await ask('DropDatabase', {})).toMatchObject({ __type: 'NotImplemented' });
  expect(aws.violations.take()).toHaveLength(1);
});

test('fails for a request without a signature, and for an unknown key', async () => {
  expect(await ask('GetDatabase', { Name: 'audit' }, { accessKeyId: 'AKIANOBODY' })).toMatchObject({
    __type: 'UnrecognizedClientException',
  });
  expect((await fetch(`${aws.endpoint}/logs/key`)).status).toBe(403);
});

test('fails for a table parameter that is no text', () => {
  const table = { ...copiedLogsTable('access-logs', 'x', 'work'), Parameters: { 'projection.enabled': true } };
  expect(() => aws.glue.putTable('audit', table)).toThrow('expected string');
});

test('shows an engine the records of CloudTrail files as lines', async () => {
  aws.bindEngineKey('AKIAENGINE');
  aws.s3.createBucket({ name: 'work' });
  const keys = putExamples(aws.s3, 'work', 'runs/r/logs/', 'cloudtrail');
  const { Table } = (await ask(
    'GetTable',
    { DatabaseName: 'audit', Name: 'trail' },
    { accessKeyId: 'AKIAENGINE' },
  )) as {
    Table: { StorageDescriptor: { InputFormat: string; Location: string } };
  };
  expect(Table.StorageDescriptor).toMatchObject({
    InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
    Location: 's3://work--ctlines/',
  });
  const key = keys.find((name) => name.endsWith('.json.gz')) ?? '';
  const s3 = s3Client(aws);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'work--ctlines', Key: key }));
  const lines = gunzipSync((await Body?.transformToByteArray()) ?? '')
    .toString()
    .trim()
    .split('\n');
  const { Records } = JSON.parse(gunzipSync(aws.s3.read('work', key)).toString());
  expect(lines.map((line) => JSON.parse(line))).toEqual(Records);
  s3.destroy();
});
