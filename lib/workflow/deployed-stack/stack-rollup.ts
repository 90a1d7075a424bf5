import { ROLLUP_DEFAULTS } from '../log-rollup/rollup-names';
import type { DeployedStack } from './find-stack';
import { readLines } from './stack-settings';

/** A part of a bucket. */
export interface BucketPlace {
  readonly bucket: string;
  readonly prefix: string;
}

/** The rollup of a stack, as its outputs tell. */
export interface StackRollup {
  readonly stateMachineArn: string;
  readonly source: BucketPlace;
  readonly destination: BucketPlace;
  /** `rate(…)`, `cron(…)` or `at(…)`. */
  readonly schedule: string;
  /** Of the schedule, such as `UTC`. */
  readonly timeZone: string;
  readonly level: string;
  readonly format: string;
  readonly keepSources: boolean;
}

/** The rollup of a stack; undefined when it has none. */
export function rollupOf({ outputs }: DeployedStack): StackRollup | undefined {
  const { rollupStateMachineArn: stateMachineArn, rollupAddress, rollupDefaults, logBucket, logPrefix } = outputs;
  if (stateMachineArn === '') return undefined;
  const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]*)\/(.*)$/s.exec(rollupAddress) ?? [];
  const values = readLines(rollupDefaults);
  const text = (name: keyof typeof ROLLUP_DEFAULTS) => values[ROLLUP_DEFAULTS[name]] ?? '';
  return {
    stateMachineArn,
    source: { bucket: logBucket, prefix: logPrefix },
    destination: { bucket, prefix },
    schedule: text('schedule'),
    // the CDK's name for it
    timeZone: text('timeZone').replace(/^Etc\/UTC$/, 'UTC'),
    level: text('level'),
    format: text('format'),
    keepSources: text('keepSources') === 'true',
  };
}

/** `s3://bucket/prefix`. */
export function addressOf({ bucket, prefix }: BucketPlace): string {
  return `s3://${bucket}/${prefix}`;
}
