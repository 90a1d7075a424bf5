import { App, Stack, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LogRollup, type LogRollupProps } from '../../lib/infra';
import { bundleFunctions } from '../helpers/synthesized-stack';

beforeAll(bundleFunctions);

/** An app of one's own: without the context of ours, with the bucket of the logs in the same stack. */
function rolledUp(changes: Partial<LogRollupProps> = {}): { stack: Stack; rollup: LogRollup } {
  const stack = new Stack(new App({ builtinCloudFormationValidation: false }), 'Own');
  const rollup = new LogRollup(stack, 'Rollup', {
    logBucket: new Bucket(stack, 'Logs'),
    schedule: ScheduleExpression.expression('rate(1 hour)'),
    contactEmail: 'jane@example.com',
    ...changes,
  });
  return { stack, rollup };
}

const environmentOf = ({ stack }: { stack: Stack }) =>
  Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function')).flatMap(({ Properties }) =>
    Properties.Environment ? [Properties.Environment.Variables as Record<string, unknown>] : [],
  )[0] as Record<string, unknown>;

test('few props are enough: the rest has defaults, and what it needs is made with it', () => {
  const own = rolledUp();
  const environment = environmentOf(own);
  expect(environment).toMatchObject({
    LOG_PREFIX: '',
    DESTINATION_PREFIX: '',
    ROLLUP_LEVEL: 'day',
    ROLLUP_FORMAT: 'log.gz',
    ROLLUP_KEEP_SOURCES: 'false',
    ROLLUP_OLDER_THAN: '1h',
    CONTACT_EMAIL: 'jane@example.com',
  });
  expect(environment.DESTINATION_BUCKET).toEqual(environment.LOG_BUCKET);
  const template = Template.fromStack(own.stack);
  template.resourceCountIs('AWS::SNS::Topic', 1);
  template.resourceCountIs('AWS::S3::Bucket', 2);
  template.resourceCountIs('AWS::Scheduler::Schedule', 1);
  expect(JSON.stringify(template.toJSON())).not.toContain('kms:GenerateDataKey');
});

test('what it keeps for itself expires, and is reached with TLS only', () => {
  const template = Template.fromStack(rolledUp().stack);
  template.hasResourceProperties('AWS::S3::Bucket', {
    LifecycleConfiguration: { Rules: [Match.objectLike({ Prefix: 'state/', ExpirationInDays: 7, Status: 'Enabled' })] },
    PublicAccessBlockConfiguration: Match.objectLike({ BlockPublicAcls: true, RestrictPublicBuckets: true }),
  });
  const deny = { Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
  template.hasResourceProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: Match.objectLike({ Statement: Match.arrayWith([Match.objectLike(deny)]) }),
  });
});

test('the schedule goes before the rollups are stopped, and these before what they need', () => {
  const { stack, rollup } = rolledUp();
  const template = Template.fromStack(stack);
  const [[stop, { DependsOn, Metadata, Properties }] = ['', {}]] = Object.entries<Record<string, unknown>>(
    template.findResources('Custom::LogRollup'),
  );
  template.hasResource('AWS::Scheduler::Schedule', { DependsOn: Match.arrayWith([stop]) });
  const needed = JSON.stringify([DependsOn, Metadata]);
  for (const part of ['WorkflowStateMachine', 'Deletion', 'Continuation', 'WorkAutoDelete', 'Topic', 'Contact']) {
    expect(needed).toContain(`"Rollup${['Topic', 'Contact'].includes(part) ? 'Notifications' : ''}${part}`);
  }
  // a change of it is looked at before it is made
  expect(Properties).toMatchObject({ Destination: stack.resolve(rollup.address) });
});

test('logs lie beside what they replace, unless another place is said', () => {
  const beside = environmentOf(rolledUp({ logPrefix: 'logs/' }));
  expect(beside.DESTINATION_PREFIX).toBe('logs/');
  const { stack, rollup } = rolledUp({ logPrefix: 'logs/', destinationPrefix: 'rollup/' });
  expect(environmentOf({ stack }).DESTINATION_PREFIX).toBe('rollup/');
  expect(stack.resolve(rollup.address)).toEqual({ 'Fn::Join': ['', ['s3://', expect.anything(), '/rollup/']] });
});

test('logs that are kept can not be deleted', () => {
  const kept = rolledUp({ keepSources: true });
  expect(kept.rollup.deletion).toBeUndefined();
  expect(environmentOf(kept).ROLLUP_KEEP_SOURCES).toBe('true');
});

test('a key is used to read and to write', () => {
  const { stack } = rolledUp();
  const keyed = rolledUp({ logKmsKey: Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/0123') });
  const text = JSON.stringify(Template.fromStack(keyed.stack).toJSON());
  expect(text).toContain('"kms:Decrypt","kms:GenerateDataKey"');
});

test.each<[string, Partial<LogRollupProps>, RegExp]>([
  ['a wildcard in the prefix', { logPrefix: 'a*' }, /^logPrefix can't be 'a\*'/],
  ['a destination that is no folder', { destinationPrefix: 'a' }, /^destinationPrefix can't be 'a'; allowed: a folder/],
  ['a prefix that is no folder', { logPrefix: 'a' }, /^destinationPrefix can't be 'a'; allowed: a folder/],
  ['a level that is none', { level: 'year' as 'day' }, /^level can't be 'year'; allowed: 10min, hour, day, month$/],
  ['a format that is none', { format: 'zip' as 'log' }, /^format can't be 'zip'; allowed: log\.gz, log/],
  [
    'a bucket that can not be one',
    { destinationBucket: Bucket.fromBucketName(new Stack(), 'Other', 'Logs_Of_Others') },
    /^destinationBucket can't be 'Logs_Of_Others'/,
  ],
  ['an age that is none', { olderThan: '7' }, /^olderThan can't be '7'/],
  ['a mail address that is none', { contactEmail: 'jane' }, /^contactEmail can't be 'jane'/],
])('%s: fails and names the prop', (_, changes, message) => {
  expect(() => rolledUp(changes)).toThrow(expect.objectContaining({ message: expect.stringMatching(message) }));
});

test('tokens are taken as they are', () => {
  const token = (name: string) => Token.asString({ Ref: name });
  const environment = environmentOf(rolledUp({ logPrefix: token('Prefix'), olderThan: token('Age') }));
  expect(environment).toMatchObject({ LOG_PREFIX: { Ref: 'Prefix' }, ROLLUP_OLDER_THAN: { Ref: 'Age' } });
});

test('a second rollup in the same stack fails, because their log groups would have the same name', () => {
  const { stack, rollup } = rolledUp();
  const second = () =>
    new LogRollup(stack, 'Second', {
      logBucket: new Bucket(stack, 'Others'),
      schedule: ScheduleExpression.expression('rate(1 hour)'),
      contactEmail: 'jane@example.com',
    });
  expect(second).toThrow(`the stack already has a rollup, '${rollup.node.path}'; put this one into a stack of its own`);
});
