import { App, Size, Stack, type StackProps, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { S3LogAudit, type S3LogAuditProps } from '../../lib/infra';
import { bundleFunctions } from '../helpers/synthesized-stack';

beforeAll(bundleFunctions);

type Changes = Partial<S3LogAuditProps>;

/** An app of one's own: without the context of ours, with the bucket of the logs in the same stack. */
function audited(changes: Changes = {}, stackProps: StackProps = {}): { stack: Stack; audit: S3LogAudit } {
  // the CDK's own validation takes most of the time; validation.test.ts does it once
  const app = new App({ builtinCloudFormationValidation: false });
  const stack = new Stack(app, 'Own', stackProps);
  const audit = new S3LogAudit(stack, 'Audit', {
    logBucket: new Bucket(stack, 'Logs'),
    sourceBuckets: ['acme-media'],
    lookback: '7d',
    contactEmail: 'jane@example.com',
    ...changes,
  });
  return { stack, audit };
}

function templateOf(changes?: Changes, stackProps?: StackProps): Template {
  return Template.fromStack(audited(changes, stackProps).stack);
}

const environmentOf = (template: Template) =>
  Object.values(template.findResources('AWS::Lambda::Function')).flatMap(({ Properties }) =>
    Properties.Environment ? [Properties.Environment.Variables as Record<string, unknown>] : [],
  )[0] as Record<string, unknown>;

test('few props are enough: the rest has defaults', () => {
  expect(environmentOf(templateOf())).toMatchObject({
    LOG_PREFIX: '',
    LOG_TYPE: 'S3AccessLogs',
    LOG_LAYOUT: 'Auto',
    SOURCE_BUCKETS: 'acme-media',
    ANALYSES: 'all',
    FROM: '',
    TO: '',
    LOOKBACK: '7d',
    MAX_DAYS: '90',
    DELIVERY_PADDING: '',
    ROWS_IN_MAIL: '5',
    CONTACT_EMAIL: 'jane@example.com',
    SCHEDULE_EXPRESSION: '',
    SCHEDULE_LAG: '',
    BYTES_SCANNED_LIMIT: '1099511627776',
    QUERY_CONCURRENCY: '5',
    COPY_MODE: 'Auto',
    LOG_KMS_KEY_ARN: '',
  });
});

test('only what is asked for is made: no schedule, no access to a key, one type of logs', () => {
  const template = templateOf();
  template.resourceCountIs('AWS::Scheduler::Schedule', 0);
  template.resourceCountIs('AWS::Glue::Table', 4);
  expect(JSON.stringify(template.toJSON())).not.toContain('kms:Decrypt');
  expect(template.toJSON().Conditions).toBeUndefined();
  const trail = templateOf({ logType: 'CloudTrail', sourceBuckets: [], analyses: ['deletions', 'buckets'] });
  expect(environmentOf(trail)).toMatchObject({ ANALYSES: 'deletions,buckets', LOG_TYPE: 'CloudTrail' });
  trail.hasResourceProperties('AWS::Glue::Table', { TableInput: { Name: 'cloudtrail' } });
});

test('a schedule hands on the time it was due', () => {
  const template = templateOf({ schedule: ScheduleExpression.cron({ hour: '6', minute: '0' }), scheduleLag: '2d' });
  template.hasResourceProperties('AWS::Scheduler::Schedule', {
    ScheduleExpression: 'cron(0 6 * * ? *)',
    ScheduleExpressionTimezone: 'Etc/UTC',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { Input: '{"scheduledTime":"<aws.scheduler.scheduled-time>"}' },
  });
});

test('a key of the logs may be used by those who read them', () => {
  const { stack } = audited();
  const logKmsKey = new Key(stack, 'Key');
  new S3LogAudit(new Stack(stack, 'Nested'), 'Audit', {
    logBucket: new Bucket(stack, 'Encrypted', { encryptionKey: logKmsKey }),
    logKmsKey,
    sourceBuckets: ['acme-media'],
    lookback: '7d',
    contactEmail: 'jane@example.com',
  });
  const nested = stack.node.findChild('Nested') as Stack;
  const policies = Object.values(Template.fromStack(nested).findResources('AWS::IAM::Policy'));
  const decrypting = policies.filter(({ Properties }) => JSON.stringify(Properties).includes('kms:Decrypt'));
  expect(decrypting.map(({ Properties }) => Properties.Roles.length)).toEqual([2]);
});

test.each(['cn-north-1', 'us-gov-west-1', 'eu-west-1'])('no ARN is tied to a partition in %s', (region) => {
  const template = templateOf({}, { env: { region, account: '111122223333' } });
  // the account and Region are known, the partition is left to CloudFormation or is that of the Region
  const partition = /^cn-/.test(region) ? 'aws-cn' : /^us-gov-/.test(region) ? 'aws-us-gov' : 'aws';
  const arns = JSON.stringify(template.toJSON()).match(/arn:aws[a-z-]*:/g) ?? [];
  expect(new Set([...arns, `arn:${partition}:`])).toEqual(new Set([`arn:${partition}:`]));
});

test('outputs let the command line drive the stack of an app of one’s own', () => {
  const { stack, audit } = audited({ logPrefix: 'logs/' });
  audit.addOutputs();
  const outputs = Object.keys(Template.fromStack(stack).toJSON().Outputs);
  expect(outputs).toEqual(expect.arrayContaining(['StateMachineArn', 'ResultsBucket', 'LogPrefix', 'QueryRoleArn']));
  expect(outputs).not.toContain('LogKmsKeyArn');
});

test('results outlive the stack when asked to', () => {
  const template = templateOf({ retainResults: true });
  template.resourceCountIs('Custom::S3AutoDeleteObjects', 1);
  template.hasResource('AWS::S3::Bucket', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
});

test.each<[string, Changes, RegExp]>([
  ['an unknown analysis', { analyses: ['deletion'] }, /^analyses can't be 'deletion'; allowed: all, access-denied,/],
  ['an analysis of the other type', { analyses: ['buckets'] }, /^analyses can't be 'buckets'/],
  ['no analysis', { analyses: [] }, /^analyses can't be ''/],
  ['access logs without source buckets', { sourceBuckets: [] }, /^sourceBuckets is empty/],
  ['a bucket that is none', { sourceBuckets: ['s3://a'] }, /^sourceBuckets can't be 's3:\/\/a'; allowed: names of/],
  ['a wildcard in the prefix', { logPrefix: 'a*' }, /^logPrefix can't be 'a\*'/],
  ['a lookback and a date', { from: '2026-02-01' }, /^give from and to, or lookback, but not both$/],
  ['a date that does not exist', { from: '2026-02-30', lookback: '' }, /2026-02-30/],
  ['a window without time', { from: '2026-02-03', to: '2026-02-01', lookback: '' }, /must be before/],
  ['no time', { lookback: '' }, /^a run on deployment needs from/],
  [
    'a schedule without a lookback',
    { from: '2026-02-01', lookback: '', schedule: ScheduleExpression.expression('rate(1 day)') },
    /^schedule needs lookback/,
  ],
  [
    'a limit that Athena refuses',
    { bytesScannedLimit: Size.kibibytes(1) },
    /^bytesScannedLimit can't be '1024'; allowed: 10000000 or more$/,
  ],
  ['too many queries', { queryConcurrency: 21 }, /^queryConcurrency can't be '21'; allowed: 1 to 20$/],
  ['a mail address that is none', { contactEmail: 'jane' }, /^contactEmail can't be 'jane'/],
])('%s: fails and names the prop', (_, changes, message) => {
  expect(() => audited(changes)).toThrow(expect.objectContaining({ message: expect.stringMatching(message) }));
});

test('tokens are taken as they are', () => {
  const token = (name: string) => Token.asString({ Ref: name });
  const environment = environmentOf(
    templateOf({
      logPrefix: token('Prefix'),
      from: token('From'),
      lookback: token('Lookback'),
      sourceBuckets: [token('Sources')],
      analyses: Token.asList({ Ref: 'Analyses' }),
      maxDays: Token.asNumber({ Ref: 'MaxDays' }),
      contactEmail: token('Email'),
    }),
  );
  expect(environment).toMatchObject({
    LOG_PREFIX: { Ref: 'Prefix' },
    SOURCE_BUCKETS: { Ref: 'Sources' },
    ANALYSES: { 'Fn::Join': [',', { Ref: 'Analyses' }] },
    MAX_DAYS: { Ref: 'MaxDays' },
  });
});

test('a second audit in the same stack fails, because their databases would have the same name', () => {
  const { stack, audit } = audited();
  const second = () =>
    new S3LogAudit(stack, 'Second', {
      logBucket: new Bucket(stack, 'Others'),
      sourceBuckets: ['acme-www'],
      lookback: '7d',
      contactEmail: 'jane@example.com',
    });
  expect(second).toThrow(`the stack already has an audit, '${audit.node.path}'; put this one into a stack of its own`);
});
