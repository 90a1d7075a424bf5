import { type Command, InvalidArgumentError } from 'commander';
import {
  ROLLUP_FORMATS,
  ROLLUP_LEVELS,
  type RollupFormat,
  type RollupLevel,
} from '../../log-types/access-logs/rollup-name';
import { didYouMean } from '../../shared/did-you-mean';
import { UsageError } from '../../shared/errors';
import { parseAtLeast } from '../filter-options';
import type { OutputHost } from '../output-host';
import { addS3Options } from '../s3-options';
import type { RollupOptions } from './rollup-logs';

const CONCURRENCY = 64;
const MAX_CONCURRENCY = 512;
const TIMES = ['delivery-time', 'event-time'] as const;

const EXAMPLES = `
Each rollup has a manifest beside it that tells what is in it. It is read back before logs are deleted; logs that come late
are put into it by another run. Whatever happens on the way, running it again puts it right, and several at once do no
harm. run, report, sync and the stack read rollups and logs alike.

Examples:
  $ s3-log-audit rollup s3://my-logs/site/ s3://my-logs/rolled/ --level day --dry-run
  $ s3-log-audit rollup s3://my-logs/site/ s3://my-logs/rolled/ --level day --format log.gz --older-than 2d
  $ s3-log-audit rollup ./logs ./rolled --level month --keep

Exit codes: 0 done, 1 a rollup failed, 2 wrong usage, 3 done but something is left (a log could not be read or has changed, a
rollup was refused), 130 stopped with Ctrl-C.
`;

/** `rollup <from> <to>`. */
export function addRollupCommand(program: Command, host: OutputHost, setExitCode: (code: number) => void): void {
  const command = program
    .command('rollup')
    .summary('merge many small access logs into few')
    .description(
      'Merges S3 server access logs into one file per period, losing and doubling nothing, and deletes them.',
    )
    .argument('<from>', 'where the logs are: s3://bucket/prefix or a folder')
    .argument('<to>', 'where the rollups go: s3://bucket/prefix/ or a folder; it may be within the first')
    .requiredOption('--level <period>', `period of a rollup: ${ROLLUP_LEVELS.join(', ')}`, parseLevel)
    .option(
      '--by <time>',
      'what decides on the period: delivery-time of a log, or event-time of each line',
      parseTime,
      'delivery-time',
    )
    .option('--format <format>', `${ROLLUP_FORMATS.join(', ')}`, parseFormat, 'log')
    .option('--older-than <duration>', 'only periods that ended at least so long ago', '0m')
    .option('--keep', 'leave the logs where they are')
    .option('--overwrite', 'write rollups anew, where all logs that are in them are still there')
    .option('--dry-run', 'show what would be done, and do nothing')
    .option('--concurrency <n>', 'reads at the same time', parseConcurrency, CONCURRENCY)
    .option('--progress', 'tell each rollup on standard error when it is done')
    .option('--json', 'tell on standard output, as JSON, what was done');
  addS3Options(command, '--region')
    .addHelpText('after', EXAMPLES)
    .action(async (from: string, to: string, options: RollupOptions) => {
      // loaded here because the SDK takes more start-up time than the other commands
      const { rollupLogs } = require('./rollup-logs') as typeof import('./rollup-logs');
      setExitCode(await rollupLogs(from, to, options, host));
    });
}

function parseLevel(value: string): RollupLevel {
  return oneOf(value, '--level', ROLLUP_LEVELS);
}

function parseTime(value: string): (typeof TIMES)[number] {
  return oneOf(value, '--by', TIMES);
}

function parseFormat(value: string): RollupFormat {
  return oneOf(value, '--format', ROLLUP_FORMATS);
}

function oneOf<Value extends string>(value: string, option: string, allowed: readonly Value[]): Value {
  const found = allowed.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  throw new UsageError(
    'INVALID_OPTION',
    `${option} can't be '${value}'; allowed are ${allowed.join(', ')}${didYouMean(value, allowed)}`,
  );
}

function parseConcurrency(value: string): number {
  const count = parseAtLeast(1)(value);
  if (count > MAX_CONCURRENCY) throw new InvalidArgumentError(`it must be at most ${MAX_CONCURRENCY}.`);
  return count;
}
