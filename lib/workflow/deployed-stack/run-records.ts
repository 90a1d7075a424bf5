import { GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import { listFolders } from '../../log-store/s3-logs';
import { resultKeys } from '../audit-run/cloud-names';
import type { RunRecord } from '../audit-run/run-record';
import type { DeployedStack } from './find-stack';

/** The record that a run leaves beside its answers; undefined when it has not come so far. */
export async function fetchRecord(s3: S3Client, stack: DeployedStack, runId: string): Promise<RunRecord | undefined> {
  const place = { Bucket: stack.outputs.resultsBucket, Key: resultKeys.run(runId), ExpectedBucketOwner: stack.account };
  try {
    const { Body } = await s3.send(new GetObjectCommand(place));
    return JSON.parse((await Body?.transformToString()) ?? '') as RunRecord;
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}

/** Ids of all runs that have left answers, the latest first. */
export async function listRecordedRuns(s3: S3Client, { outputs }: DeployedStack): Promise<readonly string[]> {
  const ids = await listFolders(s3, outputs.resultsBucket, resultKeys.runs);
  // an id begins with the time of its run
  return [...ids].sort().reverse();
}
