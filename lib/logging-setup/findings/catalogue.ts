/** How bad a finding is, the least first. */
export const SEVERITIES = ['info', 'low', 'medium', 'high'] as const;
export type Severity = (typeof SEVERITIES)[number];

interface FindingKind {
  readonly severity: Severity;
  /** What is found, as a sentence without a full stop. */
  readonly meaning: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** Everything that can be found, by an id that stays. */
export const FINDINGS = {
  'bucket-missing': {
    severity: 'high',
    meaning: 'there is no bucket of this name',
    remedy: 'check the name',
  },
  'not-logged': {
    severity: 'high',
    meaning:
      'S3 writes no server access logs of the bucket into another bucket (deliveries that are set up in CloudWatch Logs do not show here)',
    remedy: "switch logging on: 's3-log-audit logging enable'",
  },
  'log-bucket-not-logged': {
    severity: 'info',
    meaning:
      'the bucket holds logs of others and is not logged itself, so that who reads or deletes logs does not show in access logs',
    remedy: 'log it to a third bucket that is not logged, or have a trail record its data events',
  },
  'logging-loop': {
    severity: 'high',
    meaning:
      'the logs of the bucket are logged in turn, straight or through other buckets: each log object makes another one, for ever',
    remedy:
      "send the logs to a bucket that is not logged itself, or switch one of the loop off: 's3-log-audit logging disable'",
  },
  'target-missing': {
    severity: 'high',
    meaning: 'the target does not exist, so no logs are delivered',
    remedy:
      'log to a bucket that exists; if nobody else has taken its name, making the old one anew with its policy works, too',
  },
  'target-in-other-region': {
    severity: 'high',
    meaning: 'the target is in another Region than the bucket; S3 delivers logs within a Region only',
    remedy: "log to a bucket in the bucket's own Region",
  },
  'target-in-other-account': {
    severity: 'high',
    meaning: 'the target belongs to another account; S3 delivers logs within an account only',
    remedy:
      'log to a bucket of your own, and copy or replicate from there. If you did not expect that owner: find out who has the name now',
  },
  'target-object-lock': {
    severity: 'high',
    meaning: 'the target has a default retention of Object Lock; S3 delivers no logs to such a bucket',
    remedy: 'remove the default retention of the target, or log to another bucket and copy what must be kept',
  },
  'target-kms-encryption': {
    severity: 'high',
    meaning:
      'the default encryption of the target uses KMS; S3 supports SSE-S3 (AES256) only, with whatever key or bucket key',
    remedy: 'make SSE-S3 (AES256) the default encryption of the target',
  },
  'target-requester-pays': {
    severity: 'high',
    meaning: 'the target is Requester Pays; S3 delivers no logs to such a bucket',
    remedy: 'have the owner pay for the target, or log to another bucket',
  },
  'delivery-denied': {
    severity: 'high',
    meaning: 'a Deny in the bucket policy of the target hits the delivery of the logs',
    remedy:
      'leave the service out of the Deny, for example with the condition "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}',
  },
  'delivery-not-allowed': {
    severity: 'high',
    meaning: 'neither the bucket policy of the target nor its ACL allows the delivery of the logs',
    remedy: "let 's3-log-audit logging enable' add the statement to the policy of the target",
  },
  'delivery-uncertain': {
    severity: 'medium',
    meaning: 'whether the bucket policy of the target allows the delivery depends on what only AWS knows',
    remedy: 'look whether new log objects arrive, or write the statement without that condition',
  },
  'delivery-by-acl': {
    severity: 'low',
    meaning:
      'only the ACL of the target allows the delivery of the logs; it ends when ACLs are disabled, as AWS recommends',
    remedy: "let 's3-log-audit logging enable' add a statement to the policy of the target",
  },
  'acl-grants-disabled': {
    severity: 'medium',
    meaning:
      'access is granted by ACL, but ACLs are disabled on the target (BucketOwnerEnforced), so the grants mean nothing',
    remedy: 'grant in the policy of the target what the grants were for, and remove them',
  },
  'prefix-without-separator': {
    severity: 'low',
    meaning: 'the prefix does not end with a separator, so the logs mix with other keys',
    remedy: 'log with a prefix that ends with a slash, best in the partitioned key format',
  },
  'prefix-shared': {
    severity: 'low',
    meaning: 'another bucket logs with flat keys to the same place, so that only each line tells whose it is',
    remedy: 'give each bucket a prefix of its own, or use the partitioned key format',
  },
  'logs-expire-early': {
    severity: 'medium',
    meaning: 'a lifecycle rule of the target deletes logs before they are 90 days old',
    remedy: 'keep logs for 90 days at least; many incidents are found weeks later',
  },
  'logs-never-expire': {
    severity: 'low',
    meaning: 'no lifecycle rule of the target ever deletes the logs, which cost more every day',
    remedy: 'add a lifecycle rule that expires them when they are no longer needed, not before 90 days',
  },
  'trail-missing': {
    severity: 'medium',
    meaning: 'no trail records deletions of objects in the bucket (data events), so CloudTrail knows nothing of them',
    remedy: 'add data events of S3 objects (AWS::S3::Object, at least write events) of the bucket to a trail',
  },
  'trail-partial': {
    severity: 'medium',
    meaning: 'trails record only some of the deletions of objects in the bucket',
    remedy:
      'widen the event selectors: all objects of the bucket, write events, event name DeleteObject, whoever it is',
  },
  'trail-off': {
    severity: 'medium',
    meaning: 'a trail is set up to record the deletions of objects in the bucket, but it is switched off',
    remedy: 'start the trail: aws cloudtrail start-logging',
  },
  unknown: {
    severity: 'high',
    meaning:
      'something could not be read; it may hide any of the other findings, and counts like the worst that it may hide',
    remedy: 'ask whoever grants access for the permission that is named, then look again',
  },
} as const satisfies Readonly<Record<string, FindingKind>>;

export type FindingId = keyof typeof FINDINGS;

/** Something about a bucket that somebody should know. */
export interface Finding {
  readonly id: FindingId;
  readonly severity: Severity;
  /** What it is in this case, as a sentence without a full stop; names in it come from AWS as they are. */
  readonly detail: string;
  readonly remedy: string;
}

/** A finding of that kind; what is unknown counts like the worst that it may hide. */
export function finding(id: FindingId, detail: string, hidden?: FindingId): Finding {
  const { remedy } = FINDINGS[id];
  return { id, severity: FINDINGS[hidden ?? id].severity, detail, remedy };
}

export function isAtLeast(severity: Severity, limit: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(limit);
}
