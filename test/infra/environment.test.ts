import { ENVIRONMENT } from '../../lib/workflow/audit-run/cloud-names';
import { ROLLUP_ENVIRONMENT } from '../../lib/workflow/log-rollup/rollup-names';
import { resourcesOfType, synthesizedTemplate } from '../helpers/synthesized-stack';

const template = synthesizedTemplate();
const environments = resourcesOfType(template, 'AWS::Lambda::Function').flatMap(([id, { Properties }]) =>
  Properties.Environment ? [[id, (Properties.Environment as { Variables: Variables }).Variables] as const] : [],
);
type Variables = Readonly<Record<string, unknown>>;

/** Lambda takes 4 KB for names and values together. */
const LIMIT_BYTES = 4096;

/** How long the names and ARNs of resources can get. */
const LONGEST: Readonly<Record<string, number>> = {
  STACK_NAME: 128,
  ACCOUNT: 12,
  PARTITION: 10,
  WORK_BUCKET: 63,
  RESULTS_BUCKET: 63,
  DATABASE: 's3_log_audit_'.length + 8,
  WORKGROUP: 's3-log-audit-'.length + 8,
  // arn:aws-us-gov:sns:us-gov-east-1:111122223333:<stack>-<logical id>-<random>
  TOPIC_ARN: 50 + 128 + 35 + 14,
  BATCH_ROLE_ARN: 'arn:aws-us-gov:iam::111122223333:role/'.length + 64,
  STATE_MACHINE_ARN: 'arn:aws-us-gov:states:us-gov-east-1:111122223333:stateMachine:'.length + 80,
};

test('every function knows all parameters and resources; only those that deployments call know the state machine', () => {
  for (const [id, variables] of environments) {
    const everything: readonly string[] = Object.values(id.startsWith('Rollup') ? ROLLUP_ENVIRONMENT : ENVIRONMENT);
    const expected = /StartRun|RollupDeployment/.test(id)
      ? everything
      : everything.filter((name) => name !== 'STATE_MACHINE_ARN');
    expect(Object.keys(variables).sort()).toEqual([...expected].sort());
  }
});

test('the environment has room for the longest values', () => {
  for (const [, variables] of environments) {
    const sizes = Object.entries(variables).map(([name, value]) => name.length + longestOf(name, value));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(LIMIT_BYTES);
  }
});

const KEEPS_LOGS = JSON.stringify({ 'Fn::If': ['KeepsLogs', 'true', 'false'] });

function longestOf(name: string, value: unknown): number {
  const known = LONGEST[name];
  if (known !== undefined) return known;
  if (JSON.stringify(value) === KEEPS_LOGS) return 'false'.length;
  if (name === 'ROLLED_UP_TO') return 's3:///'.length + 63 + 256;
  const parameter = /"Ref":"(\w+)"/.exec(JSON.stringify(value))?.[1];
  const definition = parameter === undefined ? undefined : template.Parameters[parameter];
  if (!definition) throw new Error(`say how long ${name} can get`);
  const { MaxLength, AllowedValues, Type } = definition as {
    MaxLength?: number;
    AllowedValues?: string[];
    Type: string;
  };
  if (Type === 'CommaDelimitedList') return AllowedValues?.join(',').length ?? Number.NaN;
  if (Type === 'Number') return 16;
  return MaxLength ?? Math.max(...(AllowedValues ?? []).map((word) => word.length));
}
