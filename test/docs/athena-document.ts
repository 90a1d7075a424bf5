import { LOG_TYPES } from '../../lib/log-types';
import { ACCESS_LOG_REGEX, UNPARSED_COLUMN } from '../../lib/log-types/access-logs/line-format';
import type { RawColumn } from '../../lib/log-types/log-type';
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
    'The tests of this project run the analyses on DuckDB. They do not run these two statements, nor anything else on Athena.',
    `## S3 server access logs`,
    `AWS's own example table for access logs will not do: it has other columns, and it loses lines in which a client has put a
quote. Here a line that fits no known form is kept whole in \`${UNPARSED_COLUMN}\`.`,
    statement(
      'access_logs',
      [...LOG_TYPES['access-logs'].rawColumns, UNPARSED],
      [
        "ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.RegexSerDe'",
        `WITH SERDEPROPERTIES ('input.regex' = '${ACCESS_LOG_REGEX.replaceAll('\\', '\\\\')}')`,
        "STORED AS INPUTFORMAT 'org.apache.hadoop.mapred.TextInputFormat'",
        "OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'",
        "LOCATION 's3://acme-logs/acme-media/'",
      ],
    ),
    `How many lines are not in the answers: \`select count(*) from access_logs where ${UNPARSED_COLUMN} is not null\`.`,
    `## AWS CloudTrail`,
    statement('cloudtrail', LOG_TYPES.cloudtrail.rawColumns, [
      "ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'",
      "STORED AS INPUTFORMAT 'com.amazon.emr.cloudtrail.CloudTrailInputFormat'",
      "OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'",
      "LOCATION 's3://acme-trail/AWSLogs/111122223333/CloudTrail/eu-west-1/2026/02/'",
    ]),
    '',
  ].join('\n\n');
}

const UNPARSED: RawColumn = {
  name: UNPARSED_COLUMN,
  hiveType: 'string',
  description: 'a line that fits no known form',
};

function statement(table: string, columns: readonly RawColumn[], rest: readonly string[]): string {
  const list = columns.map(({ name, hiveType }) => `  \`${name}\` ${hiveType}`).join(',\n');
  return `\`\`\`sql\nCREATE EXTERNAL TABLE ${table} (\n${list}\n)\n${rest.join('\n')};\n\`\`\``;
}
