import { queryFailure } from '../../../lib/engines/athena/query-failure';
import { queryToken } from '../../../lib/engines/athena/query-start';

const failure = (StateChangeReason: string, more = {}) =>
  queryFailure({ Status: { State: 'FAILED', StateChangeReason, ...more } });

test.each([
  ['Query cancelled! : Bytes scanned limit was exceeded', 'SCAN_LIMIT_REACHED'],
  ['Query timeout', 'QUERY_TIMED_OUT'],
  ['Query timed out', 'QUERY_TIMED_OUT'],
  ['COLUMN_NOT_FOUND: Insufficient Lake Formation permission(s)', 'LAKE_FORMATION_DENIED'],
  ['Permission denied on S3 path: s3://b/k', 'LOGS_DENIED'],
  [
    'HIVE_CANNOT_OPEN_SPLIT: Error opening Hive split s3://b/k (offset=0, length=9): Access Denied (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied)',
    'LOGS_DENIED',
  ],
  ['User: arn:… is not authorized to perform: kms:Decrypt on resource', 'LOGS_DENIED'],
  ['HIVE_CURSOR_ERROR: incorrect header check: s3://b/k', 'LOG_OBJECT_UNREADABLE'],
  ['HIVE_CURSOR_ERROR: who knows where', 'QUERY_FAILED'],
  ['HIVE_CURSOR_ERROR: incorrect header check: s3://my-lakeformation/kms/access-denied.gz', 'LOG_OBJECT_UNREADABLE'],
  [
    'HIVE_CANNOT_OPEN_SPLIT: Error opening Hive split s3://b/k: Please reduce your request rate. (Slow Down)',
    'QUERY_FAILED',
  ],
  ['TYPE_MISMATCH: line 3:1', 'QUERY_FAILED'],
])('%s: %s', (reason, code) => {
  expect(failure(reason).code).toBe(code);
});

test.each([
  ['HIVE_CURSOR_ERROR: Failed to read file: s3://bucket/a/b-c_d.json.gz', 's3://bucket/a/b-c_d.json.gz'],
  ['Error opening Hive split s3a://bucket/a/b (offset=0, length=9)', 's3://bucket/a/b'],
  ['HIVE_BAD_DATA: s3://bucket/a/b: broken', 's3://bucket/a/b'],
  ['in [s3://bucket/a/b].', 's3://bucket/a/b'],
  ['no object at all', undefined],
])('in %s the object is %s', (reason, object) => {
  expect(failure(reason).object).toBe(object);
});

test('a query that asked S3 for too much at a time may pass', () => {
  expect(failure('Error opening Hive split s3://b/k: Please reduce your request rate.').retryable).toBe(true);
});

test('else only a failure that Athena calls so may pass, never a cancellation', () => {
  const AthenaError = { Retryable: true };
  expect(failure('x', { AthenaError }).retryable).toBe(true);
  expect(failure('x').retryable).toBe(false);
  expect(failure('x', { State: 'CANCELLED', AthenaError }).retryable).toBe(false);
});

test('a token fits, and is another one for each query and attempt', () => {
  const run = '20260301T120000Z-0123abcd';
  const tokens = [queryToken(run, 'deletions', 1), queryToken(run, 'deletions', 2), queryToken(run, 'x', 1)];
  expect(new Set(tokens).size).toBe(3);
  for (const token of tokens) expect(token).toMatch(/^[!-~]{32,128}$/);
});
