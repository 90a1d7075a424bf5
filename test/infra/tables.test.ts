import { LOG_TYPES } from '../../lib/log-types';
import { ACCESS_LOG_REGEX } from '../../lib/log-types/access-logs/line-format';
import { PARSED_COLUMNS } from '../../lib/log-types/access-logs/parsed-format';
import { TABLES } from '../../lib/workflow/audit-run/cloud-names';
import { resourcesOfType, synthesizedTemplate } from '../helpers/synthesized-stack';
import { readable } from '../helpers/template-policies';

interface TableInput {
  readonly Name: string;
  readonly TableType: string;
  readonly Parameters: Readonly<Record<string, unknown>>;
  readonly PartitionKeys: readonly { readonly Name: string; readonly Type: string }[];
  readonly StorageDescriptor: {
    readonly Columns: readonly { readonly Name: string; readonly Type: string }[];
    readonly InputFormat: string;
    readonly OutputFormat: string;
    readonly Location: unknown;
    readonly SerdeInfo: {
      readonly SerializationLibrary: string;
      readonly Parameters: Readonly<Record<string, string>>;
    };
  };
}

const tables = new Map(
  resourcesOfType(synthesizedTemplate(), 'AWS::Glue::Table').map(([, { Properties }]) => {
    const input = Properties.TableInput as TableInput;
    return [input.Name, input];
  }),
);
const tableOf = (name: string) => tables.get(name) as TableInput;
const WORK = 's3://<AuditBucketsWork0161D02E>/';
const LOGS = 's3://<LogBucket>/<LogPrefix>';

test('there is a table for each type of logs and way of access', () => {
  expect([...tables.keys()].sort()).toEqual(Object.values(TABLES).sort());
});

test.each([
  [TABLES.accessLogsCopied, ['run'], `${WORK}runs/$\{run}/logs/`],
  [TABLES.accessLogsListed, ['run'], `${WORK}runs/$\{run}/listed-logs/`],
  [TABLES.accessLogsRolledUp, ['run'], `${WORK}runs/$\{run}/listed-rollups/`],
  [
    TABLES.accessLogsInPlace,
    ['account', 'region', 'source_bucket', 'day'],
    `${LOGS}$\{account}/$\{region}/$\{source_bucket}/$\{day}`,
  ],
  [TABLES.cloudTrailCopied, ['run'], `${WORK}runs/$\{run}/logs/`],
  [TABLES.cloudTrailInPlace, ['account', 'region', 'day'], `${LOGS}AWSLogs/$\{account}/CloudTrail/$\{region}/$\{day}`],
  [
    TABLES.cloudTrailOrganizationInPlace,
    ['org', 'account', 'region', 'day'],
    `${LOGS}AWSLogs/$\{org}/$\{account}/CloudTrail/$\{region}/$\{day}`,
  ],
])('%s has its partitions where the logs lie', (name, partitions, template) => {
  const { Parameters, PartitionKeys } = tableOf(name);
  expect(PartitionKeys).toEqual(partitions.map((partition) => ({ Name: partition, Type: 'string' })));
  expect(readable(Parameters['storage.location.template'])).toBe(template);
  expect(Parameters['projection.enabled']).toBe('true');
  for (const partition of partitions) {
    expect(Parameters[`projection.${partition}.type`]).toBe(partition === 'day' ? 'date' : 'injected');
  }
});

test('days begin with the layout itself, and are written as the keys write them', () => {
  const days = [...tables.values()].flatMap(({ Name, Parameters }) =>
    Parameters['projection.day.range'] ? [[Name, Parameters['projection.day.range']]] : [],
  );
  expect(Object.fromEntries(days)).toEqual({
    access_logs_in_place: '2023/11/01,NOW',
    cloudtrail_in_place: '2013/11/13,NOW',
    cloudtrail_organization_in_place: '2013/11/13,NOW',
  });
  expect(tableOf(TABLES.cloudTrailInPlace).Parameters).toMatchObject({
    'projection.day.format': 'yyyy/MM/dd',
    'projection.day.interval': '1',
    'projection.day.interval.unit': 'DAYS',
  });
});

test('every parameter of a table is text, which is all that Glue takes', () => {
  for (const { Parameters, StorageDescriptor } of tables.values()) {
    for (const value of Object.values({ ...Parameters, ...StorageDescriptor.SerdeInfo.Parameters })) {
      // an intrinsic function gives text
      expect(typeof value === 'string' || 'Fn::Join' in (value as object)).toBe(true);
    }
  }
});

test('the location of a table is the root of its bucket, because the templates say the rest', () => {
  for (const { Name, StorageDescriptor } of tables.values()) {
    const root = Name.endsWith('in_place') ? 's3://<LogBucket>/' : WORK;
    expect(readable(StorageDescriptor.Location)).toBe(root);
  }
});

test.each([
  [TABLES.accessLogsCopied, 'access-logs', 'org.apache.hadoop.mapred.TextInputFormat'],
  [TABLES.accessLogsInPlace, 'access-logs', 'org.apache.hadoop.mapred.TextInputFormat'],
  [TABLES.accessLogsListed, 'access-logs', 'org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat'],
  [TABLES.cloudTrailCopied, 'cloudtrail', 'com.amazon.emr.cloudtrail.CloudTrailInputFormat'],
  [TABLES.cloudTrailInPlace, 'cloudtrail', 'com.amazon.emr.cloudtrail.CloudTrailInputFormat'],
  [TABLES.cloudTrailOrganizationInPlace, 'cloudtrail', 'com.amazon.emr.cloudtrail.CloudTrailInputFormat'],
] as const)('%s reads the raw columns of its type of logs', (name, logType, inputFormat) => {
  const { StorageDescriptor, TableType } = tableOf(name);
  expect(TableType).toBe('EXTERNAL_TABLE');
  expect(StorageDescriptor.Columns).toMatchObject(
    LOG_TYPES[logType].hiveTable.columns.map((column) => ({ Name: column.name, Type: column.hiveType })),
  );
  expect(StorageDescriptor.InputFormat).toBe(inputFormat);
});

test('rollups in Parquet are read from a list, in the columns that they are written with', () => {
  const { Columns, InputFormat, SerdeInfo } = tableOf(TABLES.accessLogsRolledUp).StorageDescriptor;
  expect(InputFormat).toBe('org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat');
  expect(SerdeInfo.SerializationLibrary).toBe('org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe');
  const types = new Map(Columns.map(({ Name, Type }) => [Name, Type]));
  expect(types.size).toBe(PARSED_COLUMNS.length + 3);
  for (const { name } of PARSED_COLUMNS) expect(types.has(name)).toBe(true);
  expect(types.get('event_time')).toBe('timestamp');
  expect(types.get('bytes_sent')).toBe('bigint');
});

test('access logs are read with the regular expression of the laptop, one group a column', () => {
  const { SerdeInfo, Columns } = tableOf(TABLES.accessLogsCopied).StorageDescriptor;
  expect(SerdeInfo).toEqual({
    SerializationLibrary: 'org.apache.hadoop.hive.serde2.RegexSerDe',
    Parameters: { 'input.regex': ACCESS_LOG_REGEX },
  });
  expect(new RegExp(`${ACCESS_LOG_REGEX}|`).exec('')).toHaveLength(1 + Columns.length);
});

test('no template stands in Fn::Sub, which would take its placeholders for its own', () => {
  expect(JSON.stringify([...tables.values()])).not.toContain('Fn::Sub');
});
