import { GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import { readCsv } from '../../engines/athena/result-csv';
import type { Coverage } from '../../report/coverage';
import type { AuditResult, Cell, ColumnType, Row } from '../../report/result';
import { AuditError } from '../../shared/errors';
import type { AnalysisResult, RunRecord } from '../audit-run/run-record';
import type { DeployedStack } from './find-stack';

/** Rows that are handed on at once. */
const BATCH = 1000;

/**
 * The answer of a run to an analysis, read from the results bucket while it is printed. `limit` is the largest number of
 * rows wanted, 0 for all.
 * @throws AuditError when the file is not there, or (while it is read) when it does not hold what the run has counted
 */
export async function fetchAnswer(
  s3: S3Client,
  stack: DeployedStack,
  record: RunRecord,
  answer: AnalysisResult,
  limit: number,
): Promise<AuditResult> {
  const { rows, columns, notes } = answer;
  const chunks = await openCsv(s3, stack, answer.csvKey);
  const cut = limit > 0 && rows > limit;
  return {
    analysis: answer.id,
    title: answer.title,
    logType: record.logType,
    window: record.window,
    filters: filtersOf(record),
    columns,
    rows: readRows(chunks, answer, limit),
    rowCount: cut ? limit : rows,
    // the query itself ends at its limit, so that more rows than that can't be seen
    truncated: cut || (answer.limit !== undefined && rows >= answer.limit),
    limit: cut ? limit : (answer.limit ?? 0),
    coverage: coverageOf(record, notes),
  };
}

/** What the answers of a run rest on, with more notes. */
export function coverageOf(
  { coverage, logType, objects, bytes, notes: runNotes }: RunRecord,
  notes: readonly string[],
): Coverage {
  if (coverage) return { ...coverage, notes: [...coverage.notes, ...notes] };
  const unknown = 'how much of the logs was read is not known: the coverage query failed';
  return {
    files: objects,
    skippedFiles: 0,
    skippedFilesByReason: {},
    bytes,
    ...(logType === 'cloudtrail' ? { records: 0 } : { lines: 0 }),
    parsed: 0,
    unparsed: 0,
    duplicates: 0,
    outsideWindow: 0,
    firstEvent: null,
    lastEvent: null,
    unreadable: [],
    notes: [unknown, ...runNotes, ...notes],
  } as Coverage;
}

/** The filters, and the options of analyses under the names that they have on the command line. */
function filtersOf({ filters, input }: RunRecord): AuditResult['filters'] {
  const { includeFailed, by, ownHost } = (input as { filters?: Record<string, unknown> } | undefined)?.filters ?? {};
  return {
    ...filters,
    ...(includeFailed === true ? { 'include-failed': true } : {}),
    ...(by === undefined ? {} : { by: String(by) }),
    ...(ownHost === undefined ? {} : { 'own-host': [ownHost].flat().map(String) }),
  };
}

async function* readRows(
  chunks: AsyncIterable<Uint8Array>,
  { csvKey, columns, rows: expected, uncounted }: AnalysisResult,
  limit: number,
): AsyncGenerator<readonly Row[]> {
  const wanted = limit === 0 ? Number.POSITIVE_INFINITY : limit;
  const readers = columns.map(({ type }) => CELL_READERS[type]);
  let found = -1;
  let batch: Row[] = [];
  for await (const fields of readCsv(chunks)) {
    if (fields.length !== columns.length)
      throw unreadable(csvKey, `row ${found + 2} has ${fields.length} fields, not ${columns.length}`);
    // the first row holds the names of the columns
    if (found++ < 0) continue;
    batch.push(fields.map((field, index) => (field === null ? null : (readers[index]?.(field) ?? field))));
    if (batch.length === BATCH) {
      yield batch;
      batch = [];
    }
    if (found === wanted) break;
  }
  yield batch;
  if (!uncounted && found < Math.min(wanted, expected)) {
    throw unreadable(csvKey, `it holds ${Math.max(found, 0)} of the ${expected} rows that the run has counted`);
  }
}

const CELL_READERS: Readonly<Record<ColumnType, (field: string) => Cell>> = {
  timestamp: (field) => field,
  string: (field) => field,
  integer: (field) => {
    const number = Number(field);
    return Number.isSafeInteger(number) ? number : BigInt(field);
  },
  double: Number,
};

async function openCsv(
  s3: S3Client,
  { outputs, account }: DeployedStack,
  key: string,
): Promise<AsyncIterable<Uint8Array>> {
  const place = { Bucket: outputs.resultsBucket, Key: key, ExpectedBucketOwner: account };
  try {
    const { Body } = await s3.send(new GetObjectCommand(place));
    return Body as unknown as AsyncIterable<Uint8Array>;
  } catch (error) {
    if (!(error instanceof NoSuchKey)) throw error;
    throw new AuditError(
      'RESULT_NOT_FOUND',
      `s3://${outputs.resultsBucket}/${key} is not there any more; start the run again`,
      {
        cause: error,
      },
    );
  }
}

function unreadable(key: string, reason: string): AuditError {
  return new AuditError('RESULT_UNREADABLE', `${key} is not what the run has left: ${reason}; start the run again`);
}
