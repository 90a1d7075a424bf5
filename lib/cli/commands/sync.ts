import { type Command, InvalidArgumentError } from 'commander';
import { parseAtLeast } from '../filter-options';
import type { OutputHost } from '../output-host';
import { addS3Options } from '../s3-options';
import type { SyncOptions } from './sync-folder';

const CONCURRENCY = 32;
const MAX_CONCURRENCY = 512;

const EXAMPLES = `
What is there already is not downloaded again, and a run that was stopped goes on where it was. Nothing is removed from
the folder. Give a prefix that is a folder its slash: s3://my-logs/site/ puts site/2026-02-03-… into the folder as
2026-02-03-…

Examples:
  $ s3-log-audit sync s3://my-logs/site/ logs
  $ s3-log-audit sync s3://my-trail/AWSLogs/ trail --from 2026-02-03 --to 2026-02-06
  $ s3-log-audit sync s3://my-logs/site/ logs --to 90d --delete-source

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but incomplete (an object could not be read), 130 stopped with Ctrl-C.
`;

/** `sync s3://bucket/prefix <folder>`. */
export function addSyncCommand(program: Command, host: OutputHost, setExitCode: (code: number) => void): void {
  const command = program
    .command('sync')
    .summary('download logs from S3, only what is new')
    .description('Downloads the objects below a prefix into a folder, as far as they are not there already.')
    .argument('<prefix>', 'where the logs are, as s3://bucket/prefix')
    .argument('<folder>', 'folder for the logs, one for each prefix')
    .option('--from <time>', 'only logs that can hold events from this time on')
    .option('--to <time>', 'only logs that can hold events before this time; a bare date includes that day')
    .option(
      '--delivery-padding <duration>',
      'how long after the window logs may be delivered (default: 2d, CloudTrail 1h)',
    )
    .option('--concurrency <n>', 'downloads at the same time', parseConcurrency, CONCURRENCY)
    .option('--dry-run', 'show what would be done, and do nothing')
    .option('--delete-source', 'delete objects from the bucket when their copies are on disk and have been checked')
    .option('--yes', 'do not ask before deleting');
  addS3Options(command, '--region')
    .addHelpText('after', EXAMPLES)
    .action(async (address: string, folder: string, options: SyncOptions) => {
      // loaded here because the SDK takes more start-up time than the other commands
      const { syncFolder } = require('./sync-folder') as typeof import('./sync-folder');
      setExitCode(await syncFolder(address, folder, options, host));
    });
}

function parseConcurrency(value: string): number {
  const count = parseAtLeast(1)(value);
  if (count > MAX_CONCURRENCY) throw new InvalidArgumentError(`it must be at most ${MAX_CONCURRENCY}.`);
  return count;
}
