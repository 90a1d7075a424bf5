import { LOG_TYPES } from '../../lib/log-types';
import { ACCESS_LOG_REGEX, UNPARSED_COLUMN } from '../../lib/log-types/access-logs/line-format';
import type { LogTypeId } from '../../lib/log-types/log-type';

const INJECTED = ['account', 'region', 'source_bucket'];

/** A table of access logs in folders of account, Region, bucket and day. */
export function partitionedTable(name: string, bucket: string): object {
  const keys = [...INJECTED, 'day'];
  return {
    ...copiedLogsTable('access-logs', name, bucket),
    PartitionKeys: keys.map((key) => ({ Name: key, Type: 'string' })),
    Parameters: {
      'projection.enabled': 'true',
      ...Object.fromEntries(INJECTED.map((key) => [`projection.${key}.type`, 'injected'])),
      'projection.day.type': 'date',
      'projection.day.format': 'yyyy/MM/dd',
      'projection.day.range': '2026/01/01,NOW',
      'storage.location.template': `s3://${bucket}/logs/${keys.map((key) => `\${${key}}`).join('/')}`,
    },
  };
}

/** Tables with the partition `run`, for tests of the local AWS itself; the stack's own are made by lib/infra. */
export function copiedLogsTable(logType: LogTypeId, name: string, bucket: string): object {
  const columns = LOG_TYPES[logType].rawColumns.map((column) => ({ Name: column.name, Type: column.hiveType }));
  const access = logType === 'access-logs';
  return {
    Name: name,
    TableType: 'EXTERNAL_TABLE',
    PartitionKeys: [{ Name: 'run', Type: 'string' }],
    Parameters: {
      EXTERNAL: 'TRUE',
      'projection.enabled': 'true',
      'projection.run.type': 'injected',
      'storage.location.template': `s3://${bucket}/runs/\${run}/logs/`,
    },
    StorageDescriptor: {
      Columns: access ? [...columns, { Name: UNPARSED_COLUMN, Type: 'string' }] : columns,
      Location: `s3://${bucket}/`,
      InputFormat: access
        ? 'org.apache.hadoop.mapred.TextInputFormat'
        : 'com.amazon.emr.cloudtrail.CloudTrailInputFormat',
      OutputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
      SerdeInfo: access
        ? {
            SerializationLibrary: 'org.apache.hadoop.hive.serde2.RegexSerDe',
            Parameters: { 'input.regex': ACCESS_LOG_REGEX },
          }
        : { SerializationLibrary: 'org.apache.hive.hcatalog.data.JsonSerDe' },
    },
  };
}
