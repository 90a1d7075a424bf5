import { STEPS, type Step } from '../../lib/workflow/audit-run/cloud-names';
import {
  type CalledResource,
  SERVICE_CALLS,
  SERVICE_SIDE_CALLS,
  type ServiceCall,
} from '../../lib/workflow/audit-run/service-calls';
import { resourcesOfType, synthesizedTemplate } from '../helpers/synthesized-stack';
import { type Grant, grantsOf } from '../helpers/template-policies';

const template = synthesizedTemplate();
const grants = grantsOf(template);
/** Those of a rollup have a test of their own. */
const auditGrants = grants.filter(({ role }) => role.startsWith('Audit'));

/** Actions that know no resource; the only ones that may be granted on `*`. */
const WITHOUT_RESOURCE = [
  's3:CreateJob',
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
];

const LOCAL = '<AWS::Region>:<AWS::AccountId>';
const ID = '<short stack id>';
const CATALOG = [`arn:<AWS::Partition>:glue:${LOCAL}:catalog`];
const DATABASE = `arn:<AWS::Partition>:glue:${LOCAL}:database/s3_log_audit_${ID}`;

/** What each resource of the table of calls is in the template. */
const ARNS: Readonly<Record<CalledResource, readonly string[]>> = {
  'log-bucket': ['arn:<AWS::Partition>:s3:::<LogBucket>'],
  'log-objects': ['arn:<AWS::Partition>:s3:::<LogBucket>/<LogPrefix>*'],
  'log-kms-key': ['<LogKmsKeyArn>'],
  'work-bucket': [arnOf('AWS::S3::Bucket', 'Work')],
  'work-objects': [`${arnOf('AWS::S3::Bucket', 'Work')}/runs/*`],
  'run-state': [`${arnOf('AWS::S3::Bucket', 'Work')}/state/*`],
  'results-bucket': [arnOf('AWS::S3::Bucket', 'Results')],
  'athena-objects': [`${arnOf('AWS::S3::Bucket', 'Results')}/athena/*`],
  'result-objects': [`${arnOf('AWS::S3::Bucket', 'Results')}/results/*`],
  workgroup: [`arn:<AWS::Partition>:athena:${LOCAL}:workgroup/s3-log-audit-${ID}`],
  tables: [...CATALOG, DATABASE, `arn:<AWS::Partition>:glue:${LOCAL}:table/s3_log_audit_${ID}/*`],
  databases: [...CATALOG, DATABASE, `arn:<AWS::Partition>:glue:${LOCAL}:database/default`],
  topic: [`<${idOf('AWS::SNS::Topic', 'Topic')}>`],
  'batch-role': [arnOf('AWS::IAM::Role', 'BatchCopy')],
  'batch-jobs': [`arn:<AWS::Partition>:s3:${LOCAL}:job/*`],
  'state-machine': [`<${idOf('AWS::StepFunctions::StateMachine', '')}>`],
  executions: [
    `arn:<AWS::Partition>:states:${LOCAL}:execution:<${idOf('AWS::StepFunctions::StateMachine', '')}.Name>:*`,
  ],
  stack: ['<AWS::StackId>'],
  any: ['*'],
};

test.each(STEPS)('the role of %s may do what the step calls, write its own log, and nothing else', (step) => {
  const calls = step === 'start-queries' ? [...SERVICE_CALLS[step], ...SERVICE_SIDE_CALLS[step]] : SERVICE_CALLS[step];
  const name = nameOf(step);
  const log = arnOf('AWS::Logs::LogGroup', `${name}Log`);
  expect(granted(`${name}Role`)).toEqual(
    sorted([...wanted(calls), `logs:CreateLogStream ${log}`, `logs:PutLogEvents ${log}`]),
  );
});

test('the role of the copy may do what S3 Batch Operations calls with it, and nothing else', () => {
  expect(granted('BatchCopyRole')).toEqual(wanted(SERVICE_SIDE_CALLS['batch-copy']));
});

test('the role of the state machine calls the functions of a run, and delivers logs and traces', () => {
  const functions = STEPS.filter((step) => step !== 'start-run').map(
    (step) => `lambda:InvokeFunction ${arnOf('AWS::Lambda::Function', `Audit${nameOf(step)}Function`)}`,
  );
  const anywhere = WITHOUT_RESOURCE.filter((action) => action !== 's3:CreateJob').map((action) => `${action} *`);
  expect(granted('AuditWorkflowRole')).toEqual(sorted([...functions, ...anywhere]));
});

