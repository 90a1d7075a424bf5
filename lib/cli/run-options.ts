import type { Command } from 'commander';
import { FILTERS } from '../analyses/filters';
import { LOG_TYPE_PARAMETER } from '../workflow/audit-run/settings';
import type { RunInput } from '../workflow/deployed-stack/start-execution';
import { addFilterOptions, camelCase, collect, type FilterOptions, parseAtLeast } from './filter-options';

/** What the command line can tell a run in the cloud. */
export interface RunInputOptions extends FilterOptions {
  readonly sourceBucket?: readonly string[];
  readonly logPrefix?: string;
  readonly logLayout?: string;
  readonly copyMode?: string;
  readonly maxDays?: number;
  readonly deliveryPadding?: string;
  readonly excludeObject?: readonly string[];
}

/** `--region` is the Region of the stack, in every command that drives one. */
const OTHER_NAMES: Readonly<Record<string, string>> = { region: 'event-region' };

export function addRunInputOptions(command: Command): Command {
  return addFilterOptions(command, OTHER_NAMES)
    .option('--source-bucket <name>', 'bucket under audit, in place of those of the stack', collect)
    .option('--log-prefix <prefix>', "where the logs are, at or below the stack's prefix")
    .option('--log-layout <layout>', 'Auto, Flat or Partitioned')
    .option('--copy-mode <mode>', 'Auto, Copy or InPlace: whether the logs are copied before they are queried')
    .option('--max-days <n>', 'the longest window allowed, at most as the stack has it', parseAtLeast(1))
    .option('--delivery-padding <duration>', 'how long after the window logs may be delivered')
    .option('--exclude-object <key>', 'log object to leave out, for example a damaged one', collect);
}

/** The input of a run; what is not given is left to the stack. */
export function toRunInput(analyses: readonly string[], options: RunInputOptions): RunInput {
  const { from, to, logType, sourceBucket, logPrefix, logLayout, copyMode, maxDays, deliveryPadding } = options;
  const filters = toFilters(options);
  return withoutAbsent({
    analyses: analyses.length === 0 ? undefined : analyses,
    from,
    to,
    logType: logType && LOG_TYPE_PARAMETER[logType],
    sourceBuckets: sourceBucket,
    filters: Object.keys(filters).length === 0 ? undefined : filters,
    logPrefix,
    logLayout,
    copyMode,
    maxDays,
    deliveryPadding,
    excludeObjects: options.excludeObject,
  });
}

function toFilters(options: RunInputOptions): RunInput {
  const { includeFailed, by, ownHost } = options;
  const values = FILTERS.map(({ name }) => [camelCase(name), options[camelCase(OTHER_NAMES[name] ?? name)]]);
  return withoutAbsent({
    ...Object.fromEntries(values),
    includeFailed,
    by,
    ownHost,
  });
}

function withoutAbsent(values: RunInput): RunInput {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
