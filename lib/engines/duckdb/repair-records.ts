import { writeFileSync } from 'node:fs';
import { readDecodedText } from '../../log-store/decoded-text';
import { EVENT_TIME } from '../../log-types/cloudtrail/record-format';
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

const EMPTY = 'it is empty: no Records';
const TIME = new RegExp(EVENT_TIME);

/** Reads a CloudTrail file as far as it goes: every record that is whole, also of a truncated or damaged file. */
export async function readTrailFile(path: string): Promise<TrailFile> {
  const pieces: string[] = [];
  const damage = await readDecodedText(path, (piece) => pieces.push(piece));
  // files that were joined hold several documents
  const documents = cutDocuments(pieces.join('')).map(readDocument);
  const records = documents.flatMap((document) => document.texts);
  const problem = damage ?? (documents.length === 0 ? EMPTY : documents.find((document) => document.problem)?.problem);
  return {
    records: records.map((text, index) => ({ number: index + 1, text, sound: isSound(text) })),
    ...(problem ? { problem } : {}),
  };
}

/** Copies of CloudTrail files, with the sound records and an empty one in the place of each of the others. */
export const recordRepair: FileRepair = {
  emptyFile: '{"Records":[]}',
  explainNoBytes: () => EMPTY,
  repair: async ({ path }, copy) => {
    const { records, problem } = await readTrailFile(path);
    const texts = records.map(({ sound, text }) => (sound ? normalize(text) : '{}'));
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

function cutDocuments(text: string): readonly string[] {
  const documents: string[] = [];
  let position = skip(/\s/, text, 0);
  while (position < text.length) {
    const end = endOfDocument(text, position);
    documents.push(text.slice(position, end));
    position = skip(/\s/, text, end);
  }
  return documents;
}

/** What is no document ends where one begins. */
function endOfDocument(text: string, start: number): number {
  if (/[{[]/.test(text[start] as string)) return endOfElement(text, start) ?? text.length;
  const next = text.indexOf('{', start);
  return next < 0 ? text.length : next;
}

function readDocument(text: string): { texts: readonly string[]; problem?: string } {
  const start = /"Records"\s*:\s*\[/.exec(text);
  if (!start) {
    const problem = isJson(text) ? 'it has no Records: no CloudTrail log' : 'it is no valid JSON and has no Records';
    return { texts: [], problem };
  }
  const { texts, closed } = cutRecords(text, start.index + start[0].length);
  return closed && isJson(text) ? { texts } : { texts, problem: 'it is no valid JSON; whole records were used' };
}

/** Cuts the elements of the array that begins at `start`, minding strings and nesting. */
function cutRecords(text: string, start: number): { texts: string[]; closed: boolean } {
  const texts: string[] = [];
  let position = start;
  for (;;) {
    position = skip(/[\s,]/, text, position);
    if (text[position] === ']') return { texts, closed: true };
    const end = endOfElement(text, position);
    if (end === undefined) return { texts, closed: false };
    texts.push(text.slice(position, end));
    position = end;
  }
}

function skip(characters: RegExp, text: string, start: number): number {
  let position = start;
  while (characters.test(text[position] ?? '')) position++;
  return position;
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
    const record: unknown = JSON.parse(element);
    if (!isObject(record) || !isEventTime(record.eventTime)) return false;
    const { userIdentity, tlsDetails, resources } = record;
    const session = isObject(userIdentity) ? userIdentity.sessionContext : undefined;
    const attributes = isObject(session) ? session.attributes : undefined;
    const isList = resources === undefined || resources === null || Array.isArray(resources);
    return isList && [userIdentity, tlsDetails, session, attributes, ...(resources ?? [])].every(isObjectOrMissing);
  } catch {
    return false;
  }
}

function isEventTime(value: unknown): boolean {
  if (typeof value !== 'string' || !TIME.test(value)) return false;
  // a day that does not exist becomes another one
  const local = value.slice(0, 'YYYY-MM-DDThh:mm:ss'.length);
  const instant = new Date(`${local}Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(local);
}

function isObjectOrMissing(value: unknown): boolean {
  return value === undefined || value === null || isObject(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The record without what DuckDB takes for an error: a key that stands twice, half a surrogate pair. */
function normalize(record: string): string {
  return JSON.stringify(JSON.parse(record)).replace(/\\\\|\\ud[89a-f][0-9a-f]{2}/g, (found) =>
    found === '\\\\' ? found : '\ufffd',
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
