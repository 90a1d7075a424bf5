import type { Command } from 'commander';
import { UsageError } from '../shared/errors';
import { DEFAULT_STACK_NAME } from '../workflow/audit-run/cloud-names';
import type { DeployedStack } from '../workflow/deployed-stack/find-stack';
import type { AwsClients, AwsOptions } from './aws-clients';

/** Options of every command that drives a deployed stack. */
export interface StackOptions extends AwsOptions {
  readonly stack: string;
}

export function addStackOptions(command: Command): Command {
  return command
    .option('--stack <name>', 'name of the CloudFormation stack', DEFAULT_STACK_NAME)
    .option('--region <region>', 'AWS Region of the stack (default: as for the AWS CLI)')
    .option('--profile <name>', 'profile of the AWS CLI (default: as for the AWS CLI)');
}

/**
 * Finds the stack and works with it. Whatever AWS answers is told in words that help.
 * @throws AuditError for failures of AWS, of the stack, or of the work
 */
export async function withStack<Result>(
  options: StackOptions,
  work: (stack: DeployedStack, clients: AwsClients) => Promise<Result>,
): Promise<Result> {
  const { AwsClients } = require('./aws-clients') as typeof import('./aws-clients');
  const { findStack } =
    require('../workflow/deployed-stack/find-stack') as typeof import('../workflow/deployed-stack/find-stack');
  // the SDK does not look at the second variable of the AWS CLI
  const { region = process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION, profile } = options;
  const clients = new AwsClients({ ...(region ? { region } : {}), ...(profile ? { profile } : {}) });
  const stackRegion = await clients.region();
  try {
    return await work(await findStack(clients.cloudFormation, options.stack, stackRegion), clients);
  } catch (error) {
    throw clients.explain(error);
  }
}

/** Forms in which facts about stack and runs are told. */
const TEXT_FORMATS = ['text', 'json'] as const;
export type TextFormat = (typeof TEXT_FORMATS)[number];

export function parseTextFormat(value: string): TextFormat {
  const format = TEXT_FORMATS.find((candidate) => candidate === value);
  if (format) return format;
  throw new UsageError('UNKNOWN_FORMAT', `--format can't be '${value}'; allowed are ${TEXT_FORMATS.join(', ')}`);
}

export function noRunYet(stackName: string): string {
  return `the stack ${stackName} has had no run yet; 's3-log-audit start' starts one`;
}

/** Facts as JSON; nothing in it can steer a terminal, whatever the logs hold. */
export function toJson(facts: unknown): string {
  const { escapeJson } = require('../report/json/json-value') as typeof import('../report/json/json-value');
  return `${escapeJson(JSON.stringify(facts, null, 2))}\n`;
}
