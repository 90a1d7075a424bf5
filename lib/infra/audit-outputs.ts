import { CfnMapping, CfnOutput, Fn, Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { OUTPUTS, resultKeys } from '../workflow/audit-run/cloud-names';

/** Values of the outputs; one that is undefined has no output. */
export type OutputValues = Readonly<Record<Exclude<keyof typeof OUTPUTS, ConsoleUrl>, string | undefined>>;
type ConsoleUrl = 'executionsUrl' | 'resultsUrl';

/** The outputs of an audit: what the command line and the people who grant access need to know of the stack. */
export class AuditOutputs extends Construct {
  constructor(scope: Construct, id: string, values: OutputValues) {
    super(scope, id);
    this.output('stateMachineArn', values.stateMachineArn, 'State machine; an execution is a run.');
    this.output('topicArn', values.topicArn, 'Topic of the mails.');
    this.output('resultsBucket', values.resultsBucket, 'Bucket of the results.');
    this.output('workBucket', values.workBucket, 'Bucket in which runs work.');
    this.output('workgroup', values.workgroup, 'Athena workgroup of the queries.');
    this.output('database', values.database, 'Glue database of the tables.');
    this.output('planRoleArn', values.planRoleArn, 'Lists the log bucket.');
    this.output('batchRoleArn', values.batchRoleArn, 'Copies logs.');
    this.output('queryRoleArn', values.queryRoleArn, 'Reads logs where they lie.');
    this.output('logBucket', values.logBucket, 'Bucket of the logs.');
    this.output('logPrefix', values.logPrefix, 'Prefix of the logs.');
    this.output('logType', values.logType, 'Type of the logs.');
    this.output('logKmsKeyArn', values.logKmsKeyArn, 'KMS key of the logs.');
    this.output('runDefaults', values.runDefaults, 'What a run does when it is told nothing else.');
    this.output('rollupStateMachineArn', values.rollupStateMachineArn, 'State machine of the rollup.');
    this.output('rollupPlanRoleArn', values.rollupPlanRoleArn, 'Lists logs that can be rolled up.');
    this.output('rollupRoleArn', values.rollupRoleArn, 'Reads and deletes logs, writes rolled-up logs.');
    this.output('rollupAddress', values.rollupAddress, 'Where rolled-up logs are.');
    this.output('rollupDefaults', values.rollupDefaults, 'How and when logs are rolled up.');
    this.consoleLinks(values);
  }

  /** The output of that name, to put a condition on. */
  find(name: keyof typeof OUTPUTS): CfnOutput | undefined {
    return this.node.tryFindChild(OUTPUTS[name]) as CfnOutput | undefined;
  }

  private output(name: keyof typeof OUTPUTS, value: string | undefined, description: string): void {
    if (value === undefined || value === '') return;
    const output = new CfnOutput(this, OUTPUTS[name], { value, description });
    output.overrideLogicalId(OUTPUTS[name]);
  }

  private consoleLinks({ stateMachineArn, resultsBucket }: OutputValues): void {
    const { region, partition } = Stack.of(this);
    const console = consoleDomain(this, partition);
    const link = (path: readonly (string | undefined)[]) =>
      Fn.join('', ['https://', region, '.', console, ...path.map(String)]);
    this.output(
      'executionsUrl',
      link(['/states/home?region=', region, '#/statemachines/view/', stateMachineArn]),
      'The runs, in the console.',
    );
    this.output(
      'resultsUrl',
      link(['/s3/buckets/', resultsBucket, '?region=', region, '&prefix=', resultKeys.runs]),
      'The results, in the console.',
    );
  }
}

const CONSOLES: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

/** Host of the console, behind the Region. */
function consoleDomain(scope: Construct, partition: string): string {
  if (!Token.isUnresolved(partition)) return CONSOLES[partition] ?? (CONSOLES.aws as string);
  const domains = Object.entries(CONSOLES).map(([name, domain]) => [name, { domain }]);
  return new CfnMapping(scope, 'Console', { mapping: Object.fromEntries(domains) }).findInMap(partition, 'domain');
}
