import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { workKeys } from './cloud-names';

/** What the steps of a run keep for each other in the work bucket, because it grows with the logs. */
export class WorkStore {
  constructor(
    readonly s3: S3Client,
    readonly bucket: string,
    /** Account that must own the bucket. */
    readonly account: string,
    readonly runId: string,
  ) {}

  async put(name: string, value: unknown): Promise<void> {
    await this.s3.send(
      new PutObjectCommand({
        Bucket: this.bucket,
        Key: workKeys.state(this.runId, name),
        Body: JSON.stringify(value),
        ContentType: 'application/json',
        ExpectedBucketOwner: this.account,
      }),
    );
  }

  /** The value as it was put. A value that is not there is a bug, or has expired. */
  async get<Value>(name: string): Promise<Value> {
    const { Body } = await this.s3.send(
      new GetObjectCommand({
        Bucket: this.bucket,
        Key: workKeys.state(this.runId, name),
        ExpectedBucketOwner: this.account,
      }),
    );
    return JSON.parse((await Body?.transformToString()) ?? '') as Value;
  }

  /** Undefined when it has never been put; needs the right to list the bucket. */
  async find<Value>(name: string): Promise<Value | undefined> {
    try {
      return await this.get<Value>(name);
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }
}
