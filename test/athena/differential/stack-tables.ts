import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { LogDatabase } from '../../../lib/infra/log-database';
import { LogSource } from '../../../lib/infra/log-source';
import { LogTables } from '../../../lib/infra/log-tables';
import type { LogTypeId } from '../../../lib/log-types/log-type';

/** Where the logs of a stack lie. */
export interface StackBuckets {
  readonly logBucket: string;
  readonly logPrefix: string;
  readonly workBucket: string;
}

/** The `TableInput` of every table of a stack over one type of logs, just as its template has them. */
export function stackTables(logType: LogTypeId, buckets: StackBuckets): readonly unknown[] {
  const stack = new Stack(new App(), 'Audit');
  const bucket = (name: string) => Bucket.fromBucketName(stack, name, name);
  new LogTables(stack, 'Tables', {
    logType,
    database: new LogDatabase(stack, 'Database'),
    logs: new LogSource(bucket(buckets.logBucket), buckets.logPrefix),
    workBucket: bucket(buckets.workBucket),
  });
  const resources = Object.values(Template.fromStack(stack).findResources('AWS::Glue::Table'));
  return resources.map(({ Properties }) => Properties.TableInput);
}
