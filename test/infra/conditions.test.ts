import { synthesizedTemplate } from '../helpers/synthesized-stack';
import { deployedOutputs, deployedResources, type ParameterValues } from '../helpers/template-evaluation';

const template = synthesizedTemplate();
const BASE: ParameterValues = { LogBucket: 'acme-logs', ContactEmail: 'jane@example.com' };
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-0000-0000-000000000000';

function countByType(parameters: ParameterValues): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { Type } of Object.values(deployedResources(template, { ...BASE, ...parameters }))) {
    counts[Type] = (counts[Type] ?? 0) + 1;
  }
  return counts;
}

test('a schedule and its role are there when an expression is given', () => {
  const without = countByType({});
  const withSchedule = countByType({ ScheduleExpression: 'rate(7 days)' });
  expect(without['AWS::Scheduler::Schedule']).toBeUndefined();
  expect(withSchedule).toEqual({
    ...without,
    'AWS::Scheduler::Schedule': 1,
    'AWS::IAM::Role': (without['AWS::IAM::Role'] ?? 0) + 1,
    'AWS::IAM::Policy': (without['AWS::IAM::Policy'] ?? 0) + 1,
  });
});

test('access to a key, and the output that names it, are there when a key is given', () => {
  const without = countByType({});
  const withKey = countByType({ LogKmsKeyArn: KEY });
  expect(withKey).toEqual({ ...without, 'AWS::IAM::Policy': (without['AWS::IAM::Policy'] ?? 0) + 1 });
  expect(deployedOutputs(template, BASE)).not.toContain('LogKmsKeyArn');
  expect(deployedOutputs(template, { ...BASE, LogKmsKeyArn: KEY })).toContain('LogKmsKeyArn');
});

test('a rollup is there when its schedule is given, and may delete logs unless they are kept', () => {
  const rollup = (parameters: ParameterValues) =>
    Object.keys(deployedResources(template, { ...BASE, ...parameters })).filter((id) => id.startsWith('Rollup'));
  expect(rollup({ RollupDestination: 'rollup/' })).toEqual([]);
  expect(deployedOutputs(template, BASE).filter((name) => name.startsWith('Rollup'))).toEqual([]);
  const plain = rollup({ RollupSchedule: 'rate(1 hour)' });
  expect(plain.filter((id) => id.startsWith('RollupDeletion'))).toHaveLength(1);
  expect(plain.filter((id) => id.startsWith('RollupKeyAccess'))).toHaveLength(0);
  const kept = rollup({ RollupSchedule: 'rate(1 hour)', RollupKeepLogs: 'Yes' });
  expect(kept).toEqual(plain.filter((id) => !id.startsWith('RollupDeletion')));
  const encrypted = rollup({ RollupSchedule: 'rate(1 hour)', LogKmsKeyArn: KEY });
  expect(encrypted.filter((id) => id.startsWith('RollupKeyAccess'))).toHaveLength(1);
  expect(
    deployedOutputs(template, { ...BASE, RollupSchedule: 'rate(1 hour)' }).filter((name) => name.startsWith('Rollup')),
  ).toEqual(['RollupStateMachineArn', 'RollupPlanRoleArn', 'RollupRoleArn', 'RollupAddress', 'RollupDefaults']);
});

test('the prefix is an output when it is given, because an output may not be empty', () => {
  expect(deployedOutputs(template, BASE)).not.toContain('LogPrefix');
  expect(deployedOutputs(template, { ...BASE, LogPrefix: 'logs/' })).toContain('LogPrefix');
});

test('tables and saved queries are those of the type of logs', () => {
  const named = (LogType: string) =>
    Object.values(deployedResources(template, { ...BASE, LogType })).flatMap(({ Type, Properties }) => {
      if (Type === 'AWS::Glue::Table') return [(Properties.TableInput as { Name: string }).Name];
      return Type === 'AWS::Athena::NamedQuery' ? [Properties.Name as string] : [];
    });
  const accessLogs = named('S3AccessLogs');
  const trail = named('CloudTrail');
  expect(accessLogs).toEqual(
    expect.arrayContaining(['access_logs', 'access_logs_listed', 'access_logs_in_place', 'latency (copied by a run)']),
  );
  expect(trail).toEqual(
    expect.arrayContaining(['cloudtrail', 'cloudtrail_in_place', 'cloudtrail_organization_in_place']),
  );
  expect(trail.filter((name) => accessLogs.includes(name) && /^[a-z_]+$/.test(name))).toEqual([]);
  expect([accessLogs.length, trail.length]).toEqual([4 + 2 * 21, 3 + 3 * 15]);
});

test('a run on deployment is a property of a resource that is always there, because that one also stops runs', () => {
  const [run] = Object.values(template.Resources).filter(({ Type }) => Type === 'Custom::AuditRun');
  expect(run?.Condition).toBeUndefined();
  expect(run?.Properties.RunOnDeploy).toEqual({ 'Fn::If': ['RunsOnDeploy', true, false] });
  expect(template.Conditions.RunsOnDeploy).toEqual({ 'Fn::Equals': [{ Ref: 'RunOnDeploy' }, 'Yes'] });
});

test('nothing depends on, or refers to, a resource that may not be there, unless under the same condition', () => {
  const conditional = new Map(
    Object.entries(template.Resources).flatMap(([id, { Condition }]) => (Condition ? [[id, Condition]] : [])),
  );
  const violations = Object.entries(template.Resources).flatMap(([id, resource]) =>
    references(resource, resource.Condition)
      .filter(({ to, under }) => {
        const needed = conditional.get(to);
        return needed !== undefined && !under.some((condition) => implies(condition, needed));
      })
      .map(({ to }) => `${id} → ${to}`),
  );
  expect(violations).toEqual([]);
  expect(conditional.size).toBeGreaterThan(90);
});

test('every condition is used', () => {
  const text = JSON.stringify([template.Resources, template.Outputs]);
  for (const name of Object.keys(template.Conditions)) expect(text).toContain(`"${name}"`);
});

/** Whether the one is the other, or the other and more. */
function implies(condition: string, other: string): boolean {
  if (condition === other) return true;
  const { 'Fn::And': parts = [] } = template.Conditions[condition] as { 'Fn::And'?: readonly unknown[] };
  return parts.some((part) => JSON.stringify(part) === JSON.stringify(template.Conditions[other]));
}

interface Reference {
  readonly to: string;
  /** Conditions that hold where the reference stands. */
  readonly under: readonly string[];
}

function references(value: unknown, condition: string | undefined): readonly Reference[] {
  return collect(value, condition ? [condition] : []);
}

function collect(value: unknown, under: readonly string[]): readonly Reference[] {
  if (Array.isArray(value)) return value.flatMap((entry) => collect(entry, under));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]): readonly Reference[] => {
    if (key === 'Ref') return [{ to: String(inner), under }];
    if (key === 'Fn::GetAtt') return [{ to: String((inner as unknown[])[0]), under }];
    if (key === 'DependsOn') return [inner].flat().map((to) => ({ to: String(to), under }));
    if (key === 'Fn::If') {
      const [name, then, otherwise] = inner as [string, unknown, unknown];
      return [...collect(then, [...under, name]), ...collect(otherwise, under)];
    }
    return collect(inner, under);
  });
}
