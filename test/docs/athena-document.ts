import { LOG_TYPES } from '../../lib/log-types';
import { UNPARSED_COLUMN } from '../../lib/log-types/access-logs/line-format';
import { HIVE_OUTPUT_FORMAT, type LogTypeId } from '../../lib/log-types/log-type';
import { GENERATED } from './markdown';

/** docs/athena.md: the tables that the queries of `sql` select from. */
export function renderAthenaDocument(): string {
  return [
    '# Tables for `s3-log-audit sql`',
    GENERATED,
    `\`s3-log-audit sql <analysis>\` prints a query for Amazon Athena (engine version 3). The query reads the table \`access_logs\`
or \`cloudtrail\`; \`--table my_database.my_table\` names another. Make the table once, in the Athena console: run one of the
statements below, with your own LOCATION.`,
    `Athena reads everything below LOCATION for each query, whatever \`--from\` and \`--to\` say, and bills it. Choose it as narrow
as the question allows.`,
    "The tests run the analyses on Trino, which Athena is made of, over tables of these columns and formats: [athena-on-trino.md](athena-on-trino.md). The two statements themselves are Athena's own and have not been run.",
    `## S3 server access logs`,
    `AWS's own example table for access logs will not do: it has other columns, and it loses lines in which a client has put a
quote. Here a line that fits no known form is kept whole in \`${UNPARSED_COLUMN}\`.`,
    statement('access_logs', 'access-logs', 's3://acme-logs/acme-media/'),
    `How many lines are not in the answers: \`select count(*) from access_logs where ${UNPARSED_COLUMN} is not null\`.`,
    `## AWS CloudTrail`,
    statement('cloudtrail', 'cloudtrail', 's3://acme-trail/AWSLogs/111122223333/CloudTrail/eu-west-1/2026/02/'),
    '',
  ].join('\n\n');
}

function statement(table: string, logType: LogTypeId, location: string): string {
  const { columns, serializationLibrary, serdeParameters, inputFormat } = LOG_TYPES[logType].hiveTable;
  const list = columns.map(({ name, hiveType }) => `  \`${name}\` ${hiveType}`).join(',\n');
  const serde = Object.entries(serdeParameters).map(([key, value]) => `'${key}' = '${value.replaceAll('\\', '\\\\')}'`);
  return [
    '```sql',
    `CREATE EXTERNAL TABLE ${table} (\n${list}\n)`,
    `ROW FORMAT SERDE '${serializationLibrary}'`,
    ...(serde.length > 0 ? [`WITH SERDEPROPERTIES (${serde.join(', ')})`] : []),
    `STORED AS INPUTFORMAT '${inputFormat}'`,
    `OUTPUTFORMAT '${HIVE_OUTPUT_FORMAT}'`,
    `LOCATION '${location}';`,
    '```',
  ].join('\n');
}
