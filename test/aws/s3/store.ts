import { bucketBehindAlias } from '../glue/cloudtrail-input-format';
import type { Iam } from '../iam/iam';
import type { Principal } from '../iam/principal';
import { AwsError } from '../server/aws-error';
import { type Bucket, type BucketSettings, makeBucket } from './bucket';
import { cloudTrailLines } from './cloudtrail-lines';
import { KmsKeys } from './kms';
import { type ObjectIndex, syntheticIndex } from './object-index';
import { bodyOf, contentOf, md5, type ObjectBody, type StoredObject } from './stored-object';

export interface StoreOptions {
  readonly account: string;
  readonly region: string;
  readonly now: () => Date;
}

/** What a synthetic bucket holds; keys are in S3's order. */
export interface SyntheticContents {
  readonly count: number;
  keyAt(index: number): string;
  contentAt(index: number): ObjectBody;
}

/** All buckets, whoever owns them. */
export class S3Store {
  readonly buckets = new Map<string, Bucket>();
  readonly kms: KmsKeys;

  constructor(
    readonly iam: Iam,
    readonly options: StoreOptions,
  ) {
    this.kms = new KmsKeys(iam);
    iam.addResourcePolicies((resource) => {
      const [, name] = /^arn:[^:]*:s3:::([^/]+)/.exec(resource) ?? [];
      const bucket = name === undefined ? undefined : this.buckets.get(name);
      return bucket && { account: bucket.account, ...(bucket.policy ? { policy: bucket.policy } : {}) };
    });
  }

  createBucket(settings: Partial<BucketSettings> & { readonly name: string }, objects?: ObjectIndex): Bucket {
    const { account, region, now } = this.options;
    if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(settings.name)) {
      throw new AwsError('InvalidBucketName', `The specified bucket is not valid: ${settings.name}`);
    }
    if (this.buckets.has(settings.name)) {
      throw new AwsError('BucketAlreadyOwnedByYou', 'you already own a bucket of this name', 409);
    }
    const bucket = makeBucket({ account, region, created: now(), ...settings }, objects);
    this.buckets.set(bucket.name, bucket);
    return bucket;
  }

  /** A bucket of any size whose keys and contents are computed when somebody asks for them. */
  createSyntheticBucket(
    settings: Partial<BucketSettings> & { readonly name: string },
    contents: SyntheticContents,
  ): Bucket {
    const lastModified = this.options.now();
    return this.createBucket(
      settings,
      syntheticIndex({
        count: contents.count,
        keyAt: contents.keyAt,
        objectAt: (index) => ({
          key: contents.keyAt(index),
          body: contents.contentAt(index),
          etag: md5(Buffer.from(`${settings.name}/${index}`)),
          lastModified,
          storageClass: 'STANDARD',
          metadata: {},
          tags: {},
          encryption: { algorithm: 'AES256' },
        }),
      }),
    );
  }

  requireBucket(name: string): Bucket {
    const behind = bucketBehindAlias(name);
    if (behind !== undefined) return cloudTrailLines(this.requireBucket(behind));
    const bucket = this.buckets.get(name);
    if (!bucket)
      throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404, { members: { BucketName: name } });
    return bucket;
  }

  /** Puts an object as a test does: without a caller, in a class and with an encryption of its choice. */
  put(bucket: string, key: string, content: Buffer | string, more: Partial<StoredObject> = {}): StoredObject {
    const owner = this.requireBucket(bucket);
    const bytes = Buffer.from(content);
    const object: StoredObject = {
      key,
      body: bodyOf(bytes),
      etag: md5(bytes),
      lastModified: this.options.now(),
      storageClass: 'STANDARD',
      metadata: {},
      tags: {},
      encryption: owner.defaultEncryption ?? { algorithm: 'AES256' },
      ...more,
    };
    owner.objects.set(object);
    return object;
  }

  /** Content of an object that must be there. */
  read(bucket: string, key: string): Buffer {
    const object = this.requireBucket(bucket).objects.get(key);
    if (!object) throw new Error(`there is no object ${bucket}/${key}`);
    return contentOf(object);
  }

  /** @throws AwsError AccessDenied */
  authorize(
    principal: Principal,
    action: string,
    resource: string,
    more: { conditions?: Record<string, string | undefined>; via?: string } = {},
  ): void {
    const decision = this.iam.authorize(principal, { action, resource, ...more });
    if (decision.allowed) return;
    throw new AwsError(
      'AccessDenied',
      `User: ${principal.arn} is not authorized to perform: ${action} on resource: "${resource}" because ${decision.reason}`,
      403,
    );
  }
}
