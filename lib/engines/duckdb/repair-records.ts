import { writeFileSync } from 'node:fs';
import { readDecodedText } from '../../log-store/decoded-text';
import type { FileRepair } from './input-files';

/** A record of a CloudTrail file as it stands there. */
export interface TrailRecord {
  /** Place in the file, from 1. */
  readonly number: number;
  readonly text: string;
  /** Whether it is an object of the shape that CloudTrail documents, with a time. */
  readonly sound: boolean;
}

export interface TrailFile {
  readonly records: readonly TrailRecord[];
  /** What is wrong with the file, or undefined. */
  readonly problem?: string;
}

const RECORDS_A_DOCUMENT = 1000;

/** Reads a CloudTrail file as far as it goes: every record that is whole, also of a truncated or damaged file. */
export async function readTrailFile(path: string): Promise<TrailFile> {
  const pieces: string[] = [];
  const damage = await readDecodedText(path, (piece) => pieces.push(piece));
  const text = pieces.join('');
  const start = /"Records"\s*:\s*\[/.exec(text);
  if (!start) return { records: [], problem: damage ?? explainNoRecords(text) };
  const { records, closed } = cutRecords(text, start.index + start[0].length);
  const problem = damage ?? (closed && isJson(text) ? undefined : 'it is no valid JSON; whole records were used');
  return { records, ...(problem ? { problem } : {}) };
}

/** Copies of CloudTrail files, with the sound records and an empty one in the place of each of the others. */
export const recordRepair: FileRepair = {
  emptyFile: '{"Records":[]}',
  explainNoBytes: () => explainNoRecords(''),
  repair: async ({ path }, copy) => {
    const { records, problem } = await readTrailFile(path);
    const texts = records.map(({ sound, text }) => (sound ? text : '{}'));
    writeFileSync(copy, documentsOf(texts), { mode: 0o600 });
    return { ...(problem ? { problem } : {}), empty: records.length === 0 };
  },
  isOdd: async (path) => (await readTrailFile(path)).problem !== undefined,
};

/** Several documents, because DuckDB limits the size of one. */
function documentsOf(records: readonly string[]): string {
  const documents: string[] = [];
  for (let index = 0; index < records.length; index += RECORDS_A_DOCUMENT) {
    documents.push(`{"Records":[${records.slice(index, index + RECORDS_A_DOCUMENT).join(',')}]}\n`);
  }
  return documents.join('');
}

function explainNoRecords(text: string): string {
  if (text.trim() === '') return 'it is empty: no Records';
  return isJson(text) ? 'it has no Records: no CloudTrail log' : 'it is no valid JSON and has no Records';
}

/** Cuts the elements of the array that begins at `start`, minding strings and nesting. */
function cutRecords(text: string, start: number): { records: TrailRecord[]; closed: boolean } {
  const records: TrailRecord[] = [];
  let position = start;
  for (;;) {
    while (/[\s,]/.test(text[position] ?? '')) position++;
    if (text[position] === ']') return { records, closed: true };
    const end = endOfElement(text, position);
    if (end === undefined) return { records, closed: false };
    const element = text.slice(position, end);
    records.push({ number: records.length + 1, text: element, sound: isSound(element) });
    position = end;
  }
}

/** Index behind the JSON value at `start`; undefined when the text ends before it does. */
function endOfElement(text: string, start: number): number | undefined {
  let depth = 0;
  for (let position = start; position < text.length; position++) {
    const character = text[position];
    if (character === '"') {
      position = endOfString(text, position);
    } else if (character === '{' || character === '[') {
      depth++;
    } else if (character === '}' || character === ']') {
      if (depth === 0) return position;
      if (--depth === 0) return position + 1;
    } else if (character === ',' && depth === 0) {
      return position;
    }
  }
  return undefined;
}

function endOfString(text: string, start: number): number {
  let position = start + 1;
  while (position < text.length && text[position] !== '"') position += text[position] === '\\' ? 2 : 1;
  return position;
}

function isSound(element: string): boolean {
  try {
    const record = JSON.parse(element) as Record<string, unknown>;
    const isObjectOrMissing = (value: unknown) =>
      value === undefined || value === null || (typeof value === 'object' && !Array.isArray(value));
    return (
      typeof record === 'object' &&
      record !== null &&
      typeof record.eventTime === 'string' &&
      !Number.isNaN(Date.parse(record.eventTime)) &&
      isObjectOrMissing(record.userIdentity) &&
      isObjectOrMissing(record.tlsDetails) &&
      isObjectOrMissing((record.userIdentity as { sessionContext?: unknown } | undefined)?.sessionContext) &&
      (record.resources === undefined || record.resources === null || Array.isArray(record.resources))
    );
  } catch {
    return false;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
