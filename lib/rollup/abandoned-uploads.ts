import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  type MultipartUpload,
  type S3ServiceException,
} from '@aws-sdk/client-s3';
import type { LogBucket } from '../log-store/s3-client';
import { decodeKey } from '../log-store/s3-logs';
import { rollupPeriod } from '../log-types/access-logs/rollup-name';
import { oneLine } from '../shared/errors';
import { isDenied } from '../shared/service-errors';
import type { AbandonedUploads } from './rollup-store';

/**
 * Gives up uploads of rollups that a process has left which was killed: their parts are paid for and nowhere to be seen. Only
 * those that are older than any rollup takes, because a younger one may be somebody's who is still at it. What goes wrong
 * is told and harms nothing.
 */
export async function abortAbandonedUploads(
  bucket: LogBucket,
  prefix: string,
  before: Date,
): Promise<AbandonedUploads> {
  let aborted = 0;
  try {
    // all are listed first: a page begins behind an upload, which may be gone then
    for (const { Key, UploadId } of await listUploads(bucket, prefix, before)) {
      await abort(bucket, Key, UploadId);
      aborted++;
    }
    return { aborted };
  } catch (error) {
    bucket.signal?.throwIfAborted();
    if ((error as S3ServiceException).$metadata === undefined) throw error;
    return { aborted, problem: problemOf(error) };
  }
}

/** A bucket may hold uploads of others below the same prefix. */
async function listUploads(bucket: LogBucket, prefix: string, before: Date): Promise<readonly MultipartUpload[]> {
  const found: MultipartUpload[] = [];
  let place: { readonly KeyMarker?: string; readonly UploadIdMarker?: string } | undefined = {};
  while (place) {
    const page: ListMultipartUploadsCommandOutput = await bucket.s3.send(
      new ListMultipartUploadsCommand({ ...target(bucket), Prefix: prefix, EncodingType: 'url', ...place }),
      toRequest(bucket),
    );
    for (const { Key = '', Initiated, ...upload } of page.Uploads ?? []) {
      const key = decodeKey(Key);
      if (Initiated && Initiated < before && rollupPeriod(key)) found.push({ ...upload, Key: key });
    }
    const { IsTruncated, NextKeyMarker = '', NextUploadIdMarker } = page;
    place = IsTruncated
      ? { KeyMarker: decodeKey(NextKeyMarker), ...(NextUploadIdMarker ? { UploadIdMarker: NextUploadIdMarker } : {}) }
      : undefined;
  }
  return found;
}

async function abort(bucket: LogBucket, Key: string | undefined, UploadId: string | undefined): Promise<void> {
  try {
    await bucket.s3.send(new AbortMultipartUploadCommand({ ...target(bucket), Key, UploadId }), toRequest(bucket));
  } catch (error) {
    // somebody else was faster
    if ((error as Error).name !== 'NoSuchUpload') throw error;
  }
}

function problemOf(error: unknown): string {
  const needed = 's3:ListBucketMultipartUploads and s3:AbortMultipartUpload';
  return isDenied(error) ? `that needs ${needed}` : oneLine(error);
}

function target({ name, requestPayer }: LogBucket) {
  return { Bucket: name, ...(requestPayer ? ({ RequestPayer: 'requester' } as const) : {}) };
}

function toRequest({ signal }: LogBucket): { abortSignal?: AbortSignal } {
  return signal ? { abortSignal: signal } : {};
}
