import { queryFailure } from '../../../lib/engines/athena/query-failure';
import { explainQueryFailure } from '../../../lib/workflow/audit-run/explain-query';
import { settingsOf } from '../../helpers/audit-settings';

const RUN = '20260301T120000Z-0123abcd';
const copy = `s3://audit-work/runs/${RUN}/logs/media/2026-02-03-12-00-00-0123456789ABCDEF`;
const explain = (reason: string, State: 'FAILED' | 'CANCELLED' = 'FAILED') =>
  explainQueryFailure(queryFailure({ Status: { State, StateChangeReason: reason } }), RUN, settingsOf());

test.each([
  [
    `HIVE_CURSOR_ERROR: Failed to read file: ${copy}`,
    'LOG_OBJECT_UNREADABLE',
    /s3:\/\/acme-logs\/media\/2026-02-03-12-00-00-0123456789ABCDEF.*leave it out with excludeObjects: \["media\/2026-02-03-12-00-00-0123456789ABCDEF"\]/,
  ],
  ['Bytes scanned limit was exceeded', 'SCAN_LIMIT_REACHED', /more than the 1\.0 TB.*larger BytesScannedLimit/],
  ['Query timeout', 'QUERY_TIMED_OUT', /after 30 minutes.*up to 240 minutes/],
  [
    'Insufficient Lake Formation permission(s) on access_logs',
    'LAKE_FORMATION_DENIED',
    /grant the query role DESCRIBE on the database s3_log_audit_0123abcd/,
  ],
  ['Permission denied on S3 path: s3://acme-logs/x', 'LOGS_DENIED', /grants --stack media-audit/],
  ['SYNTAX_ERROR: line 1:8', 'QUERY_FAILED', /try a shorter window/],
  [`GENERIC_INTERNAL_ERROR: ${'x'.repeat(5000)}`, 'QUERY_FAILED', /^.{0,400}$/],
])('%s is told as %s', (reason, code, message) => {
  const failure = explain(reason);
  expect(failure.code).toBe(code);
  expect(failure.message).toMatch(message);
});

test('a query that somebody stopped', () => {
  expect(explain('', 'CANCELLED')).toEqual({
    code: 'QUERY_CANCELLED',
    message: 'the query was stopped (Athena gives no reason); start the run again',
  });
});

test('an object that is read where it lies is named as it is', () => {
  expect(explain('HIVE_CURSOR_ERROR: s3://acme-logs/a/b.gz is not in GZIP format').message).toContain(
    'excludeObjects: ["a/b.gz"]',
  );
});
