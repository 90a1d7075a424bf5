import type { Outcome, Plan, PlannedBucket } from '../logging-setup/change/change';
import { loggingStatus } from '../logging-setup/change/write-logging';
import { diffJson } from './json-diff';
import { shown } from './output-host';

/** The exact change, as lines: the policies, and the logging of each bucket. */
export function renderPlan({ buckets, policies }: Plan): readonly string[] {
  const changed = buckets.filter(({ isDone, refusals }) => !isDone && refusals.length === 0);
  return [
    ...policies.flatMap(({ bucket, before, after }) => [
      `PutBucketPolicy ${bucket}`.replace(/^Put/, after === undefined ? 'Delete' : 'Put'),
      ...diffJson(parsed(before), parsed(after)),
      '',
    ]),
    ...changed.flatMap(({ name, before, after }) => [
      `PutBucketLogging ${name}`,
      ...diffJson(loggingStatus(before), loggingStatus(after)),
      ...(before?.hasGrants ? ['  (its target grants go, too)'] : []),
      '',
    ]),
  ].map(shown);
}

/** The plan as facts for JSON. */
export function planFacts({ buckets, policies }: Plan): object {
  return {
    policies: policies.map(({ bucket, before, after }) => ({
      bucket,
      before: parsed(before) ?? null,
      after: parsed(after) ?? null,
    })),
    buckets: buckets.map((bucket) => ({
      bucket: bucket.name,
      change: bucket.refusals.length > 0 ? 'refused' : bucket.isDone ? 'none' : 'PutBucketLogging',
      ...bucketFacts(bucket),
    })),
  };
}

/** What came of it as facts for JSON. */
export function outcomeFacts(outcomes: readonly Outcome[]): object {
  return {
    buckets: outcomes.map(({ bucket, result, error }) => ({
      bucket: bucket.name,
      result,
      ...(error === undefined ? {} : { error }),
      ...bucketFacts(bucket),
    })),
  };
}

function bucketFacts({ before, after, refusals, warnings }: PlannedBucket): object {
  return { before: loggingStatus(before), after: loggingStatus(after), refusals, warnings };
}

/** Where a bucket logs to, in words. */
export function destinationText({ after }: PlannedBucket): string {
  if (!after) return 'is not logged';
  const format = { flat: 'flat keys', 'event-time': 'by event time', 'delivery-time': 'by delivery time' };
  return `logs to s3://${after.bucket}/${after.prefix} (${format[after.keyFormat]})`;
}

function parsed(policy: string | undefined): unknown {
  return policy === undefined ? undefined : JSON.parse(policy);
}
