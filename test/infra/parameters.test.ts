import { synthesizedTemplate } from '../helpers/synthesized-stack';
import { type ParameterValues, refusals } from '../helpers/template-evaluation';

const template = synthesizedTemplate();

/** Parameters that no one has anything against. */
const SOUND: ParameterValues = {
  BootstrapVersion: '6',
  LogBucket: 'acme-logs',
  SourceBuckets: 'acme-media',
  From: '2026-02-01',
  ContactEmail: 'jane@example.com',
};
const TRAIL: ParameterValues = { ...SOUND, LogType: 'CloudTrail', SourceBuckets: '' };
/** What Glue would replace by the value of a partition. */
const PLACEHOLDER = `$${'{day}'}`;
const KEY = 'arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/mrk-0123456789abcdef0123456789abcdef';

test.each<[string, ParameterValues]>([
  ['access logs of one bucket', SOUND],
  ['CloudTrail of all buckets', TRAIL],
  ['several buckets', { ...SOUND, SourceBuckets: 'acme-media, acme.backup,acme-www' }],
  ['several analyses', { ...SOUND, Analyses: 'deletions,access-denied, hot-links' }],
  ['analyses that only CloudTrail has', { ...TRAIL, Analyses: 'buckets,lifecycle-rules' }],
  ['date-times', { ...SOUND, From: '2026-02-01T12:00:00Z', To: '2026-02-01 13:00' }],
  ['a lookback', { ...SOUND, From: '', Lookback: '36h' }],
  ['a schedule', { ...SOUND, From: '', Lookback: '7d', ScheduleExpression: 'cron(0 6 ? * MON *)', ScheduleLag: '2d' }],
  ['no time when nothing runs on deployment', { ...SOUND, From: '', RunOnDeploy: 'No' }],
  ['a prefix', { ...SOUND, LogPrefix: 'logs/année 2026/+a,b' }],
  ['a rollup beside the logs', { ...SOUND, RollupSchedule: 'rate(1 hour)' }],
  [
    'a rollup elsewhere',
    {
      ...SOUND,
      RollupSchedule: 'cron(30 2 * * ? *)',
      RollupLevel: 'month',
      RollupBucket: 'acme-archive',
      RollupDestination: 'rollup/',
      RollupFormat: 'log',
      RollupKeepLogs: 'Yes',
      RollupOlderThan: '2d',
    },
  ],
  ['a key of another partition', { ...SOUND, LogKmsKeyArn: KEY }],
])('%s: the parameters are accepted', (_, parameters) => {
  expect(refusals(template, parameters)).toEqual([]);
});

