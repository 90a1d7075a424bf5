import type { Command } from 'commander';
import { collect } from '../filter-options';
import { addLoggingOptions, requireChoice, SEVERITY_NAMES } from '../logging-options';
import type { OutputHost } from '../output-host';
import { parseTextFormat } from '../stack-options';
import type { LoggingDisableOptions } from './logging-disable';
import type { LoggingEnableOptions } from './logging-enable';
import type { LoggingStatusOptions } from './logging-status';

const STATUS_EXAMPLES = `
What the findings mean, and which permissions are needed: docs/logging.md.

Examples:
  $ s3-log-audit logging status
  $ s3-log-audit logging status --bucket acme-media --format json
  $ s3-log-audit logging status --fail-on medium

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 there are findings as severe as --fail-on says.
`;

const ENABLE_EXAMPLES = `
Log objects lie in folders of the account, Region, bucket and day below the prefix, by the time of the events; or, with
--key-format, by the time of delivery, or flat. If the policy of the target does not let the logs in, one statement with the
Sid S3LogAuditLogDelivery is added to it, or gets more entries; everything else in it stays. What could not deliver, and
logs that would be logged in turn, are refused. Everything is read back afterwards.

Examples:
  $ s3-log-audit logging enable --bucket acme-media --bucket acme-shop --target acme-logs --prefix access/ --dry-run
  $ s3-log-audit logging enable --bucket acme-media --target acme-logs --prefix access/ --yes

Exit codes: 0 done, 1 failed or refused, 2 wrong usage, 3 done for some of the buckets.
`;

const DISABLE_EXAMPLES = `
Logs of the last hours may still come. That is why the statement in the policy of the target stays, unless --remove-grant
takes the bucket out of it; that can also be done later, with --target. A statement that nothing is left in goes.

Examples:
  $ s3-log-audit logging disable --bucket acme-media
  $ s3-log-audit logging disable --bucket acme-media --remove-grant --target acme-logs

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done for some of the buckets.
`;

/** `logging status|enable|disable`. */
export function addLoggingCommand(program: Command, host: OutputHost, setExitCode: (code: number) => void): void {
  const logging = program
    .command('logging')
    .summary('see whether buckets are logged, and switch logging on or off')
    .description('Shows where buckets log to and what is wrong with it, and switches logging on and off.')
    .helpCommand(false);
  addStatus(logging, host, setExitCode);
  addEnable(logging, host, setExitCode);
  addDisable(logging, host, setExitCode);
}

function addStatus(logging: Command, host: OutputHost, setExitCode: (code: number) => void): void {
  const command = logging
    .command('status')
    .summary('where buckets log to, and what is wrong with it')
    .description('Shows where each bucket logs to, what is wrong with it, and what to do about it.')
    .option('--bucket <name>', 'only this bucket (repeatable; default: all of the account)', collect)
    .option('--fail-on <severity>', `exit with 3 for findings from this severity on: ${SEVERITY_NAMES.join(', ')}`)
    .option('--format <format>', 'table, csv or json (default: table on a terminal, CSV otherwise)')
    .option('--no-cloudtrail', 'do not look at what trails record');
  addLoggingOptions(command)
    .addHelpText('after', STATUS_EXAMPLES)
    .action(async (options: LoggingStatusOptions & { readonly failOn?: string }) => {
      const { failOn } = options;
      const limit = failOn === undefined ? undefined : requireChoice(failOn, '--fail-on', SEVERITY_NAMES);
      const { showLoggingStatus } = require('./logging-status') as typeof import('./logging-status');
      setExitCode(await showLoggingStatus(options, limit, host));
    });
}

function addEnable(logging: Command, host: OutputHost, setExitCode: (code: number) => void): void {
  const command = logging
    .command('enable')
    .summary('have buckets log to a bucket')
    .description('Has buckets log to a target, and lets the logs in there.')
    .requiredOption('--bucket <name>', 'bucket to be logged (repeatable)', collect)
    .requiredOption('--target <name>', 'bucket for the logs, in the same Region and account')
    .option(
      '--prefix <prefix>',
      'what all keys of logs begin with (default: none, or the bucket and a slash with flat)',
    )
    .option('--key-format <format>', 'event-time, delivery-time or flat', 'event-time')
    .option('--allow-uncertain', "go on when it can't be told whether logs will be delivered");
  addChangeOptions(command)
    .addHelpText('after', ENABLE_EXAMPLES)
    .action(async (options: LoggingEnableOptions) => {
      const { enableLogging } = require('./logging-enable') as typeof import('./logging-enable');
      setExitCode(await enableLogging(options, host));
    });
}

function addDisable(logging: Command, host: OutputHost, setExitCode: (code: number) => void): void {
  const command = logging
    .command('disable')
    .summary('switch the logging of buckets off')
    .description('Switches the logging of buckets off.')
    .requiredOption('--bucket <name>', 'bucket that is logged (repeatable)', collect)
    .option('--remove-grant', 'also take the bucket out of our statement in the policy of the target')
    .option('--target <name>', 'where to do so, for a bucket that is not logged any more');
  addChangeOptions(command)
    .addHelpText('after', DISABLE_EXAMPLES)
    .action(async (options: LoggingDisableOptions) => {
      const { disableLogging } = require('./logging-disable') as typeof import('./logging-disable');
      setExitCode(await disableLogging(options, host));
    });
}

function addChangeOptions(command: Command): Command {
  command
    .option('--dry-run', 'show the exact change, and change nothing')
    .option('--yes', 'do not ask before')
    .option('--format <format>', 'text or json', parseTextFormat, 'text');
  return addLoggingOptions(command);
}
