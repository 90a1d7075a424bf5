import type { Principal } from '../iam/principal';
import { AwsError } from '../server/aws-error';
import { type Bucket, bucketArn } from './bucket';
import type { S3Call } from './s3-request';
import type { S3Store } from './store';
import { isArchived, type StoredObject } from './stored-object';

/** Somebody who uses S3, alone or through a service that acts in his name. */
export interface Actor {
  readonly principal: Principal;
  readonly via?: string;
}

/**
 * The bucket, for listing its keys.
 * @throws AwsError NoSuchBucket, AccessDenied
 */
export function requireListing(
  store: S3Store,
  actor: Actor,
  name: string,
  conditions: Record<string, string | undefined>,
): Bucket {
  const bucket = store.requireBucket(name);
  store.authorize(actor.principal, 's3:ListBucket', bucketArn(bucket.name), { ...viaOf(actor), conditions });
  return bucket;
}

/**
 * An object that the actor may read, decrypted.
 * @throws AwsError NoSuchBucket, NoSuchKey, AccessDenied (also for a missing key that the actor could not list), InvalidObjectState
 */
export function requireReadable(store: S3Store, actor: Actor, name: string, key: string): StoredObject {
  const object = requireVisible(store, actor, name, key);
  if (isArchived(object)) {
    throw new AwsError('InvalidObjectState', "The operation is not valid for the object's storage class", 403, {
      members: { StorageClass: object.storageClass },
    });
  }
  decrypt(store, actor, name, object);
  return object;
}

/** As {@link requireReadable}, but content stays closed: HeadObject. */
export function requireVisible(store: S3Store, actor: Actor, name: string, key: string): StoredObject {
  const bucket = store.requireBucket(name);
  store.authorize(actor.principal, 's3:GetObject', objectArn(bucket.name, key), viaOf(actor));
  const object = bucket.objects.get(key);
  if (object) return object;
  const mayList = store.iam.authorize(actor.principal, {
    action: 's3:ListBucket',
    resource: bucketArn(bucket.name),
    ...viaOf(actor),
  }).allowed;
  if (!mayList) {
    throw new AwsError('AccessDenied', `User: ${actor.principal.arn} is not authorized to perform: s3:ListBucket`, 403);
  }
  throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { members: { Key: key } });
}

export function decrypt(store: S3Store, actor: Actor, name: string, object: StoredObject): void {
  const bucket = store.requireBucket(name);
  const arn = objectArn(bucket.name, object.key);
  store.kms.require('kms:Decrypt', actor.principal, object.encryption, arn, bucket.region, actor.via);
}

/**
 * The bucket, for writing an object with these attributes.
 * @throws AwsError NoSuchBucket, AccessDenied, KeyTooLongError
 */
export function requireWritable(
  store: S3Store,
  actor: Actor,
  name: string,
  { key, tags, encryption }: Pick<StoredObject, 'key' | 'tags' | 'encryption'>,
): Bucket {
  const bucket = store.requireBucket(name);
  if (Buffer.byteLength(key) > 1024) {
    throw new AwsError('KeyTooLongError', 'Your key is too long', 400, {
      members: { Size: Buffer.byteLength(key), MaxSizeAllowed: 1024 },
    });
  }
  store.authorize(actor.principal, 's3:PutObject', objectArn(name, key), viaOf(actor));
  if (Object.keys(tags).length > 0) {
    store.authorize(actor.principal, 's3:PutObjectTagging', objectArn(name, key), viaOf(actor));
  }
  store.kms.require('kms:GenerateDataKey', actor.principal, encryption, objectArn(name, key), bucket.region, actor.via);
  return bucket;
}

export function objectArn(bucket: string, key: string): string {
  return `${bucketArn(bucket)}/${key}`;
}

function viaOf({ via }: Actor): { via?: string } {
  return via === undefined ? {} : { via };
}

/** Lets somebody pass who may do this with the bucket. @throws AwsError AccessDenied */
export function permit(s3: S3Call, action: string): void {
  s3.store.authorize(s3.call.caller, action, bucketArn(s3.bucket));
}
