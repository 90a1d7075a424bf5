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
  logging?: { readonly bucket: string; readonly prefix: string };
  requesterPays?: boolean;
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
