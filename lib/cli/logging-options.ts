import type { Command } from 'commander';
import type { Severity } from '../logging-setup/findings/catalogue';
import type { SetupClients } from '../logging-setup/setup-clients';
import { didYouMean } from '../shared/did-you-mean';
import { UsageError } from '../shared/errors';
import { explainAwsError } from '../workflow/deployed-stack/explain-aws-error';
import { withInterrupt } from './interrupt';
import type { OutputHost } from './output-host';
import { toS3Access } from './s3-options';

/** Options of all commands below `logging`, as commander gives them. */
export interface LoggingOptions {
  readonly bucket?: readonly string[];
  readonly profile?: string;
  readonly region?: string;
  readonly endpointUrl?: string;
}

/** Requests at the same time. */
const CONNECTIONS = 64;

export function addLoggingOptions(command: Command): Command {
  return command
    .option('--profile <name>', 'profile of the AWS CLI (default: as for the AWS CLI)')
    .option('--region <region>', 'AWS Region for what belongs to no bucket; buckets are found by themselves')
    .option('--endpoint-url <url>', "address of another service that speaks AWS's languages");
}

/** A name that a bucket can have. @throws UsageError */
export function requireBucketName(name: string, option: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$/.test(name)) return name;
  throw new UsageError('INVALID_OPTION', `${option} must be the name of a bucket, got '${name}'`);
}

/** The value of an option that has few. @throws UsageError */
export function requireChoice<Choice extends string>(
  value: string,
  option: string,
  choices: readonly Choice[],
): Choice {
  const choice = choices.find((candidate) => candidate === value);
  if (choice) return choice;
  throw new UsageError(
    'INVALID_OPTION',
    `${option} can't be '${value}'; allowed are ${choices.join(', ')}${didYouMean(value, choices)}`,
  );
}

/** For help without loading what knows them. */
export const SEVERITY_NAMES: readonly Severity[] = ['info', 'low', 'medium', 'high'];

/** Works with clients for all Regions; whatever AWS answers is told in words that help. @returns the exit code */
export async function withSetupClients(
  options: LoggingOptions,
  host: OutputHost,
  work: (clients: SetupClients) => Promise<number>,
): Promise<number> {
  const { SetupClients } = require('../logging-setup/setup-clients') as typeof import('../logging-setup/setup-clients');
  return withInterrupt(host, async (signal) => {
    const clients = await SetupClients.open(toS3Access(options, options.region, CONNECTIONS), signal);
    try {
      return await work(clients);
    } catch (error) {
      signal.throwIfAborted();
      throw explainAwsError(error, options);
    } finally {
      clients.close();
      host.clearProgress();
    }
  });
}
