import { open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { DeleteObjectsCommand } from '@aws-sdk/client-s3';
import { AuditError } from '../../shared/errors';
import type { Proof } from '../download-object';
import type { LogBucket } from '../s3-client';
import { explainS3Failure } from '../s3-failures';
import { fileMd5 } from './file-content';
import type { SyncTally } from './sync-tally';

/** An object whose copy is on disk. */
export interface HeldObject {
  readonly key: string;
  readonly file: string;
  readonly etag: string;
  /** Of the content that was compared with the object, in hexadecimal. */
  readonly md5: string;
  readonly proof: Proof;
  /** Whether this very run has downloaded it. */
  readonly fresh: boolean;
}

/** S3 deletes no more with one request. */
const BATCH = 1000;

/**
 * Deletes objects whose copies are proven and on disk. A copy that an earlier run has made is read and compared again. S3
 * deletes an object only if it is still the one that was copied. `folder` is the one that all copies are in.
 * @throws AuditError when it may not be done
 */
export async function deleteSources(
  bucket: LogBucket,
  objects: readonly HeldObject[],
  folder: string,
  tally: SyncTally,
): Promise<void> {
  for (const each of foldersOf(objects, folder)) await makeDurable(each);
  let batch: HeldObject[] = [];
  for (const object of objects) {
    bucket.signal?.throwIfAborted();
    if (!(await isProven(object))) {
      tally.unproven++;
      continue;
    }
    if (batch.push(object) < BATCH) continue;
    await deleteBatch(bucket, batch, tally);
    batch = [];
  }
  if (batch.length > 0) await deleteBatch(bucket, batch, tally);
}

async function isProven({ file, md5, proof, fresh }: HeldObject): Promise<boolean> {
  if (proof === 'size') return false;
  return fresh || (await fileMd5(file, { durable: true })) === md5;
}

/** The folders in which the names of copies stand, and those in which theirs do. An earlier run may have made them. */
function foldersOf(objects: readonly HeldObject[], folder: string): ReadonlySet<string> {
  const folders = new Set([resolve(folder)]);
  for (const { file } of objects) {
    for (let above = dirname(resolve(file)); !folders.has(above); above = dirname(above)) folders.add(above);
  }
  return folders;
}

/** A name is on disk when its folder is. */
async function makeDurable(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function deleteBatch(bucket: LogBucket, batch: readonly HeldObject[], tally: SyncTally): Promise<void> {
  const { s3, name, requestPayer, signal } = bucket;
  const command = new DeleteObjectsCommand({
    Bucket: name,
    Delete: { Objects: batch.map(({ key, etag }) => ({ Key: key, ETag: `"${etag}"` })), Quiet: true },
    ...(requestPayer ? { RequestPayer: 'requester' } : {}),
  });
  const address = `s3://${name}/`;
  const { Errors = [] } = await s3.send(command, signal ? { abortSignal: signal } : {}).catch((error) => {
    signal?.throwIfAborted();
    throw explainS3Failure(error, { ...bucket, action: 'delete', address });
  });
  // what has gone already is what was wanted: the answer to a first attempt may be lost
  const kept = Errors.filter(({ Code }) => Code !== 'NoSuchKey');
  tally.deleted += batch.length - kept.length;
  for (const { Key, Code, Message } of kept) {
    if (Code !== 'PreconditionFailed') throw refused(`${address}${Key}`, Code, Message);
    tally.changed++;
  }
}

function refused(address: string, code = 'an error', message = ''): AuditError {
  return new AuditError(
    code === 'AccessDenied' ? 'LOGS_DENIED' : 'AWS_FAILED',
    `${address} can't be deleted, S3 answered ${code} (${message}); everything that was to be downloaded is there`,
  );
}
