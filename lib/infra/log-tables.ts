import { Fn, Stack } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-glue';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { LOG_TYPES } from '../log-types';
import { HIVE_OUTPUT_FORMAT, type HiveTable, LISTED_INPUT_FORMAT, type LogTypeId } from '../log-types/log-type';
import { TABLES, type TableName, workKeys } from '../workflow/audit-run/cloud-names';
import type { LogDatabase } from './log-database';
import type { LogSource } from './log-source';

/** A table of the stack: which objects it reads, and the partitions by which a query chooses among them. */
interface LogTable {
  readonly name: TableName;
  readonly description: string;
  /** `work`: what a run has put into the work bucket. `logs`: the log bucket, below the stack's prefix. */
  readonly bucket: 'work' | 'logs';
  /** Path of a partition below the bucket or prefix; `${key}` stands for the value of the partition key. */
  readonly path: string;
  /** A query must give values for these. */
  readonly injected: readonly string[];
  /** First day of the partition key `day`, when there is one. */
  readonly firstDay?: string;
  /** @default - that of the log type */
  readonly format?: HiveTable;
}

/** Stands for the value of a partition key in a path. */
const placeholder = (key: string) => `\${${key}}`;
const [RUN, ORG, ACCOUNT, REGION, SOURCE_BUCKET, DAY] = ['run', 'org', 'account', 'region', 'source_bucket', 'day'].map(
  placeholder,
) as [string, string, string, string, string, string];

const accessLogs = LOG_TYPES['access-logs'];

const LOG_TABLES: Readonly<Record<LogTypeId, readonly LogTable[]>> = {
  'access-logs': [
    {
      name: TABLES.accessLogsCopied,
      description: 'S3 server access logs that a run has copied.',
      bucket: 'work',
      path: `${workKeys.copiedLogs(RUN)}/`,
      injected: ['run'],
    },
    {
      name: TABLES.accessLogsListed,
      description: 'S3 server access logs where they lie, from a list that a run has written.',
      bucket: 'work',
      path: workKeys.listedLogs(RUN),
      injected: ['run'],
      format: { ...accessLogs.hiveTable, inputFormat: LISTED_INPUT_FORMAT },
    },
    {
      name: TABLES.accessLogsRolledUp,
      description: 'Rollups of S3 server access logs in Parquet where they lie, from a list that a run has written.',
      bucket: 'work',
      path: workKeys.listedRollups(RUN),
      injected: ['run'],
      ...(accessLogs.rolledUpTable ? { format: accessLogs.rolledUpTable } : {}),
    },
    {
      name: TABLES.accessLogsInPlace,
      description: 'S3 server access logs in the partitioned layout, where they lie.',
      bucket: 'logs',
      path: `${ACCOUNT}/${REGION}/${SOURCE_BUCKET}/${DAY}`,
      injected: ['account', 'region', 'source_bucket'],
      // S3 delivers in this layout since then
      firstDay: '2023/11/01',
    },
  ],
  cloudtrail: [
    {
      name: TABLES.cloudTrailCopied,
      description: 'CloudTrail logs that a run has copied.',
      bucket: 'work',
      path: `${workKeys.copiedLogs(RUN)}/`,
      injected: ['run'],
    },
    {
      name: TABLES.cloudTrailInPlace,
      description: 'CloudTrail logs of the trail of an account, where they lie.',
      bucket: 'logs',
      path: `AWSLogs/${ACCOUNT}/CloudTrail/${REGION}/${DAY}`,
      injected: ['account', 'region'],
      // CloudTrail began then
      firstDay: '2013/11/13',
    },
    {
      name: TABLES.cloudTrailOrganizationInPlace,
      description: 'CloudTrail logs of the trail of an organization, where they lie.',
      bucket: 'logs',
      path: `AWSLogs/${ORG}/${ACCOUNT}/CloudTrail/${REGION}/${DAY}`,
      injected: ['org', 'account', 'region'],
      firstDay: '2013/11/13',
    },
  ],
};

export interface LogTablesProps {
  readonly logType: LogTypeId;
  readonly database: LogDatabase;
  readonly workBucket: IBucket;
  readonly logs: LogSource;
}

/** The tables over one type of logs. No run ever changes them. */
export class LogTables extends Construct {
  readonly tables: readonly CfnTable[];

  constructor(scope: Construct, id: string, props: LogTablesProps) {
    super(scope, id);
    this.tables = LOG_TABLES[props.logType].map(
      (table) =>
        new CfnTable(this, table.name, {
          catalogId: Stack.of(this).account,
          databaseName: props.database.databaseName,
          tableInput: tableInput(table, props),
        }),
    );
    this.node.addDependency(props.database);
  }
}

function tableInput(table: LogTable, { logType, workBucket, logs }: LogTablesProps) {
  const { format = LOG_TYPES[logType].hiveTable } = table;
  const bucket = table.bucket === 'work' ? workBucket : logs.bucket;
  const root = Fn.join('', ['s3://', bucket.bucketName, '/']);
  const base = table.bucket === 'work' ? [root] : [root, logs.prefix];
  return {
    name: table.name,
    description: table.description,
    tableType: 'EXTERNAL_TABLE',
    partitionKeys: partitionKeys(table).map((name) => ({ name, type: 'string' })),
    // Glue takes text only
    parameters: {
      EXTERNAL: 'TRUE',
      ...projection(table),
      'storage.location.template': Fn.join('', [...base, table.path]),
    },
    storageDescriptor: {
      columns: format.columns.map(({ name, hiveType, description }) => ({
        name,
        type: hiveType,
        comment: description,
      })),
      location: root,
      inputFormat: format.inputFormat,
      outputFormat: HIVE_OUTPUT_FORMAT,
      serdeInfo: { serializationLibrary: format.serializationLibrary, parameters: format.serdeParameters },
    },
  };
}

function partitionKeys({ injected, firstDay }: LogTable): readonly string[] {
  return firstDay === undefined ? injected : [...injected, 'day'];
}

/** Source: https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html */
function projection({ injected, firstDay }: LogTable): Readonly<Record<string, string>> {
  return {
    'projection.enabled': 'true',
    ...Object.fromEntries(injected.map((name) => [`projection.${name}.type`, 'injected'])),
    ...(firstDay === undefined
      ? {}
      : {
          'projection.day.type': 'date',
          'projection.day.format': 'yyyy/MM/dd',
          'projection.day.range': `${firstDay},NOW`,
          'projection.day.interval': '1',
          'projection.day.interval.unit': 'DAYS',
        }),
  };
}
