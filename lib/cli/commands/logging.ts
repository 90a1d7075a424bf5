import type { Command } from 'commander';
import { collect } from '../filter-options';
import { addLoggingOptions, requireChoice, SEVERITY_NAMES } from '../logging-options';
import type { OutputHost } from '../output-host';
import type { LoggingStatusOptions } from './logging-status';

const STATUS_EXAMPLES = `
What the findings mean, and which permissions are needed: docs/logging.md.

Examples:
  $ s3-log-audit logging status
  $ s3-log-audit logging status --bucket acme-media --format json
  $ s3-log-audit logging status --fail-on medium

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 there are findings as severe as --fail-on says.
`;

/** `logging status|enable|disable`. */
export function addLoggingCommand(program: Command, host: OutputHost, setExitCode: (code: number) => void): void {
  const logging = program
    .command('logging')
    .summary('see whether buckets are logged, and switch logging on or off')
    .description('Shows where buckets log to and what is wrong with it, and switches logging on and off.')
    .helpCommand(false);
  addStatus(logging, host, setExitCode);
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
