import { type Actor, objectArn, requireReadable, requireWritable } from '../s3/access';
import type { S3Store } from '../s3/store';
import type { StoredObject } from '../s3/stored-object';
import { AwsError } from '../server/aws-error';
import type { TaskFailure } from './batch-job';
import type { CreateJobBody } from './create-job-body';
import type { ManifestTask } from './manifest';

const LARGEST = 5 * 1024 ** 3;

/** Copies one object with the role of the job; gives why it could not. */
export function copyOne(store: S3Store, actor: Actor, job: CreateJobBody, task: ManifestTask): TaskFailure | undefined {
  try {
    copy(store, actor, job, task);
    return undefined;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { code: error.code, httpStatus: error.status, message: error.message };
  }
}

function copy(store: S3Store, actor: Actor, job: CreateJobBody, { bucket, key }: ManifestTask): void {
  const { TargetResource, TargetKeyPrefix } = job.Operation.S3PutObjectCopy;
  const via = actor.via === undefined ? {} : { via: actor.via };
  const source = requireReadable(store, actor, bucket, key);
  // read whether there are any or not
  store.authorize(actor.principal, 's3:GetObjectTagging', objectArn(bucket, key), via);
  if (source.body.size > LARGEST) {
    throw new AwsError(
      'InvalidRequest',
      'The specified copy source is larger than the maximum allowable size for a copy source: 5368709120',
    );
  }
  const target = TargetResource.split(':::')[1] as string;
  const copied: StoredObject = {
    ...source,
    key: TargetKeyPrefix === undefined ? key : `${TargetKeyPrefix}/${key}`,
    lastModified: store.options.now(),
    encryption: { algorithm: 'AES256' },
  };
  requireWritable(store, actor, target, copied).objects.set(copied);
}
