import {
  CONTINUING_CALLS,
  DELETING_CALLS,
  ROLLUP_CALLS,
  type RollupCall,
  type RollupResource,
} from '../../lib/workflow/log-rollup/rollup-calls';
import { ROLLUP_STEPS } from '../../lib/workflow/log-rollup/rollup-names';
import { resourcesOfType, synthesizedTemplate } from '../helpers/synthesized-stack';
import { type Grant, grantsOf } from '../helpers/template-policies';

const template = synthesizedTemplate();
const grants = grantsOf(template).filter(({ role }) => role.startsWith('Rollup'));

const BUCKET = '<HasRollupBucket: <RollupBucket> or <LogBucket>>';
const PREFIX = '<HasRollupDestination: <RollupDestination> or <LogPrefix>>';
const S3 = 'arn:<AWS::Partition>:s3:::';
const MACHINE = idOf('AWS::StepFunctions::StateMachine', '');

/** What each resource of the table of calls is in the template. */
const ARNS: Readonly<Record<RollupResource, string>> = {
  'log-bucket': `${S3}<LogBucket>`,
  'log-objects': `${S3}<LogBucket>/<LogPrefix>*`,
  'destination-bucket': `${S3}${BUCKET}`,
  rollups: `${S3}${BUCKET}/${PREFIX}*`,
  manifests: `${S3}${BUCKET}/${PREFIX}*.rollup.*.manifest.json`,
  'rollup-settings': `${S3}${BUCKET}/${PREFIX}_rollup.json`,
  'run-state': `<${resourcesOfType(template, 'AWS::S3::Bucket').find(([id]) => id.includes('Work'))?.[0]}.Arn>/state/*`,
  'work-bucket': `<${resourcesOfType(template, 'AWS::S3::Bucket').find(([id]) => id.includes('Work'))?.[0]}.Arn>`,
  topic: `<${resourcesOfType(template, 'AWS::SNS::Topic')[0]?.[0]}>`,
  'state-machine': `<${MACHINE}>`,
  executions: `arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:<${MACHINE}.Name>:*`,
};

test.each(ROLLUP_STEPS)('the role of %s may do what the step calls, write its own log, and nothing else', (step) => {
  const more = { 'plan-rollup': CONTINUING_CALLS, 'roll-up-period': DELETING_CALLS }[step as string] ?? [];
  const name = step.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase());
  const log = `<${idOf('AWS::Logs::LogGroup', `${name}Log`)}.Arn>`;
  const withoutKey = granted(`${name}Role`).filter((grant) => !grant.startsWith('kms:'));
  expect(withoutKey).toEqual(
    [...wanted([...ROLLUP_CALLS[step], ...more]), `logs:CreateLogStream ${log}`, `logs:PutLogEvents ${log}`].sort(),
  );
});

test('the key of the logs is used to read logs and write rollups, only through S3', () => {
  const keyed = grants.filter(({ action }) => action.startsWith('kms:'));
  const both = ['kms:Decrypt <LogKmsKeyArn>', 'kms:GenerateDataKey <LogKmsKeyArn>'];
  expect(keyed.map(({ action, resource }) => `${action} ${resource}`)).toEqual([...both, ...both]);
  for (const { role, condition } of keyed) {
    expect(role).toMatch(/PlanRollup|RollUpPeriod/);
    expect(JSON.stringify(condition)).toContain('kms:ViaService');
  }
});

test('only logs below the prefix can be deleted, and manifests; never a rollup', () => {
  const deletions = grants.filter(({ action }) => action.startsWith('s3:Delete'));
  expect(deletions.map(({ resource }) => resource).sort()).toEqual([ARNS['log-objects'], ARNS.manifests].sort());
});

test('buckets may be listed only below their prefixes', () => {
  const lists = grants.filter(({ action }) => action === 's3:ListBucket');
  const buckets = ['log-bucket', 'destination-bucket', 'work-bucket'] as const;
  const conditions = lists.map(({ role, resource, condition }: Grant) => [
    role.includes('RollUpPeriod') ? 'roll up' : role.includes('Plan') ? 'plan' : 'notify',
    buckets.find((name) => ARNS[name] === resource),
    /HasRollupDestination|LogPrefix|state\//.exec(JSON.stringify(condition))?.[0],
  ]);
  expect(conditions.sort()).toEqual([
    ['notify', 'work-bucket', 'state/'],
    ['plan', 'destination-bucket', 'HasRollupDestination'],
    ['plan', 'log-bucket', 'LogPrefix'],
    ['roll up', 'destination-bucket', 'HasRollupDestination'],
    ['roll up', 'log-bucket', 'LogPrefix'],
  ]);
  for (const { condition } of lists) expect(JSON.stringify(condition)).toContain('s3:prefix');
});

test('the role of the schedule starts rollups, that of the state machine calls its functions', () => {
  expect(granted('ScheduleRole')).toEqual([`states:StartExecution ${ARNS['state-machine']}`]);
  const functions = granted('WorkflowRole').filter((grant) => grant.startsWith('lambda:'));
  expect(functions).toHaveLength(ROLLUP_STEPS.length - 1);
});

function wanted(calls: readonly RollupCall[]): readonly string[] {
  return calls.flatMap(({ actions, on }) => actions.map((action) => `${action} ${ARNS[on]}`));
}

function granted(role: string): readonly string[] {
  const found = grants.filter((grant) => grant.role.includes(role));
  return [...new Set(found.map(({ action, resource }) => `${action} ${resource}`))].sort();
}

function idOf(type: string, part: string): string {
  const found = resourcesOfType(template, type).filter(([id]) => id.startsWith('Rollup') && id.includes(part));
  if (found.length !== 1) throw new Error(`there are ${found.length} of type ${type} with ${part} in their ids`);
  return (found[0] as readonly [string, unknown])[0];
}
