import type { Destination } from '../bucket-logging';
import type { Finding } from '../findings/catalogue';

/** What is to be done to the logging of one bucket. */
export interface PlannedBucket {
  readonly name: string;
  /** Region of the bucket, as far as it is known. */
  readonly region?: string;
  readonly before: Destination | undefined;
  readonly after: Destination | undefined;
  /** Why it is not done, each with what to do about it. */
  readonly refusals: readonly Refusal[];
  /** Whether it is so already. */
  readonly isDone: boolean;
  /** What will not be right even then. */
  readonly warnings: readonly Finding[];
}

export interface Refusal {
  readonly reason: string;
  readonly remedy: string;
}

/** What is to be done to the policy of a target. */
export interface PlannedPolicy {
  readonly bucket: string;
  readonly region: string;
  readonly before: string | undefined;
  /** Undefined for none any more. */
  readonly after: string | undefined;
  /** Buckets that need it. */
  readonly for: readonly string[];
}

export interface Plan {
  /** Account that all buckets belong to. */
  readonly account: string;
  readonly partition: string;
  readonly buckets: readonly PlannedBucket[];
  readonly policies: readonly PlannedPolicy[];
}

/** What came of it. */
export interface Outcome {
  readonly bucket: PlannedBucket;
  readonly result: 'changed' | 'unchanged' | 'refused' | 'failed';
  /** Why it failed, in words. */
  readonly error?: string;
}

export function sameDestination(a: Destination | undefined, b: Destination | undefined): boolean {
  if (!a || !b) return a === b;
  return a.bucket === b.bucket && a.prefix === b.prefix && a.keyFormat === b.keyFormat;
}
