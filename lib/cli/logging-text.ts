import type { BucketStatus } from '../logging-setup/status';
import type { AuditResult, ResultColumn, Row } from '../report/result';
import { shown } from './output-host';

const column = (name: string, description: string): ResultColumn => ({ name, type: 'string', description });

const OVERVIEW = [
  column('bucket', 'bucket that is logged'),
  column('logs_to', 'where its logs go'),
  column('key_format', 'flat, event-time or delivery-time'),
  column('severity', 'how bad the finding is'),
  column('finding', 'id of the finding'),
];

const DETAILS = [
  ...OVERVIEW,
  column('detail', 'what was found'),
  column('remedy', 'what to do about it'),
  column('region', 'Region of the bucket'),
];

/** The status as a table: a row for each finding, and one for each bucket without any. */
export function statusResult(status: readonly BucketStatus[], withDetails: boolean): AuditResult {
  const rows = status.flatMap((bucket) => rowsOf(bucket));
  const columns = withDetails ? DETAILS : OVERVIEW;
  return {
    analysis: 'logging-status',
    title: 'Server access logging',
    logType: 'access-logs',
    window: { from: null, to: null },
    filters: {},
    columns,
    rows: inOneBatch(rows.map((row) => row.slice(0, columns.length))),
    rowCount: rows.length,
    truncated: false,
    limit: 0,
    coverage: NO_LOGS,
  };
}

/** No logs are read for it. */
const NO_LOGS: AuditResult['coverage'] = {
  files: 0,
  skippedFiles: 0,
  skippedFilesByReason: {},
  bytes: 0,
  lines: 0,
  parsed: 0,
  unparsed: 0,
  duplicates: 0,
  outsideWindow: 0,
  firstEvent: null,
  lastEvent: null,
  unreadable: [],
  notes: [],
};

function rowsOf({ name, region, destination, findings }: BucketStatus): readonly Row[] {
  const where = destination && `s3://${destination.bucket}/${destination.prefix}`;
  const what = [name, where, destination?.keyFormat ?? null];
  if (findings.length === 0) return [[...what, null, null, null, null, region]];
  return findings.map(({ severity, id, detail, remedy }) => [...what, severity, id, detail, remedy, region]);
}

async function* inOneBatch(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  yield rows;
}

/** The status as facts for JSON. */
export function statusFacts(status: readonly BucketStatus[]): readonly object[] {
  return status.map(({ name, region, destination, findings }) => ({
    bucket: name,
    region,
    logging: destination,
    findings,
  }));
}

/** What was found and what to do about it, as lines that can't steer a terminal. */
export function adviceOn(status: readonly BucketStatus[]): readonly string[] {
  return status.flatMap(({ name, findings }) =>
    findings.flatMap(({ id, severity, detail, remedy }) => [
      '',
      `${shown(name)}: ${id} (${severity})`,
      `  ${shown(detail)}`,
      `  → ${shown(remedy)}`,
    ]),
  );
}
