import { readSettings, type Settings } from '../../lib/workflow/audit-run/settings';

/** Environment of a function of a stack over access logs, with other values where given. */
function environmentOf(more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return {
    AWS_REGION: 'eu-west-1',
    LOG_BUCKET: 'acme-logs',
    LOG_PREFIX: 'media/',
    LOG_TYPE: 'S3AccessLogs',
    SOURCE_BUCKETS: 'acme-media',
    ANALYSES: 'deletions',
    FROM: '2026-02-03',
    TO: '2026-02-06',
    MAX_DAYS: '90',
    DELIVERY_PADDING: '2d',
    ROWS_IN_MAIL: '5',
    CONTACT_EMAIL: 'ops@acme.example',
    BYTES_SCANNED_LIMIT: '1000000000000',
    QUERY_CONCURRENCY: '5',
    STACK_NAME: 'media-audit',
    ACCOUNT: '111122223333',
    PARTITION: 'aws',
    WORK_BUCKET: 'audit-work',
    RESULTS_BUCKET: 'audit-results',
    DATABASE: 's3_log_audit_0123abcd',
    WORKGROUP: 's3-log-audit-0123abcd',
    TOPIC_ARN: 'arn:aws:sns:eu-west-1:111122223333:audit-mails',
    BATCH_ROLE_ARN: 'arn:aws:iam::111122223333:role/media-audit-batch',
    STATE_MACHINE_ARN: 'arn:aws:states:eu-west-1:111122223333:stateMachine:audit',
    ...more,
  };
}

/** Settings of that stack. */
export function settingsOf(more: Readonly<Record<string, string>> = {}): Settings {
  return readSettings(environmentOf(more));
}

/** Settings of a stack over CloudTrail. */
export function trailSettingsOf(more: Readonly<Record<string, string>> = {}): Settings {
  return settingsOf({ LOG_TYPE: 'CloudTrail', SOURCE_BUCKETS: '', LOG_PREFIX: 'trail/', ...more });
}
