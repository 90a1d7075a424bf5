import type { S3Client } from '@aws-sdk/client-s3';
import { folderOf } from '../../log-store/s3-address';
import type { LogBucket } from '../../log-store/s3-client';
import { listObjects } from '../../log-store/s3-logs';
import type { RollupJob } from '../../rollup/rollup-job';
import type { StoredSource } from '../../rollup/rollup-store';
import { S3RollupStore } from '../../rollup/s3-rollup-store';
import { AuditError } from '../../shared/errors';
import type { RollupSettings } from './rollup-settings';

/** What the stack merges into what. */
export function rollupJob(s3: S3Client, settings: RollupSettings): RollupJob {
  const { logBucket, logPrefix, destinationBucket, destinationPrefix, level, format } = settings;
  return {
    source: new S3RollupStore(bucketOf(s3, logBucket), logPrefix),
    destination: new S3RollupStore(bucketOf(s3, destinationBucket), destinationPrefix),
    level,
    by: 'delivery-time',
    format,
  };
}

/** The same for logs behind a key, which is relative to the folder of the prefix. */
export function resumedJob(s3: S3Client, settings: RollupSettings, after: string | undefined): RollupJob {
  const job = rollupJob(s3, settings);
  if (after === undefined) return job;
  return { ...job, source: new ResumedStore(bucketOf(s3, settings.logBucket), settings.logPrefix, after) };
}

function bucketOf(s3: S3Client, name: string): LogBucket {
  return { s3, name, endpoint: '', requestPayer: false, close: () => s3.destroy() };
}

/** Part of a bucket, from a key on. */
class ResumedStore extends S3RollupStore {
  constructor(
    private readonly logs: LogBucket,
    private readonly beginning: string,
    private readonly after: string,
  ) {
    super(logs, beginning);
  }

  override async *list(): AsyncGenerator<readonly StoredSource[]> {
    const folder = folderOf(this.beginning);
    const range = { prefix: this.beginning, after: `${folder}${this.after}` };
    for await (const page of listObjects(this.logs.s3, this.logs.name, range)) {
      yield page.map(({ key, bytes, etag }) => ({ key: key.slice(folder.length), bytes, version: etag }));
    }
  }
}

/** @throws AuditError when rollups would lie beside the destination: their manifests are named `_<beginning of the name>…` */
export function requireFolder({ destinationPrefix }: Pick<RollupSettings, 'destinationPrefix'>): void {
  if (destinationPrefix === folderOf(destinationPrefix)) return;
  throw new AuditError(
    'INVALID_OPTION',
    `rolled-up logs need a folder, but '${destinationPrefix}' does not end with /; say one with RollupDestination, such as '${folderOf(destinationPrefix)}'`,
  );
}
