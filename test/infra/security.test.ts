import { resourcesOfType, synthesizedTemplate, type TemplateResource } from '../helpers/synthesized-stack';
import { readable } from '../helpers/template-policies';

const template = synthesizedTemplate();
const of = (type: string) => resourcesOfType(template, type).map(([, resource]) => resource);
const propertiesOf = (type: string) => of(type).map(({ Properties }) => Properties);

test('the workgroup is enforced, encrypts its results, has a limit, and goes with its history', () => {
  expect(propertiesOf('AWS::Athena::WorkGroup')).toEqual([
    {
      Name: expect.anything(),
      Description: expect.any(String),
      RecursiveDeleteOption: true,
      WorkGroupConfiguration: {
        EnforceWorkGroupConfiguration: true,
        BytesScannedCutoffPerQuery: { Ref: 'BytesScannedLimit' },
        EngineVersion: { SelectedEngineVersion: 'Athena engine version 3' },
        PublishCloudWatchMetricsEnabled: true,
        ResultConfiguration: {
          OutputLocation: expect.anything(),
          ExpectedBucketOwner: { Ref: 'AWS::AccountId' },
          EncryptionConfiguration: { EncryptionOption: 'SSE_S3' },
        },
      },
    },
  ]);
});

test('the topic is encrypted, takes nothing over plain HTTP, and has the contact as its only subscriber', () => {
  const [topic] = propertiesOf('AWS::SNS::Topic');
  expect(readable(topic?.KmsMasterKeyId)).toMatch(/:alias\/aws\/sns$/);
  const [policy] = propertiesOf('AWS::SNS::TopicPolicy');
  expect(policy?.PolicyDocument).toMatchObject({
    Statement: [
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 'sns:Publish',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  });
  expect(propertiesOf('AWS::SNS::Subscription')).toEqual([
    expect.objectContaining({ Protocol: 'email', Endpoint: { Ref: 'ContactEmail' } }),
  ]);
});

test('buckets are private, encrypted, and emptied and deleted with the stack', () => {
  const buckets = of('AWS::S3::Bucket');
  expect(buckets).toHaveLength(2);
  for (const { Properties, ...attributes } of buckets as (TemplateResource & { DeletionPolicy?: string })[]) {
    expect(attributes.DeletionPolicy).toBe('Delete');
    expect(Properties).toMatchObject({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    });
  }
  expect(of('Custom::S3AutoDeleteObjects')).toHaveLength(2);
});

test('buckets refuse plain HTTP', () => {
  for (const { PolicyDocument } of propertiesOf('AWS::S3::BucketPolicy')) {
    expect((PolicyDocument as { Statement: unknown[] }).Statement).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Action: 's3:*',
        Principal: { AWS: '*' },
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    );
  }
});

test('copied logs go after 3 days, what steps keep and what Athena wrote after 7, uploads that were given up after one; results stay', () => {
  const rules = propertiesOf('AWS::S3::Bucket').map(
    ({ LifecycleConfiguration }) => (LifecycleConfiguration as { Rules: Record<string, unknown>[] }).Rules,
  );
  const upload = { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }, Id: 'abort-uploads', Status: 'Enabled' };
  expect(rules).toEqual([
    [
      expect.objectContaining({ Prefix: 'runs/', ExpirationInDays: 3, Status: 'Enabled' }),
      expect.objectContaining({ Prefix: 'state/', ExpirationInDays: 7, Status: 'Enabled' }),
      upload,
    ],
    [expect.objectContaining({ Prefix: 'athena/', ExpirationInDays: 7, Status: 'Enabled' }), upload],
  ]);
});

test('every function and state machine keeps their logs for a month, and only as long as the stack', () => {
  const groups = of('AWS::Logs::LogGroup') as (TemplateResource & { DeletionPolicy?: string })[];
  expect(groups).toHaveLength(8 + 1 + 4 + 1);
  for (const { Properties, DeletionPolicy } of groups) {
    expect([Properties.RetentionInDays, DeletionPolicy]).toEqual([30, 'Delete']);
  }
});

test('the state machine logs every event without its data, where the policy of the account does not fill up, and is traced', () => {
  const traced = expect.objectContaining({
    LoggingConfiguration: expect.objectContaining({ Level: 'ALL', IncludeExecutionData: false }),
    TracingConfiguration: { Enabled: true },
  });
  expect(propertiesOf('AWS::StepFunctions::StateMachine')).toEqual([traced, traced]);
  const named = propertiesOf('AWS::Logs::LogGroup').flatMap(({ LogGroupName }) => (LogGroupName ? [LogGroupName] : []));
  expect(named.map(readable)).toEqual([
    '/aws/vendedlogs/states/s3-log-audit-<short stack id>',
    '/aws/vendedlogs/states/s3-log-rollup-<short stack id>',
  ]);
});

test('functions run on the Node.js and processor that were tested, each with its own log group', () => {
  const functions = propertiesOf('AWS::Lambda::Function').filter(({ Environment }) => Environment);
  expect(functions).toHaveLength(8 + 4);
  for (const properties of functions) {
    expect(properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      LoggingConfig: { LogGroup: expect.anything() },
    });
  }
});

test.each([
  ['runs', 'Audit', 'Custom::AuditRun', ['Custom::S3AutoDeleteObjects', 'AWS::SNS::Subscription']],
  ['rollups', 'Rollup', 'Custom::LogRollup', ['AWS::SNS::Topic']],
])(
  '%s are stopped first when the stack is deleted: before buckets are emptied and roles go',
  (_, part, type, needed) => {
    const [[id, stop]] = resourcesOfType(template, type) as [[string, TemplateResource]];
    const ofPart = (wanted: string) => resourcesOfType(template, wanted).filter(([name]) => name.startsWith(part));
    const before = stop.DependsOn ?? [];
    for (const [resource] of [
      ...needed.flatMap((wanted) => resourcesOfType(template, wanted)),
      ...ofPart('AWS::StepFunctions::StateMachine'),
    ]) {
      expect(before).toContain(resource);
    }
    const [[, schedule]] = ofPart('AWS::Scheduler::Schedule') as [[string, TemplateResource]];
    expect(schedule.DependsOn).toContain(id);
  },
);
