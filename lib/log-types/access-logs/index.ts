import { DAY_MS } from '../../shared/utc-dates';
import { LISTED_INPUT_FORMAT, type LogType } from '../log-type';
import { classifyAccessLog } from './key-layout';
import { ACCESS_LOG_COLUMNS, ACCESS_LOG_REGEX, UNPARSED_COLUMN } from './line-format';
import { PARSED_HIVE_COLUMNS } from './parsed-format';

const LINE = new RegExp(ACCESS_LOG_REGEX, 's');

const PARQUET_MAGIC = 'PAR1';

/** S3 server access logs. Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html */
export const accessLogs: LogType = {
  id: 'access-logs',
  title: 'S3 server access logs',
  recordNoun: 'line',
  rawColumns: ACCESS_LOG_COLUMNS,
  hiveTable: {
    columns: [
      ...ACCESS_LOG_COLUMNS,
      { name: UNPARSED_COLUMN, hiveType: 'string', description: 'a line that fits no known form' },
    ],
    serializationLibrary: 'org.apache.hadoop.hive.serde2.RegexSerDe',
    serdeParameters: { 'input.regex': ACCESS_LOG_REGEX },
    inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
  },
  rolledUpTable: {
    columns: PARSED_HIVE_COLUMNS,
    serializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
    serdeParameters: { 'serialization.format': '1' },
    inputFormat: LISTED_INPUT_FORMAT,
  },
  // delivery is best effort: nearly all lines come within hours, fewer than one in 100,000 after two days
  deliveryPaddingMs: 2 * DAY_MS,
  classifyFile: classifyAccessLog,
  // whether it holds logs is told when it is read
  recognize: (head) =>
    head.startsWith(PARQUET_MAGIC) || head.split(/\r\n|\n|\r/).some((line) => LINE.exec(line)?.[1] !== undefined),
};
