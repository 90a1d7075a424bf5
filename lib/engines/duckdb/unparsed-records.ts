import { findLines } from '../../log-store/find-lines';
import type { LogFile } from '../../log-store/local-logs';
import type { LogTypeId } from '../../log-types/log-type';
import { type Database, withSpareMark } from './database';
import { holdsParsedLogs } from './parsed-logs/load-parsed-logs';
import { readParsed } from './parsed-logs/parsed-source';
import { readTrailFile } from './repair-records';

/** A line or record that fits no form, and where it stands. */
export interface UnparsedRecord {
  readonly file: LogFile;
  /** Number of the line or record in its file, from 1. */
  readonly number: number;
  readonly text: string;
}

/** Told of an unparsed record; `false` ends the search. */
export type OnUnparsed = (record: UnparsedRecord) => boolean;

/** Gives the unparsed records of a load, file by file, in their order, until `onRecord` gives false. */
export async function forEachUnparsed(
  database: Database,
  logType: LogTypeId,
  files: readonly LogFile[],
  onRecord: OnUnparsed,
): Promise<void> {
  if (logType === 'cloudtrail') return forEachUnsoundRecord(files, onRecord);
  const rows = await database.rows(`select distinct ${withSpareMark('odd_line')} from base where odd_line is not null`);
  const texts = new Set(rows.map(([text]) => text as string));
  let wanted = true;
  for (const file of files) {
    if (!wanted) return;
    if (holdsParsedLogs(file)) {
      wanted = await forEachUnparsedRow(database, file, onRecord);
      continue;
    }
    await findLines(file.path, texts, (text, number) => {
      wanted = onRecord({ file, number, text });
      return wanted;
    });
  }
}

/** @returns whether more are wanted */
async function forEachUnparsedRow(database: Database, file: LogFile, onRecord: OnUnparsed): Promise<boolean> {
  const rows = await database.rows(
    `select file_row_number + 1, ${withSpareMark('line')} from ${readParsed([file.path], ', file_row_number = true')}
    where event_time is null order by 1`,
  );
  return rows.every(([number, text]) => onRecord({ file, number: Number(number), text: text as string }));
}

async function forEachUnsoundRecord(files: readonly LogFile[], onRecord: OnUnparsed): Promise<void> {
  for (const file of files) {
    const { records } = await readTrailFile(file.path);
    for (const { number, text, sound } of records) if (!sound && !onRecord({ file, number, text })) return;
  }
}
