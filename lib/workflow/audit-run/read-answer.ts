import { GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import type { AnswerNote } from '../../analyses/analysis';
import { compileCondition } from '../../analyses/note-condition';
import { type CsvRow, readCsv } from '../../engines/athena/result-csv';
import { AuditError } from '../../shared/errors';
import type { Settings } from './settings';

/** What is told of an answer that is too big to be told whole. */
export interface AnswerDigest {
  readonly columns: readonly string[];
  readonly rows: number;
  /** Whether time ran out before all rows were counted. */
  readonly uncounted: boolean;
  readonly firstRows: readonly CsvRow[];
  readonly notes: readonly string[];
  /** Size of the CSV file. */
  readonly bytes: number;
}

/** Characters of a value that are kept; mails show fewer. */
const MAX_VALUE = 400;

/**
 * Counts the rows of an answer and keeps the first of them.
 * @throws AuditError when the answer is not there
 */
export async function readAnswer(
  s3: S3Client,
  { resultsBucket, account }: Pick<Settings, 'resultsBucket' | 'account'>,
  key: string,
  wanted: { readonly firstRows: number; readonly notes: readonly AnswerNote[]; readonly inTime: () => boolean },
): Promise<AnswerDigest> {
  const { stream, bytes } = await openAnswer(s3, resultsBucket, account, key);
  const notes = wanted.notes.map(({ when, text }) => ({ meets: compileCondition(when), text, count: 0 }));
  const firstRows: CsvRow[] = [];
  let columns: readonly string[] | undefined;
  let rows = 0;
  let uncounted = false;
  for await (const row of readCsv(stream)) {
    if (columns === undefined) {
      columns = row.map((name) => name ?? '');
      continue;
    }
    rows++;
    if (firstRows.length < wanted.firstRows) firstRows.push(row.map((value) => value?.slice(0, MAX_VALUE) ?? null));
    const names = columns;
    for (const note of notes) if (note.meets((column) => row[names.indexOf(column)] ?? null)) note.count++;
    if (rows % 100_000 === 0 && !wanted.inTime()) {
      uncounted = true;
      break;
    }
  }
  return {
    columns: columns ?? [],
    rows,
    uncounted,
    firstRows,
    notes: notes.filter(({ count }) => count > 0).map(({ text, count }) => text.replaceAll('{count}', String(count))),
    bytes,
  };
}

async function openAnswer(s3: S3Client, bucket: string, account: string, key: string) {
  try {
    const { Body, ContentLength = 0 } = await s3.send(
      new GetObjectCommand({ Bucket: bucket, Key: key, ExpectedBucketOwner: account }),
    );
    return { stream: Body as unknown as AsyncIterable<Uint8Array>, bytes: ContentLength };
  } catch (error) {
    if (!(error instanceof NoSuchKey) && (error as Error).name !== 'AccessDenied') throw error;
    throw new AuditError(
      'RESULT_MISSING',
      `the answer s3://${bucket}/${key} is not there any more, or may not be read; start the run again`,
      { cause: error },
    );
  }
}
