import { ENVIRONMENT, OUTPUTS } from '../audit-run/cloud-names';
import { readSettings, type Settings } from '../audit-run/settings';
import type { DeployedStack } from './find-stack';

/** What the functions of a stack know from their environment, as far as its outputs tell: enough to check and plan a run. */
export function stackSettings({ name, region, partition, account, outputs }: DeployedStack): Settings {
  const named = Object.keys(OUTPUTS).filter(isVariable);
  return readSettings({
    ...Object.fromEntries(named.map((output) => [ENVIRONMENT[output], outputs[output]])),
    ...readLines(outputs.runDefaults),
    [ENVIRONMENT.stackName]: name,
    [ENVIRONMENT.partition]: partition,
    [ENVIRONMENT.account]: account,
    AWS_REGION: region,
  });
}

function isVariable(output: string): output is keyof typeof OUTPUTS & keyof typeof ENVIRONMENT {
  return output in ENVIRONMENT;
}

/** Lines `NAME=value`. */
export function readLines(text: string): Readonly<Record<string, string>> {
  const lines = text.split('\n').map((line) => line.split('='));
  return Object.fromEntries(lines.map(([name = '', ...value]) => [name, value.join('=')]));
}
