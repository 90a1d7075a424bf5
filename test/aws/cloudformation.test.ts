import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { DeployedStack } from './cloudformation/deployed-stack';
import { clientConfig } from './helpers';
import { LocalAws } from './local-aws';

const PARAMETERS = {
  Value: { Type: 'String', Default: 'first', AllowedPattern: '[a-z]*', ConstraintDescription: 'must be lower case' },
  Kind: { Type: 'String', Default: 'one', AllowedValues: ['one', 'two'] },
  List: { Type: 'CommaDelimitedList', Default: 'x, y' },
  Size: { Type: 'Number', Default: 5, MinValue: 1 },
};

const bucket = (more: object = {}) => ({ Type: 'AWS::S3::Bucket', ...more });

/** A function with its role, and a custom resource behind it. */
const CUSTOM = {
  Role: {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
      ManagedPolicyArns: [
        { 'Fn::Sub': `arn:\${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole` },
      ],
    },
  },
  Function: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Code: { S3Bucket: { 'Fn::Sub': `assets-\${AWS::AccountId}` }, S3Key: 'code.zip' },
      Handler: 'index.custom',
      Runtime: 'nodejs24.x',
      Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
    },
  },
  Custom: {
    Type: 'Custom::Thing',
    Properties: {
      ServiceToken: { 'Fn::GetAtt': ['Function', 'Arn'] },
      ServiceTimeout: '600',
      Value: { Ref: 'Value' },
    },
  },
};

let aws: LocalAws;
let folder: string;

beforeEach(async () => {
  aws = await LocalAws.start();
  folder = mkdtempSync(join(tmpdir(), 's3-log-audit-assembly-'));
});

afterEach(async () => {
  await aws.stop();
  rmSync(folder, { recursive: true });
  aws.violations.assertNone();
});

/** Writes a template as `cdk synth` does, with one asset. */
function assembly(template: object): string {
  const path = mkdtempSync(join(folder, 'out-'));
  mkdirSync(join(path, 'asset'));
  cpSync(join(__dirname, 'fixtures', 'functions'), join(path, 'asset'), { recursive: true });
  const write = (name: string, content: object) => writeFileSync(join(path, name), JSON.stringify(content));
  write('manifest.json', {
    artifacts: { S: { type: 'aws:cloudformation:stack', properties: { templateFile: 'S.template.json' } } },
  });
  write('S.assets.json', { files: { code: { source: { path: 'asset', packaging: 'zip' } } } });
  write('S.template.json', { Parameters: PARAMETERS, ...template });
  return path;
}

const deploy = (template: object, parameters: Record<string, string> = {}): Promise<DeployedStack> =>
  aws.deploy({ assembly: assembly(template), parameters });

/** What the custom resource's function was told. */
const toldToFunction = () => (aws.lambda.output('Function').match(/\{.*\}/g) ?? []).map((line) => JSON.parse(line));

test('resolves references, lists, maps and conditions', async () => {
  const stack = await deploy(
    {
      Mappings: { Places: { aws: { domain: 'example.com' } } },
      Conditions: {
        IsTwo: { 'Fn::Equals': [{ Ref: 'Kind' }, 'two'] },
        IsOne: { 'Fn::Not': [{ Condition: 'IsTwo' }] },
        Either: { 'Fn::Or': [{ Condition: 'IsOne' }, { Condition: 'IsTwo' }] },
      },
      Resources: { A: bucket(), B: bucket({ Condition: 'IsOne' }) },
      Outputs: {
        Arn: { Value: { 'Fn::GetAtt': ['A', 'Arn'] } },
        Uuid: { Value: { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] } },
        List: { Value: { 'Fn::Join': ['+', { Ref: 'List' }] } },
        Sub: { Value: { 'Fn::Sub': `\${Value} \${!run} \${AWS::Region} \${A.Arn}` } },
        Map: { Value: { 'Fn::FindInMap': ['Places', { Ref: 'AWS::Partition' }, 'domain'] } },
        If: { Value: { 'Fn::If': ['IsTwo', 'two', 'other'] } },
        Hidden: { Value: 'x', Condition: 'IsOne' },
      },
    },
    { Kind: 'two' },
  );
  const name = stack.resourceIds.A;
  expect(Object.keys(stack.resourceIds)).toEqual(['A']);
  expect(stack.outputs).toEqual({
    Arn: `arn:aws:s3:::${name}`,
    Uuid: expect.stringMatching(/^[0-9a-f-]{36}$/),
    List: 'x+y',
    Sub: `first \${run} eu-west-1 arn:aws:s3:::${name}`,
    Map: 'example.com',
    If: 'two',
  });
  const client = new CloudFormationClient(clientConfig(aws));
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: 'S' }));
  expect(Stacks?.[0]).toMatchObject({ StackStatus: 'CREATE_COMPLETE', StackId: stack.id });
  expect(Stacks?.[0]?.Outputs).toContainEqual({ OutputKey: 'List', OutputValue: 'x+y' });
  expect(Stacks?.[0]?.Parameters).toContainEqual({ ParameterKey: 'Kind', ParameterValue: 'two' });
  await stack.delete();
  await expect(client.send(new DescribeStacksCommand({ StackName: 'S' }))).rejects.toThrow('does not exist');
  client.destroy();
});

test.each([
  [{ Value: 'UPPER' }, 'Parameter Value failed to satisfy constraint: must be lower case'],
  [{ Kind: 'three' }, "Parameter 'Kind' must be one of AllowedValues"],
  [{ Size: 'many' }, 'must be a number'],
  [{ Size: '0' }, 'must be from 1'],
  [{ Other: 'x' }, 'Parameters: [Other] do not exist in the template'],
])('refuses the parameters %j before anything is made', async (parameters, reason) => {
  const made = deploy({ Resources: { A: bucket() } }, parameters as unknown as Record<string, string>);
  await expect(made).rejects.toThrow(reason);
  expect(aws.s3.buckets.size).toBe(0);
});

