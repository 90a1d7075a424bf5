import type { S3Client } from '@aws-sdk/client-s3';
import { type ListedObject, listFolders, listObjects, TooManyPages } from '../../log-store/s3-logs';
import { LOG_TYPES } from '../../log-types';
import { LOG_TYPE_IDS } from '../../log-types/log-type';
import { formatInstant } from '../../shared/utc-dates';
import type { RunRequest } from './run-request';
import { LOG_TYPE_PARAMETER, type Settings } from './settings';

/** Likely causes why no log was found, the likeliest first; sentences without a full stop. */
export async function findHints(
  s3: S3Client,
  settings: Settings,
  request: RunRequest,
  leftOut: Readonly<Record<string, number>>,
): Promise<readonly string[]> {
  const { logBucket } = settings;
  const { logPrefix, window, logType } = request;
  const address = `s3://${logBucket}/${logPrefix}`;
  const [first] = await firstPage(s3, logBucket, logPrefix);
  if (!first) return [`there is nothing below ${address}: check LogPrefix`, ...(await rootHint(s3, logBucket))];
  return [
    ...Object.entries(leftOut).map(([reason, count]) => `${count} objects there were left out: ${reason}`),
    ...slashHint(first, logPrefix, address),
    ...otherTypeHint(first, request),
    `${address} holds, for example, ${first.key.slice(0, 200)}`,
    ...folderHint(request),
    `${logType.title} of ${formatInstant(window.from)} to ${formatInstant(window.to)} may not be delivered yet, may have expired, or logging was not on then`,
  ];
}

async function firstPage(s3: S3Client, bucket: string, prefix: string): Promise<readonly ListedObject[]> {
  const page = await listObjects(s3, bucket, { prefix }).next();
  return page.value ?? [];
}

async function rootHint(s3: S3Client, bucket: string): Promise<readonly string[]> {
  try {
    const folders = await listFolders(s3, bucket, '', { maxPages: 1 });
    return folders.length === 0 ? [] : [`the bucket has the folders ${folders.slice(0, 5).join(', ')}`];
  } catch (error) {
    // too many to be a hint, or not for our eyes
    if (
      error instanceof TooManyPages ||
      (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 403
    ) {
      return [];
    }
    throw error;
  }
}

function slashHint({ key }: ListedObject, prefix: string, address: string): readonly string[] {
  return key.slice(prefix.length).startsWith('/') ? [`perhaps LogPrefix lacks a slash at its end: ${address}/`] : [];
}

function otherTypeHint({ key }: ListedObject, { logType }: RunRequest): readonly string[] {
  const other = LOG_TYPE_IDS.find((id) => {
    const verdict = LOG_TYPES[id].classifyFile(key);
    return id !== logType.id && verdict.kind === 'log' && verdict.delivered !== undefined;
  });
  return other === undefined
    ? []
    : [`these look like ${LOG_TYPES[other].title}: LogType is ${LOG_TYPE_PARAMETER[other]} then`];
}

function folderHint({ logType, sourceBuckets, logLayout }: RunRequest): readonly string[] {
  if (logType.id === 'cloudtrail') return ['LogPrefix is what stands before AWSLogs/, so it is empty for most trails'];
  if (logLayout === 'Flat') return [];
  return [`in folders of accounts and Regions, only those of ${sourceBuckets.join(', ')} are looked for`];
}
