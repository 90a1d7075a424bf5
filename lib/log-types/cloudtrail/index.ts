import { HOUR_MS } from '../../shared/utc-dates';
import type { LogType } from '../log-type';
import { classifyCloudTrail } from './key-layout';
import { CLOUDTRAIL_COLUMNS } from './record-format';

/** AWS CloudTrail. Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-examples.html */
export const cloudTrail: LogType = {
  id: 'cloudtrail',
  title: 'AWS CloudTrail',
  recordNoun: 'record',
  rawColumns: CLOUDTRAIL_COLUMNS,
  // as AWS documents it: one row per record, whatever the size of the file
  hiveTable: {
    columns: CLOUDTRAIL_COLUMNS,
    serializationLibrary: 'org.apache.hive.hcatalog.data.JsonSerDe',
    serdeParameters: {},
    inputFormat: 'com.amazon.emr.cloudtrail.CloudTrailInputFormat',
  },
  // data events come in about 5 minutes, management events in about 15
  deliveryPaddingMs: HOUR_MS,
  classifyFile: classifyCloudTrail,
  recognize: (head) => /^\s*\{\s*"Records"\s*:/.test(head),
};
