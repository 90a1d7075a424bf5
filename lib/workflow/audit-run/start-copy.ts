import { CreateJobCommand, type CreateJobCommandInput, type S3ControlClient } from '@aws-sdk/client-s3-control';
import { workKeys } from './cloud-names';
import { KEPT } from './run-plan';
import type { CopyState, RunState } from './run-state';
import type { Settings } from './settings';
import { copyWaitSeconds } from './wait-times';
import type { WorkStore } from './work-store';

/**
 * The job that copies the logs of a run. It is the same whenever it is asked for, as its token is, so that asking twice
 * makes one job.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_CreateJob.html
 */
export function copyJob(state: RunState, settings: Settings): CreateJobCommandInput {
  const { runId } = state;
  const ETag = state.plan?.manifestETag;
  if (ETag === undefined) throw new Error(`run ${runId} has no manifest`);
  const bucketArn = `arn:${settings.partition}:s3:::${settings.workBucket}`;
  return {
    AccountId: settings.account,
    ClientRequestToken: runId,
    ConfirmationRequired: false,
    Description: `S3 Log Audit ${settings.stackName}: logs of run ${runId}`,
    Priority: 10,
    RoleArn: settings.batchRoleArn,
    Manifest: {
      Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields: ['Bucket', 'Key'] },
      Location: { ObjectArn: `${bucketArn}/${workKeys.copyManifest(runId)}`, ETag },
    },
    Operation: {
      S3PutObjectCopy: {
        TargetResource: bucketArn,
        TargetKeyPrefix: workKeys.copiedLogs(runId),
        MetadataDirective: 'COPY',
        NewObjectMetadata: { SSEAlgorithm: 'AES256' },
        StorageClass: 'STANDARD',
      },
    },
    Report: {
      Enabled: true,
      Bucket: bucketArn,
      Prefix: workKeys.copyReport(runId),
      Format: 'Report_CSV_20180820',
      ReportScope: 'FailedTasksOnly',
    },
  };
}

/** Starts the copy, or finds it when it was started before and the answer was lost. */
export async function startCopy(
  state: RunState,
  settings: Settings,
  control: S3ControlClient,
  store: WorkStore,
  now: Date,
): Promise<RunState> {
  const { JobId } = await control.send(new CreateJobCommand(copyJob(state, settings)));
  if (JobId === undefined) throw new Error('S3 Batch Operations gave no id for the copy');
  const copy: CopyState = { jobId: JobId, startedAt: now.toISOString() };
  await store.put(KEPT.copy, copy);
  return { ...state, copy, next: 'wait', waitSeconds: copyWaitSeconds(0) };
}
