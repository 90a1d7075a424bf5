import type { PolicyDocument } from '../iam/policy-document';
import { MemoryObjects, type ObjectIndex } from './object-index';
import type { Encryption, ObjectBody, StoredObject } from './stored-object';

export interface UploadedPart {
  readonly etag: string;
  readonly body: ObjectBody;
  readonly lastModified: Date;
}

/** A multipart upload that is not complete yet. */
export interface Upload {
  readonly id: string;
  readonly key: string;
  readonly initiated: Date;
  readonly parts: Map<number, UploadedPart>;
  /** What the object will have besides its content. */
  readonly attributes: Omit<StoredObject, 'body' | 'etag' | 'lastModified'>;
}

export type ObjectOwnership = 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter';

/** Permission for a group, by the last part of its URI: `s3/LogDelivery`. */
export interface AclGrant {
  readonly group: string;
  readonly permission: 'READ' | 'WRITE' | 'READ_ACP' | 'WRITE_ACP' | 'FULL_CONTROL';
}

/** Configuration of server access logs. */
export interface AccessLogging {
  readonly bucket: string;
  readonly prefix: string;
  /** Flat keys when absent. */
  readonly partitionedBy?: 'EventTime' | 'DeliveryTime';
  /** Who gets access to the logs by ACL. */
  readonly grants?: readonly AclGrant[];
}

export interface BucketSettings {
  readonly name: string;
  readonly region: string;
  /** Account that owns the bucket and its objects. */
  readonly account: string;
  readonly created: Date;
  policy?: PolicyDocument;
  /** As it was put, for GetBucketPolicy. */
  policyText?: string;
  defaultEncryption?: Encryption;
  tags?: Readonly<Record<string, string>>;
  /** Where its own access logs go. */
  logging?: AccessLogging;
  requesterPays?: boolean;
  /** Who owns what others put there; null as in buckets that are older than the setting. BucketOwnerEnforced by default. */
  ownership?: ObjectOwnership | null;
  /** Grants of its ACL besides the owner's. */
  aclGrants?: readonly AclGrant[];
  /** Default retention of Object Lock; null for a bucket with Object Lock that has none. */
  objectLock?: { readonly mode: 'GOVERNANCE' | 'COMPLIANCE'; readonly days: number } | null;
  /** Rules of its lifecycle, in the shape of S3's XML. */
  lifecycle?: readonly Readonly<Record<string, unknown>>[];
}

export interface Bucket extends BucketSettings {
  readonly objects: ObjectIndex;
  readonly uploads: Map<string, Upload>;
}

export function makeBucket(settings: BucketSettings, objects: ObjectIndex = new MemoryObjects()): Bucket {
  return { ...settings, objects, uploads: new Map() };
}

export function bucketArn(name: string, partition = 'aws'): string {
  return `arn:${partition}:s3:::${name}`;
}
