import { parseReport } from '../../../lib/workflow/audit-run/copy-report';
import { explainCopyFailure, explainNothingCopied } from '../../../lib/workflow/audit-run/explain-copy';
import { manifestLine } from '../../../lib/workflow/audit-run/object-list';
import type { RunState } from '../../../lib/workflow/audit-run/run-state';
import { copyJob } from '../../../lib/workflow/audit-run/start-copy';
import { settingsOf } from '../../helpers/audit-settings';

const state: RunState = {
  runId: '20260301T120000Z-0123abcd',
  next: 'copy',
  waitSeconds: 0,
  logType: 'access-logs',
  analyses: ['deletions'],
  window: { from: '2026-02-03T00:00:00Z', to: '2026-02-04T00:00:00Z' },
  mode: 'copy',
  objects: 3,
  bytes: 3000,
  plan: { round: 1, leftOut: {}, lost: [], rolledUp: 0, manifestETag: '0123-2' },
};

test.each([
  ['a/b-c_d.e~f', 'a/b-c_d.e~f'],
  ['with space', 'with%20space'],
  ['a+b', 'a%2Bb'],
  ['a,b"c', 'a%2Cb%22c'],
  ['50%', '50%25'],
  ['ö/漢', '%C3%B6/%E6%BC%A2'],
])('the key %j stands in the manifest as %s', (key, expected) => {
  expect(manifestLine('acme-logs', key)).toBe(`acme-logs,${expected}\n`);
});

test('the job is the same each time, with its own manifest, target and report', () => {
  const job = copyJob(state, settingsOf());
  expect(copyJob(state, settingsOf())).toEqual(job);
  expect(job).toEqual({
    AccountId: '111122223333',
    ClientRequestToken: '20260301T120000Z-0123abcd',
    ConfirmationRequired: false,
    Description: 'S3 Log Audit media-audit: logs of run 20260301T120000Z-0123abcd',
    Priority: 10,
    RoleArn: 'arn:aws:iam::111122223333:role/media-audit-batch',
    Manifest: {
      Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields: ['Bucket', 'Key'] },
      Location: {
        ObjectArn: 'arn:aws:s3:::audit-work/runs/20260301T120000Z-0123abcd/copy-manifest.csv',
        ETag: '0123-2',
      },
    },
    Operation: {
      S3PutObjectCopy: {
        TargetResource: 'arn:aws:s3:::audit-work',
        TargetKeyPrefix: 'runs/20260301T120000Z-0123abcd/logs',
        MetadataDirective: 'COPY',
        NewObjectMetadata: { SSEAlgorithm: 'AES256' },
        StorageClass: 'STANDARD',
      },
    },
    Report: {
      Enabled: true,
      Bucket: 'arn:aws:s3:::audit-work',
      Prefix: 'runs/20260301T120000Z-0123abcd/copy-report',
      Format: 'Report_CSV_20180820',
      ReportScope: 'FailedTasksOnly',
    },
  });
});

test('bucket ARNs are those of the partition', () => {
  const job = copyJob(state, settingsOf({ PARTITION: 'aws-us-gov' }));
  expect(job.Manifest?.Location?.ObjectArn).toMatch(/^arn:aws-us-gov:s3:::audit-work\//);
});

test('the completion report names the first objects that were not copied, and why', () => {
  const line = (key: string) => `acme-logs,${key},,failed,AccessDenied,403,Access Denied\n`;
  expect(parseReport(`${line('media/a%20b')}acme-logs,ok,,succeeded,,200,Successful\n${line('c')}`)).toEqual([
    { key: 'media/a b', reason: 'AccessDenied 403 Access Denied' },
    { key: 'c', reason: 'AccessDenied 403 Access Denied' },
  ]);
  expect(parseReport(line('x').repeat(20))).toHaveLength(5);
  // the end of what was read of it
  expect(parseReport(`${line('x')}acme-logs,half`)).toHaveLength(1);
});

const place = { stackName: 'media-audit', logBucket: 'acme-logs' };
const counts = { TotalNumberOfTasks: 3, NumberOfTasksFailed: 3, NumberOfTasksSucceeded: 0 };
const failed = (FailureReason: string, more = {}) => ({
  JobId: 'job-1',
  Status: 'Failed' as const,
  FailureReasons: [{ FailureCode: 'Code', FailureReason }],
  ...more,
});

test.each([
  [
    { JobId: 'job-1', Status: 'Cancelled', StatusUpdateReason: 'too dear' } as const,
    'COPY_CANCELLED',
    'job job-1) was cancelled (too dear); start',
  ],
  [
    { JobId: 'job-1', Status: 'Suspended', SuspendedCause: 'Awaiting confirmation' } as const,
    'COPY_SUSPENDED',
    'waits for a confirmation (Awaiting confirmation)',
  ],
  [
    failed('Reading the manifest is forbidden: AccessDenied'),
    'COPY_DENIED',
    'let the policy of acme-logs allow s3:GetObject',
  ],
  [failed('User is not authorized to perform: kms:Decrypt'), 'COPY_DENIED', 'deploy with LogKmsKeyArn'],
  [
    failed('Job failure rate 100% is above 50%', { ProgressSummary: counts }),
    'COPY_FAILED',
    '3 of 3 objects failed: Code: Job failure rate',
  ],
  [
    failed('Manifest generation found no keys matching the filter criteria'),
    'COPY_FOUND_NOTHING',
    'none of the 3 log objects was there',
  ],
  [{ JobId: 'job-1', Status: 'Failed' } as const, 'COPY_FAILED', 'S3 gives no reason'],
])('a copy that ends as %j is told as %s', (job, code, message) => {
  const failure = explainCopyFailure(job, [], 3, place);
  expect(failure.code).toBe(code);
  expect(failure.message).toContain(message);
});

test('reasons of single objects tell, too', () => {
  const job = { JobId: 'job-1', Status: 'Complete' as const, ProgressSummary: counts };
  const { code, message } = explainCopyFailure(
    job,
    [{ key: 'media/x', reason: 'AccessDenied 403 Access Denied' }],
    3,
    place,
  );
  expect(code).toBe('COPY_DENIED');
  expect(message).toContain('3 of 3 objects failed: media/x: AccessDenied 403');
});

test('a copy without a task had nothing to copy any more', () => {
  expect(explainNothingCopied(3).message).toContain('none of the 3 log objects was there any more');
});
