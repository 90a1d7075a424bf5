import type { RawColumn } from '../log-type';
import { ACCESS_LOG_COLUMNS } from './line-format';

/**
 * Parsed access logs: a Parquet file with a row for each line, in their order. Beside the fields of the line it has
 *
 * event_time  time of the request (UTC); NULL for a line that can't be parsed, which has none of the fields
 * fields      how many fields the line has
 * file        number of the log file that the line comes from, in the order in which the files were given, from 0
 * line        the line itself, wherever the columns don't give it back to the letter: unparsed, more fields than are known,
 *             dashes without quotes, numbers with leading zeros …
 * line_bytes  the line as it was, if it is no UTF-8; `line` then has U+FFFD in the place of odd bytes
 */

/** A column of parsed access logs that holds a field of the line. */
export interface ParsedColumn {
  /** As in the canonical view; NULL where the line has `-` or is too short. */
  readonly name: string;
  /** Field of the line. */
  readonly raw: string;
  /** Position of the field in the line, from 1. */
  readonly position: number;
  readonly type: 'varchar' | 'integer' | 'bigint';
}

/** Names and types that differ from those of the fields: as in the first layer of the canonical view. */
const NUMBERS: Readonly<Record<string, readonly [name: string, type: ParsedColumn['type']]>> = {
  http_status: ['http_status', 'integer'],
  bytes_sent: ['bytes_sent', 'bigint'],
  object_size: ['object_size', 'bigint'],
  total_time: ['total_ms', 'bigint'],
  turn_around_time: ['turn_around_ms', 'bigint'],
};

/** The fields of a line as columns; the time is the column `event_time`. */
export const PARSED_COLUMNS: readonly ParsedColumn[] = ACCESS_LOG_COLUMNS.map(({ name: raw }, index) => {
  const [name, type] = NUMBERS[raw] ?? [raw === 'key' ? 'raw_key' : raw, 'varchar' as const];
  return { name, raw, position: index + 1, type };
}).filter(({ raw }) => raw !== 'time');

const HIVE_TYPES: Readonly<Record<ParsedColumn['type'], string>> = {
  varchar: 'string',
  integer: 'int',
  bigint: 'bigint',
};

/** Columns of a Glue table over parsed access logs, found by their names; those that no query needs are left out. */
export const PARSED_HIVE_COLUMNS: readonly RawColumn[] = [
  {
    name: 'event_time',
    hiveType: 'timestamp',
    description: 'when S3 received the request (UTC); NULL for an unparsed line',
  },
  ...PARSED_COLUMNS.map(({ name, raw, type }) => ({
    name,
    hiveType: HIVE_TYPES[type],
    description: ACCESS_LOG_COLUMNS.find((column) => column.name === raw)?.description ?? '',
  })),
  { name: 'fields', hiveType: 'int', description: 'how many fields the line has' },
  {
    name: 'line',
    hiveType: 'string',
    description: 'the line itself, where the columns do not give it back to the letter',
  },
];

/** Key of the Parquet metadata that tells parsed logs from any other Parquet file. */
export const FORMAT_KEY = 's3-log-audit.format';

/**
 * What stands there: changes whenever a column gets another meaning. A file with another value is never read. It depends on
 * the line format only, not on the canonical view, which is made over the columns as it is over the fields of a line.
 */
export const FORMAT_VERSION = 'access-logs/1';
