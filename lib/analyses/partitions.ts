import { UsageError } from '../shared/errors';
import { DAY_MS } from '../shared/utc-dates';

/** Stands for a value that Athena asks for: a `?` in the text, before those of the selection. */
export const ASKED = '?';

/** Which partitions of a table a query reads. A column that the table does not have is left out. */
export interface Partitions {
  /** Run id: the logs that this run copied or listed. */
  readonly run?: PartitionValues;
  /** Organization of the trail. */
  readonly org?: PartitionValues;
  readonly account?: PartitionValues;
  readonly region?: PartitionValues;
  readonly source_bucket?: PartitionValues;
  readonly day?: Days;
}

/** Any of the values, or `?`. */
type PartitionValues = readonly string[] | typeof ASKED;

/** Days in UTC as `yyyy/MM/dd`, both inclusive; an absent end is open. Or the last so many days before now. */
export type Days = { readonly from?: string; readonly to?: string } | { readonly last: number };

/** What the values of a partition column look like. They become text of the query: nothing else may. */
export const PARTITION_VALUES = {
  run: /^\d{8}T\d{6}Z-[0-9a-f]{8}$/,
  org: /^o-[a-z0-9]{10,32}$/,
  account: /^\d{12}$/,
  region: /^[a-z]{2,4}(-[a-z]+){1,3}-\d{1,2}$/,
  source_bucket: /^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$/,
  day: /^\d{4}\/\d{2}\/\d{2}$/,
} as const;
const COLUMNS = ['run', 'org', 'account', 'region', 'source_bucket'] as const;

/**
 * The condition on the partition columns, with literals: Athena reads only the partitions of a static condition.
 * Undefined when nothing is narrowed.
 * @throws UsageError for a value that can't be one of its column
 */
export function partitionCondition(partitions: Partitions): string | undefined {
  const conditions = [
    ...COLUMNS.flatMap((column) => {
      const values = partitions[column];
      return values === undefined ? [] : [valuesCondition(column, values)];
    }),
    ...dayConditions(partitions.day ?? {}),
  ];
  return conditions.length === 0 ? undefined : conditions.join('\n  and ');
}

/** The partitions `day` that can hold events of the window: up to the day on which the last of its logs may come. */
export function daysOf(from: Date | undefined, to: Date | undefined, paddingMs: number): Days {
  return {
    ...(from ? { from: partitionDay(from) } : {}),
    // `to` and the padding are exclusive
    ...(to ? { to: partitionDay(new Date(to.getTime() + paddingMs - 1)) } : {}),
  };
}

/** All days from the first to the last, as partitions name them. */
export function eachDay(from: Date, to: Date): readonly string[] {
  const first = Math.floor(from.getTime() / DAY_MS);
  const last = Math.floor(to.getTime() / DAY_MS);
  return Array.from({ length: last - first + 1 }, (_, index) => partitionDay(new Date((first + index) * DAY_MS)));
}

function partitionDay(instant: Date): string {
  return instant.toISOString().slice(0, 10).replaceAll('-', '/');
}

function valuesCondition(column: (typeof COLUMNS)[number], values: PartitionValues): string {
  if (values === ASKED) return `${column} = ?`;
  if (values.length === 0) throw new UsageError('INVALID_OPTION', `no value is given for the partition ${column}`);
  const literals = [...new Set(values)].map((value) => literal(column, value));
  return literals.length === 1 ? `${column} = ${literals[0]}` : `${column} in (${literals.join(', ')})`;
}

function dayConditions(days: Days): readonly string[] {
  if ('last' in days) {
    return [`day >= date_format(current_timestamp - interval '${Math.trunc(days.last)}' day, '%Y/%m/%d')`];
  }
  const { from, to } = days;
  return [
    ...(from === undefined ? [] : [`day >= ${literal('day', from)}`]),
    ...(to === undefined ? [] : [`day <= ${literal('day', to)}`]),
  ];
}

function literal(column: keyof typeof PARTITION_VALUES, value: string): string {
  if (!PARTITION_VALUES[column].test(value)) {
    throw new UsageError('INVALID_OPTION', `the partition ${column} can't be '${value}'`);
  }
  return `'${value}'`;
}
