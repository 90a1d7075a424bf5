import { Fn } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';

/** Where the logs lie: a bucket that is not the stack's. */
export class LogSource {
  constructor(
    readonly bucket: IBucket,
    /** Verbatim beginning of the keys; may be empty. */
    readonly prefix: string,
  ) {}

  /** All objects below the prefix. */
  get objectsArn(): string {
    return this.arnOf('*');
  }

  /** Objects whose keys go on like this behind the prefix. */
  arnOf(rest: string): string {
    return Fn.join('', [this.bucket.bucketArn, '/', this.prefix, rest]);
  }

  /** Listing is allowed for the prefix and longer ones only. */
  get listCondition(): Record<string, Record<string, string>> {
    return { StringLike: { 's3:prefix': Fn.join('', [this.prefix, '*']) } };
  }
}