test.each<[string, ParameterValues, string]>([
  ['a bucket with s3://', { ...SOUND, LogBucket: 's3://acme-logs' }, "LogBucket can't be 's3://acme-logs'"],
  ['a bucket with capitals', { ...SOUND, LogBucket: 'Acme' }, "LogBucket can't be 'Acme'"],
  ['a prefix with s3://', { ...SOUND, LogPrefix: 's3://acme-logs/' }, "LogPrefix can't be 's3://acme-logs/'"],
  ['a wildcard as prefix', { ...SOUND, LogPrefix: '*' }, "LogPrefix can't be '*'"],
  ['a placeholder as prefix', { ...SOUND, LogPrefix: PLACEHOLDER }, `LogPrefix can't be '${PLACEHOLDER}'`],
  ['a control character in the prefix', { ...SOUND, LogPrefix: 'a\nb' }, "LogPrefix can't be 'a\nb'"],
  ['an endless prefix', { ...SOUND, LogPrefix: 'x'.repeat(513) }, `LogPrefix can't be '${'x'.repeat(513)}'`],
  ['an unknown type of logs', { ...SOUND, LogType: 'ELB' }, "LogType can't be 'ELB'"],
  ['an alias in place of a key', { ...SOUND, LogKmsKeyArn: 'alias/logs' }, "LogKmsKeyArn can't be 'alias/logs'"],
  ['a bucket that is none', { ...SOUND, SourceBuckets: 'acme-media,A' }, "SourceBuckets can't be 'acme-media,A'"],
  ['an unknown analysis', { ...SOUND, Analyses: 'deletion' }, "Analyses can't be 'deletion'"],
  ['a date of another form', { ...SOUND, From: '01.02.2026' }, "From can't be '01.02.2026'"],
  ['a lookback without a unit', { ...SOUND, From: '', Lookback: '7' }, "Lookback can't be '7'"],
  ['a mail address that is none', { ...SOUND, ContactEmail: 'jane' }, "ContactEmail can't be 'jane'"],
  ['no mail address', { ...SOUND, ContactEmail: '' }, "ContactEmail can't be ''"],
  ['an at() schedule', { ...SOUND, ScheduleExpression: 'at(2026-02-01T00:00:00)' }, 'ScheduleExpression'],
  ['too many rows', { ...SOUND, RowsInMail: 51 }, "RowsInMail can't be '51'"],
  ['no days at all', { ...SOUND, MaxDays: 0 }, "MaxDays can't be '0'"],
  ['a limit that Athena refuses', { ...SOUND, BytesScannedLimit: 9_999_999 }, "BytesScannedLimit can't be '9999999'"],
  ['no query at a time', { ...SOUND, QueryConcurrency: 0 }, "QueryConcurrency can't be '0'"],
  ['access logs without source buckets', { ...SOUND, SourceBuckets: '' }, 'S3 server access logs need SourceBuckets'],
  [
    'an analysis of the other type',
    { ...SOUND, Analyses: 'deletions,buckets' },
    'a name that is none for S3AccessLogs',
  ],
  ['and the other way round', { ...TRAIL, Analyses: 'latency' }, 'a name that is none for CloudTrail'],
  ['a rollup of CloudTrail', { ...TRAIL, RollupSchedule: 'rate(1 day)' }, 'Only S3 server access logs are rolled up'],
  ['a level that is none', { ...SOUND, RollupLevel: 'year' }, "RollupLevel can't be 'year'"],
  ['Parquet', { ...SOUND, RollupFormat: 'parquet' }, "RollupFormat can't be 'parquet'"],
  [
    'a destination with s3://',
    { ...SOUND, RollupDestination: 's3://b/rollup/' },
    "RollupDestination can't be 's3://b/rollup/'",
  ],
  ['a destination that is no folder', { ...SOUND, RollupDestination: 'rollup' }, "RollupDestination can't be 'rollup'"],
  ['no age', { ...SOUND, RollupOlderThan: '' }, "RollupOlderThan can't be ''"],
  ['a schedule without a lookback', { ...SOUND, ScheduleExpression: 'rate(7 days)' }, 'A schedule needs Lookback'],
  ['a lookback and dates', { ...SOUND, Lookback: '7d' }, 'Give From and To, or Lookback, but not both'],
  ['a lookback and an end', { ...SOUND, From: '', To: '2026-02-01', Lookback: '7d' }, 'but not both'],
  ['a run on deployment without a time', { ...SOUND, From: '' }, 'A run on deployment needs From'],
])('%s: fails, and the parameter is named', (_, parameters, refusal) => {
  expect(refusals(template, parameters).join('\n')).toContain(refusal);
});

test('every parameter of ours has a description, stands in one group of the form and has a label', () => {
  const form = template.Metadata['AWS::CloudFormation::Interface'] as {
    ParameterGroups: { Parameters: string[] }[];
    ParameterLabels: Record<string, { default: string }>;
  };
  const names = Object.keys(template.Parameters).filter((name) => name !== 'BootstrapVersion');
  expect(form.ParameterGroups.flatMap(({ Parameters }) => Parameters).sort()).toEqual([...names].sort());
  expect(Object.keys(form.ParameterLabels).sort()).toEqual([...names].sort());
  for (const name of names) expect(template.Parameters[name]?.Description).toMatch(/\.$/);
});

test('a value that a pattern refuses is told what it must be', () => {
  for (const definition of Object.values(template.Parameters)) {
    if (definition.AllowedPattern) expect(definition.ConstraintDescription).toMatch(/^must be /);
  }
});
