import type { Command } from 'commander';
import { parseDuration } from '../shared/utc-dates';
import { addS3Options, type S3Options } from './s3-options';

/** Options that say where logs are and how to get at them. */
export interface LogOptions extends S3Options {
  readonly logs: readonly string[];
  readonly deliveryPadding?: string;
  readonly cache?: string | true;
  readonly s3Region?: string;
  readonly s3Cache?: string;
  readonly s3CacheSize: string;
}

const CACHE_SIZE = '10GB';

/** Adds `--logs` and what belongs to it. */
export function addLogOptions(command: Command): Command {
  command
    .requiredOption(
      '--logs <path...>',
      'files, folders (with all below), patterns, s3://bucket/prefix, or - for standard input',
    )
    .option(
      '--delivery-padding <duration>',
      'how long after the window logs may be delivered (default: 2d, CloudTrail 1h)',
    )
    .option(
      '--cache [folder]',
      'keep what was read for the next time, so that only new files are read (default: .s3-log-audit/cache in the folder of --logs)',
    );
  return command;
}

/** Adds how to get at logs on S3. */
export function addLogStoreOptions(command: Command): Command {
  return addS3Options(command, '--s3-region')
    .option(
      '--s3-cache <folder>',
      'folder that keeps logs from S3 for the next time (default: in the cache of the user)',
    )
    .option('--s3-cache-size <size>', 'at most so much there, such as 500MB; 0 keeps nothing', CACHE_SIZE);
}

/** How long after the window logs may be delivered, if it is said. @throws UsageError when it is no duration */
export function deliveryPaddingOf({ deliveryPadding }: LogOptions): number | undefined {
  return deliveryPadding === undefined ? undefined : parseDuration(deliveryPadding, '--delivery-padding');
}
