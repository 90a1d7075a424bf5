import { type CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import { AuditError, UsageError } from '../../shared/errors';
import { OUTPUTS } from '../audit-run/cloud-names';

/** An audit that is deployed. */
export interface DeployedStack {
  readonly name: string;
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  /** Values of the outputs by the names of `OUTPUTS`; one that the stack does not have is empty. */
  readonly outputs: Readonly<Record<keyof typeof OUTPUTS, string>>;
}

const STACK_NAME = /^[a-zA-Z][-a-zA-Z0-9]{0,127}$/;
const STACK_ARN = /^arn:([\w-]+):cloudformation:([\w-]+):(\d{12}):stack\/([\w-]+)\//;
/** Without these there is nothing to drive. */
const NEEDED = [
  'stateMachineArn',
  'resultsBucket',
  'workBucket',
  'workgroup',
  'logBucket',
  'logType',
  'runDefaults',
] as const;

/**
 * Finds a stack by its name (or ARN) in the Region of the client.
 * @throws AuditError when there is none, when it is none of ours, or when it is not done; UsageError when the name can be none
 */
export async function findStack(
  cloudFormation: CloudFormationClient,
  name: string,
  region: string,
): Promise<DeployedStack> {
  if (!STACK_NAME.test(name) && !STACK_ARN.test(name)) {
    throw new UsageError('INVALID_OPTION', `--stack can't be '${name}'; give the name of a CloudFormation stack`);
  }
  return readStack(await describeStack(cloudFormation, name, region));
}

/** What the answer of CloudFormation says of a stack. @throws AuditError when it can't be driven */
export function readStack({ StackId = '', StackName = '', StackStatus: status, Outputs = [] }: Stack): DeployedStack {
  requireReady(StackName, status ?? '');
  const [, partition = '', region = '', account = ''] = STACK_ARN.exec(StackId) ?? [];
  const values = new Map(Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
  const entries = Object.entries(OUTPUTS).map(([key, output]) => [key, values.get(output) ?? '']);
  const outputs = Object.fromEntries(entries) as DeployedStack['outputs'];
  const missing = NEEDED.find((output) => outputs[output] === '');
  if (missing !== undefined) {
    throw new AuditError(
      'NO_AUDIT_STACK',
      `the stack ${StackName} has no output ${OUTPUTS[missing]}, so it is no stack of S3 Log Audit; name the right one with --stack (in a CDK app of your own, addOutputs() of the construct makes the outputs)`,
    );
  }
  return { name: StackName, partition, region, account, outputs };
}

async function describeStack(cloudFormation: CloudFormationClient, name: string, region: string): Promise<Stack> {
  try {
    const { Stacks: [stack] = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: name }));
    if (stack) return stack;
  } catch (error) {
    if (!/does not exist/.test((error as Error).message)) throw error;
  }
  throw new AuditError(
    'STACK_MISSING',
    `there is no stack ${name} in ${region} for your credentials; name it with --stack, its Region with --region and its account with --profile, or deploy one: 'npx cdk deploy' (docs/deploy.md)`,
  );
}

function requireReady(name: string, status: string): void {
  if (/^(CREATE_COMPLETE|UPDATE_|IMPORT_)/.test(status)) return;
  throw new AuditError('STACK_NOT_READY', `the stack ${name} is in state ${status}${remedyOf(status)}`);
}

function remedyOf(status: string): string {
  if (status.startsWith('DELETE_')) return '; it is deleted, or almost';
  if (/FAILED|ROLLBACK/.test(status)) {
    return ": its creation failed; the stack's events in the CloudFormation console say why; delete it, then deploy again";
  }
  return '; wait until it is created';
}
