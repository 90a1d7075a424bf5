import { type Command, InvalidArgumentError } from 'commander';
import { FILTERS } from '../analyses/filters';
import type { Selection } from '../analyses/selection';
import { LOG_TYPE_IDS, type LogTypeId } from '../log-types/log-type';
import { didYouMean } from '../shared/did-you-mean';
import { UsageError } from '../shared/errors';
import { parseWindow } from '../shared/utc-dates';

/** Options that every command with filters has, as commander gives them. */
export interface FilterOptions {
  readonly from?: string;
  readonly to?: string;
  readonly logType?: LogTypeId;
  readonly includeFailed?: boolean;
  readonly by?: string;
  readonly ownHost?: readonly string[];
  readonly [filter: string]: unknown;
}

/**
 * Adds window and filters. `otherNames` has names of options for filters whose own name the command has another use for.
 */
export function addSelectionOptions(command: Command, otherNames: Readonly<Record<string, string>> = {}): Command {
  command
    .option('--from <time>', 'events from this time on: a date, a UTC date-time, or 7d, 24h before now')
    .option('--to <time>', 'events before this time; a bare date includes that day')
    .option('--log-type <type>', 'access-logs or cloudtrail, when it can not be told otherwise', parseLogType);
  for (const { name, placeholder, description, logTypes } of FILTERS) {
    const only = logTypes.length === 1 ? ` (${logTypes[0]} only)` : '';
    command.option(`--${otherNames[name] ?? name} <${placeholder}>`, `${description}${only}`, collect);
  }
  return command;
}

/** Adds window, filters and the options of single analyses. */
export function addFilterOptions(command: Command, otherNames: Readonly<Record<string, string>> = {}): Command {
  return addSelectionOptions(command, otherNames)
    .option('--include-failed', 'also attempts that failed (deletions, deletion-summary, config-changes)')
    .option('--own-host <host>', 'leave out this host and its subdomains (hot-links)', collect)
    .option('--by <column>', 'group by this too: hour or requester (latency), day or hour (traffic-by-day)');
}

/** What the options select. @throws UsageError for values that can't be used */
export function toSelection(options: FilterOptions, now: Date): Selection {
  const filters: Record<string, readonly string[]> = {};
  for (const { name, clause } of FILTERS) {
    const values = options[camelCase(name)] as readonly string[] | undefined;
    if (!values) continue;
    const empty = values.find((value) => value === '');
    if (empty !== undefined)
      throw new UsageError('INVALID_FILTER', `--${name} is empty; leave it out to narrow nothing`);
    // told now, not after minutes of loading
    clause(values);
    filters[name] = values;
  }
  return {
    window: parseWindow(options.from, options.to, now),
    filters,
    ...(options.includeFailed ? { includeFailed: true } : {}),
    ...(options.by === undefined ? {} : { by: options.by }),
    ...(options.ownHost ? { ownHosts: options.ownHost } : {}),
  };
}

export function parseLogType(value: string): LogTypeId {
  if ((LOG_TYPE_IDS as readonly string[]).includes(value)) return value as LogTypeId;
  throw new UsageError(
    'UNKNOWN_LOG_TYPE',
    `--log-type can't be '${value}'; allowed are ${LOG_TYPE_IDS.join(', ')}${didYouMean(value, LOG_TYPE_IDS)}`,
  );
}

/** A whole number that is not negative. */
export function parseCount(value: string): number {
  if (!/^\d{1,12}$/.test(value)) throw new InvalidArgumentError('it must be a whole number such as 0 or 1000.');
  return Number(value);
}

/** A whole number from a smallest one on. */
export function parseAtLeast(smallest: number): (value: string) => number {
  return (value) => {
    const count = parseCount(value);
    if (count < smallest) throw new InvalidArgumentError(`it must be at least ${smallest}.`);
    return count;
  };
}

/** Gathers the values of an option that may be given several times. */
export function collect(value: string, previous: readonly string[] | undefined): readonly string[] {
  return [...(previous ?? []), value];
}

/** Name of an option as commander gives it: `key-prefix` → `keyPrefix`. */
export function camelCase(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
