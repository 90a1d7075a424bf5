import type { Command } from 'commander';
import type { DeployedStack } from '../../workflow/deployed-stack/find-stack';
import type { LogAccessGrants } from '../../workflow/deployed-stack/log-access-grants';
import type { OutputHost } from '../output-host';
import {
  addStackOptions,
  parseTextFormat,
  type StackOptions,
  type TextFormat,
  toJson,
  withStack,
} from '../stack-options';

interface GrantsOptions extends StackOptions {
  readonly format: TextFormat;
}

const EXPLANATION = `
A stack may read logs of its own account by itself. When the bucket with the logs belongs to another account, or its policy
denies, the owner adds these statements to the bucket's policy; when a KMS key of another account encrypts the logs, the
key's owner adds one to the key's policy. Statements that are there already must stay: a policy is replaced as a whole.

The statements hold for every role of the stack, and also after the stack was deleted and made again under the same name.
Three roles use them: Plan lists the logs, Copy copies them, Query reads them where they lie (not needed when the stack
always copies, CopyMode=Copy). When the stack rolls up logs, there are statements for that, too: they allow to write below
the destination and, unless RollupKeepLogs=Yes, to delete logs. The bucket that is written to may be another one.

Examples:
  $ s3-log-audit grants
  $ s3-log-audit grants --stack S3LogAudit --region eu-west-1 --format json > grants.json
`;

/** `grants`. */
export function addGrantsCommand(program: Command, host: OutputHost): void {
  const command = program
    .command('grants')
    .summary('print what the owner of logs in another account has to allow')
    .description('Prints the policy statements for a log bucket or KMS key of another account.')
    .option('--format <format>', 'text or json', parseTextFormat, 'text');
  addStackOptions(command)
    .addHelpText('after', EXPLANATION)
    .action((options: GrantsOptions) =>
      withStack(options, async (stack) => {
        const { logAccessGrants } =
          require('../../workflow/deployed-stack/log-access-grants') as typeof import('../../workflow/deployed-stack/log-access-grants');
        const grants = logAccessGrants(stack);
        await host.write(options.format === 'json' ? toJson(grants) : renderGrants(grants, stack));
      }),
    );
}

function renderGrants(grants: LogAccessGrants, { name, account }: DeployedStack): string {
  const { bucket, bucketStatements, rollupBucket, rollupBucketStatements, key, keyStatements } = grants;
  const forBucket = (name: string, statements: unknown) => [
    `Statements for the policy of the bucket ${name}, if it belongs to another account than ${account} or its policy denies:`,
    toJson(statements),
  ];
  return [
    ...forBucket(bucket, bucketStatements),
    ...(rollupBucket === undefined ? [] : forBucket(rollupBucket, rollupBucketStatements)),
    ...(key === undefined
      ? [`The stack ${name} knows no KMS key of the logs (its parameter LogKmsKeyArn is empty).`]
      : [
          `Statement for the policy of the key ${key}, if it belongs to another account than ${account} or its policy leaves out IAM:`,
          toJson(keyStatements).trimEnd(),
        ]),
    '',
  ].join('\n');
}
