import { UsageError } from '../shared/errors';

/** Objects of a bucket whose keys begin with the prefix, which may end within a name. */
export interface S3Address {
  readonly bucket: string;
  readonly prefix: string;
}

/** Whether a path of `--logs` lies on S3. */
export function isS3Address(path: string): boolean {
  return path.startsWith('s3://');
}

/**
 * The bucket and prefix of `s3://bucket/prefix`.
 * @throws UsageError for anything else
 */
export function parseS3Address(text: string, option: string): S3Address {
  const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]*)\/?(.*)$/s.exec(text) ?? [];
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$/.test(bucket)) return { bucket, prefix };
  throw new UsageError('INVALID_OPTION', `${option} must be s3://bucket/prefix, got '${text}'`);
}

/** The address as a person would write it. */
export function formatS3Address({ bucket, prefix }: S3Address): string {
  return `s3://${bucket}/${prefix}`;
}

/** The folder in which a prefix ends, with its slash: keys are shown and kept relative to it. */
export function folderOf(prefix: string): string {
  return prefix.slice(0, prefix.lastIndexOf('/') + 1);
}