test('refuses what a rule forbids', async () => {
  const Rules = {
    NoOne: {
      RuleCondition: { 'Fn::Equals': [{ Ref: 'Kind' }, 'one'] },
      Assertions: [{ Assert: { 'Fn::EachMemberIn': [{ Ref: 'List' }, ['x']] }, AssertDescription: 'one takes only x' }],
    },
  };
  await expect(deploy({ Rules, Resources: { A: bucket() } })).rejects.toThrow(
    'Template Constraint violation: one takes only x',
  );
  await deploy({ Rules, Resources: { A: bucket() } }, { List: 'x' });
});

test.each([
  [
    'a type of resource',
    { A: { Type: 'AWS::EC2::Instance' } },
    'resources of the type AWS::EC2::Instance are not known here',
  ],
  ['a property', { A: bucket({ Properties: { WebsiteConfiguration: {} } }) }, 'WebsiteConfiguration'],
  ['an intrinsic function', { A: bucket({ Properties: { BucketName: { 'Fn::Base64': 'x' } } }) }, 'Fn::Base64'],
  [
    'an attribute',
    { A: bucket(), B: bucket({ Properties: { BucketName: { 'Fn::GetAtt': ['A', 'DomainName'] } } }) },
    'DomainName',
  ],
])('fails for %s that is not known, and leaves nothing behind', async (_, Resources, reason) => {
  await expect(deploy({ Resources })).rejects.toThrow(reason);
  expect(aws.s3.buckets.size).toBe(0);
});

test('changes only what differs, and tells a custom resource what it was before', async () => {
  const template = {
    Resources: { ...CUSTOM, A: bucket() },
    Outputs: { Answer: { Value: { 'Fn::GetAtt': ['Custom', 'Answer'] } } },
  };
  const stack = await deploy(template);
  expect(stack.outputs).toEqual({ Answer: 'got first' });
  const before = stack.events.length;
  await stack.update({ parameters: { Value: 'second' } });
  const changed = stack.events.slice(before).filter(({ status }) => status.endsWith('_COMPLETE'));
  expect(changed.map(({ logicalId, status }) => `${logicalId} ${status}`)).toEqual([
    'Custom UPDATE_COMPLETE',
    'S UPDATE_COMPLETE',
  ]);
  expect(stack.outputs).toEqual({ Answer: 'got second' });
  await stack.delete();
  expect(toldToFunction()).toEqual([
    { RequestType: 'Create', new: 'first' },
    { RequestType: 'Update', new: 'second', old: 'first' },
    { RequestType: 'Delete', new: 'second' },
  ]);
  expect([aws.s3.buckets.size, aws.iam.roles.size, aws.lambda.functions.size]).toEqual([0, 0, 0]);
});

test('goes back to what was when an update fails', async () => {
  const stack = await deploy({ Resources: CUSTOM });
  await expect(stack.update({ parameters: { Value: 'refused' } })).rejects.toThrow('the value is refused');
  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  await stack.delete();
  expect(toldToFunction().at(-2)).toEqual({ RequestType: 'Update', new: 'first', old: 'refused' });
});

test('waits for the answer of a custom resource as long as its template says', async () => {
  const Properties = { ServiceToken: { 'Fn::GetAtt': ['Function', 'Arn'] }, ServiceTimeout: '600', Silent: true };
  const begun = aws.clock.now().getTime();
  await expect(deploy({ Resources: { ...CUSTOM, Custom: { ...CUSTOM.Custom, Properties } } })).rejects.toThrow(
    'CloudFormation did not receive a response from your Custom Resource',
  );
  expect(aws.clock.now().getTime() - begun).toBeGreaterThanOrEqual(600_000);
});

test('does not delete a bucket that is not empty, and keeps what is to be retained', async () => {
  const stack = await deploy({ Resources: { A: bucket(), B: bucket({ DeletionPolicy: 'Retain' }) } });
  const { A = '', B = '' } = stack.resourceIds;
  aws.s3.put(A, 'k', 'x');
  await expect(stack.delete()).rejects.toThrow('not empty');
  expect(stack.status).toBe('DELETE_FAILED');
  aws.s3.requireBucket(A).objects.delete('k');
  await stack.delete();
  expect([...aws.s3.buckets.keys()]).toEqual([B]);
});

test('makes what is needed first, and deletes it last', async () => {
  const stack = await deploy({
    Conditions: { Always: { 'Fn::Equals': ['x', 'x'] } },
    Resources: {
      A: bucket({ Metadata: { needs: { 'Fn::If': ['Always', { Ref: 'B' }, { Ref: 'AWS::NoValue' }] } } }),
      B: bucket({ DependsOn: 'C' }),
      C: bucket(),
    },
  });
  const order = (status: string) =>
    stack.events.filter((event) => event.status === status).map(({ logicalId }) => logicalId);
  expect(order('CREATE_COMPLETE')).toEqual(['C', 'B', 'A', 'S']);
  await stack.delete();
  expect(order('DELETE_COMPLETE')).toEqual(['A', 'B', 'C', 'S']);
});

test('fails for resources that need each other', async () => {
  const Resources = { A: bucket({ DependsOn: 'B' }), B: bucket({ DependsOn: ['A'] }) };
  await expect(deploy({ Resources })).rejects.toThrow('Circular dependency between resources: A → B → A');
});
