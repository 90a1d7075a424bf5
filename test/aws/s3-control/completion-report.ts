import { type Actor, requireWritable } from '../s3/access';
import type { S3Store } from '../s3/store';
import { md5 } from '../s3/stored-object';
import type { BatchJob, TaskFailure } from './batch-job';
import type { ManifestTask } from './manifest';

export interface TaskResult {
  readonly task: ManifestTask;
  readonly failure?: TaskFailure;
}

const SCHEMA = 'Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage';

/**
 * Writes the report of a job with its role.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-examples-reports.html
 * @throws AwsError AccessDenied
 */
export function writeReport(store: S3Store, actor: Actor, job: BatchJob, results: readonly TaskResult[]): void {
  const { Report: report } = job.request;
  if (report.Enabled === 'false') return;
  const bucket = report.Bucket.split(':::')[1] as string;
  const folder = `${report.Prefix === undefined ? '' : `${report.Prefix}/`}job-${job.id}`;
  const shown = report.ReportScope === 'AllTasks' ? ['succeeded', 'failed'] : ['failed'];
  const files = shown.flatMap((status) => {
    const lines = results.filter(({ failure }) => (failure ? 'failed' : 'succeeded') === status).map(lineOf);
    if (lines.length === 0) return [];
    const content = Buffer.from(lines.join(''));
    const key = `${folder}/results/${md5(Buffer.from(`${job.id}${status}`))}.csv`;
    put(key, content);
    return [{ TaskExecutionStatus: status, Bucket: bucket, MD5Checksum: md5(content), Key: key }];
  });
  const manifest = {
    Format: report.Format,
    ReportCreationDate: store.options.now().toISOString(),
    Results: files,
    ReportSchema: SCHEMA,
  };
  put(`${folder}/manifest.json`, Buffer.from(JSON.stringify(manifest)));

  function put(key: string, content: Buffer): void {
    requireWritable(store, actor, bucket, { key, tags: {}, encryption: { algorithm: 'AES256' } });
    store.put(bucket, key, content);
  }
}

function lineOf({ task, failure }: TaskResult): string {
  const outcome = failure
    ? `failed,${failure.code},${failure.httpStatus},${quoted(failure.message)}`
    : 'succeeded,,200,Successful';
  return `${task.bucket},${task.encodedKey},,${outcome}\n`;
}

function quoted(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