test('the role of the schedule starts executions, and nothing else', () => {
  expect(granted('AuditScheduleRole')).toEqual([`states:StartExecution ${ARNS['state-machine'][0]}`]);
});

test('actions without a resource are the only ones on *, and no action has a wildcard', () => {
  const everywhere = grants.filter(({ resource }) => resource === '*').map(({ action }) => action);
  expect(sorted(everywhere)).toEqual(sorted(WITHOUT_RESOURCE));
  expect(grants.filter(({ action }) => action.includes('*'))).toEqual([]);
});

test('a job may be created only to copy, and a role be passed only to S3 Batch Operations', () => {
  expect(conditionsOf('s3:CreateJob')).toEqual([{ StringEquals: { 's3:RequestJobOperation': 'S3PutObjectCopy' } }]);
  expect(conditionsOf('iam:PassRole')).toEqual([
    { StringEquals: { 'iam:PassedToService': 'batchoperations.s3.amazonaws.com' } },
  ]);
});

test('the log bucket may be listed only below the prefix, its key be used only through S3', () => {
  const prefix = { 'Fn::Join': ['', [{ Ref: 'LogPrefix' }, '*']] };
  const lists = auditGrants.filter(
    ({ action, resource }) => action === 's3:ListBucket' && resource === ARNS['log-bucket'][0],
  );
  expect(lists.map(({ condition }) => condition)).toEqual([
    { StringLike: { 's3:prefix': prefix } },
    { StringLike: { 's3:prefix': prefix } },
  ]);
  const service = { 'Fn::Join': ['', ['s3.', { Ref: 'AWS::Region' }, '.amazonaws.com*']] };
  expect(conditionsOf('kms:Decrypt')).toEqual([
    { StringLike: { 'kms:ViaService': service } },
    { StringLike: { 'kms:ViaService': service } },
  ]);
});

test('every function has a role of its own, and no role has a managed policy', () => {
  const functions = resourcesOfType(template, 'AWS::Lambda::Function').filter(([id]) => id.startsWith('Audit'));
  const roles = functions.map(([, { Properties }]) => JSON.stringify(Properties.Role));
  expect(new Set(roles).size).toBe(STEPS.length);
  const managed = resourcesOfType(template, 'AWS::IAM::Role').filter(
    ([, { Properties }]) => Properties.ManagedPolicyArns,
  );
  // the CDK's own
  expect(managed.map(([id]) => id)).toEqual([expect.stringContaining('AutoDeleteObjects')]);
});

test('services take on a role only for this account', () => {
  const trusts = resourcesOfType(template, 'AWS::IAM::Role').map(([, { Properties }]) => {
    const { Statement } = Properties.AssumeRolePolicyDocument as { Statement: Trust[] };
    return Statement[0] as Trust;
  });
  for (const { Principal, Condition } of trusts) {
    // Lambda sends no source account
    const expected =
      Principal.Service === 'lambda.amazonaws.com'
        ? undefined
        : { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } };
    expect(Condition).toEqual(expected);
  }
});

interface Trust {
  readonly Principal: { readonly Service: string };
  readonly Condition?: unknown;
}

function wanted(calls: readonly ServiceCall[]): readonly string[] {
  return sorted(
    calls.flatMap(({ actions, on }) => actions.flatMap((action) => ARNS[on].map((arn) => `${action} ${arn}`))),
  );
}

function granted(role: string): readonly string[] {
  return sorted(
    grants.filter((grant) => grant.role.includes(role)).map(({ action, resource }) => `${action} ${resource}`),
  );
}

function conditionsOf(wantedAction: string): readonly Grant['condition'][] {
  return auditGrants.filter(({ action }) => action === wantedAction).map(({ condition }) => condition);
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}

/** `StartCopy` for `start-copy`: the name of the construct. */
function nameOf(step: Step): string {
  return step.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase());
}

function arnOf(type: string, part: string): string {
  return `<${idOf(type, part)}.Arn>`;
}

function idOf(type: string, part: string): string {
  const found = resourcesOfType(template, type).filter(([id]) => id.startsWith('Audit') && id.includes(part));
  if (found.length !== 1) throw new Error(`there are ${found.length} of type ${type} with ${part} in their ids`);
  return (found[0] as readonly [string, unknown])[0];
}
