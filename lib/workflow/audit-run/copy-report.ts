import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { parseCsv } from '../../engines/athena/result-csv';
import { workKeys } from './cloud-names';
import type { LostObject } from './run-state';
import type { WorkStore } from './work-store';

/** How much of the report is read for the first failures. */
const HEAD_BYTES = 256 * 1024;
const NAMED_FAILURES = 5;
const MAX_TEXT = 300;

interface ReportManifest {
  readonly Results?: readonly { readonly Bucket?: string; readonly Key?: string }[];
}

/** A report that can't be read says why instead. */
export type CopyFailures = { readonly failures: readonly LostObject[]; readonly unreadable?: string };

/**
 * The first objects that a copy failed on, and why.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-examples-reports.html
 */
export async function readCopyReport(store: WorkStore, jobId: string): Promise<CopyFailures> {
  const folder = `${workKeys.copyReport(store.runId)}/job-${jobId}`;
  try {
    const manifest = JSON.parse(await readHead(store, `${folder}/manifest.json`)) as ReportManifest;
    const key = manifest.Results?.[0]?.Key;
    if (key === undefined) return { failures: [], unreadable: 'the completion report names no file' };
    return { failures: parseReport(await readHead(store, key)) };
  } catch (error) {
    return { failures: [], unreadable: `the completion report can't be read: ${(error as Error).message}` };
  }
}

/** Columns: Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage. */
export function parseReport(text: string): readonly LostObject[] {
  const rows = [...parseCsv(text)].filter((row) => row[3] === 'failed').slice(0, NAMED_FAILURES);
  return rows.map(([, key, , , errorCode, status, message]) => ({
    key: decode(key ?? '').slice(0, MAX_TEXT),
    reason: [errorCode, status, message]
      .filter((part) => part)
      .join(' ')
      .slice(0, MAX_TEXT),
  }));
}

async function readHead(store: WorkStore, key: string): Promise<string> {
  const { Body } = await (store.s3 as S3Client).send(
    new GetObjectCommand({
      Bucket: store.bucket,
      Key: key,
      Range: `bytes=0-${HEAD_BYTES - 1}`,
      ExpectedBucketOwner: store.account,
    }),
  );
  return (await Body?.transformToString()) ?? '';
}

function decode(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}
