import { Command, CommanderError } from 'commander';
import { AuditError, UsageError } from '../shared/errors';
import { packageVersion } from '../shared/package-version';
import { addCancelCommand } from './commands/cancel';
import { addFetchCommand } from './commands/fetch';
import { addGrantsCommand } from './commands/grants';
import { addHistoryCommand } from './commands/history';
import { addListCommand } from './commands/list';
import { addLoggingCommand } from './commands/logging';
import { addReportCommand } from './commands/report';
import { addRollupCommand } from './commands/rollup';
import { addRunCommand } from './commands/run';
import { addSqlCommand } from './commands/sql';
import { addStartCommand } from './commands/start';
import { addStatusCommand } from './commands/status';
import { addSyncCommand } from './commands/sync';
import { EXIT } from './exit-codes';
import { ClosedPipe, type OutputHost, processHost, shown } from './output-host';

const EXAMPLES = `
Examples:
  $ s3-log-audit list
  $ s3-log-audit run deletions --logs ./logs --bucket my-bucket --from 2026-02-03 --to 2026-02-06
  $ s3-log-audit run all --logs ./logs --from 7d --format csv -o answers/
  $ s3-log-audit report --logs ./logs --from 30d -o report.html
  $ s3-log-audit sync s3://my-logs/my-bucket/ logs
  $ s3-log-audit rollup s3://my-logs/my-bucket/ s3://my-logs/rolled/ --level day
  $ s3-log-audit logging status
  $ s3-log-audit sql deletions --bucket my-bucket --from 2026-02-03
`;

/** Runs the command line and sets the exit code of the process. */
export async function main(args: readonly string[]): Promise<void> {
  const host = processHost();
  process.exitCode = await run(args, host);
  // output that nobody reads would keep the process alive
  if (process.exitCode > EXIT.stoppedBySignal) process.exit();
}

async function run(args: readonly string[], host: OutputHost): Promise<number> {
  let exitCode: number = EXIT.done;
  const program = createProgram(host, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    return report(error, host);
  }
}

function createProgram(host: OutputHost, setExitCode: (code: number) => void): Command {
  const program = new Command('s3-log-audit')
    .description(
      'Answers questions about what happened in Amazon S3 buckets, from S3 server access logs and CloudTrail.',
    )
    .version(packageVersion(), '--version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show the help of a command')
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ writeErr: (text) => host.tell(shown(text.trimEnd()).replaceAll('\\n', '\n')) })
    .addHelpText('after', EXAMPLES);
  addListCommand(program, host);
  addRunCommand(program, host, setExitCode);
  addReportCommand(program, host, setExitCode);
  addSqlCommand(program, host);
  addSyncCommand(program, host, setExitCode);
  addRollupCommand(program, host, setExitCode);
  addLoggingCommand(program, host, setExitCode);
  addStartCommand(program, host, setExitCode);
  addStatusCommand(program, host);
  addHistoryCommand(program, host);
  addFetchCommand(program, host, setExitCode);
  addCancelCommand(program, host);
  addGrantsCommand(program, host);
  return program;
}

/** Tells a person what went wrong. A bug is told with its stack. */
function report(error: unknown, host: OutputHost): number {
  if (error instanceof ClosedPipe) return EXIT.done;
  // commander has told it already
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.wrongUsage;
  const { style } = host;
  if (error instanceof AuditError) {
    host.tell(`${style.red('error:')} ${shown(error.message)}`);
    return error instanceof UsageError ? EXIT.wrongUsage : EXIT.failed;
  }
  host.tell(
    `${style.red('this is a bug:')} ${shown(error instanceof Error ? (error.stack ?? error.message) : String(error)).replaceAll('\\n', '\n')}`,
  );
  return EXIT.failed;
}
