import { AuditError } from '../../shared/errors';

/** The fields of one line of a result; NULL is null. */
export type CsvFields = readonly (string | null)[];

/**
 * Reads a result as Athena writes it: CSV in UTF-8, every field in quotes, a quote in it doubled, NULL an empty field
 * without quotes. The first record holds the names of the columns. Records come in batches.
 * @see https://docs.aws.amazon.com/athena/latest/ug/querying-finding-output-files.html
 * @throws AuditError when the text ends within a record
 */
export async function* readResultCsv(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly CsvFields[]> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let rest = '';
  // a long record is not read again from its start for every piece of it that comes
  let enough = 1;
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true });
    if (rest.length < enough) continue;
    const { records, end } = readRecords(rest);
    rest = rest.slice(end);
    enough = end === 0 ? rest.length * 2 : 1;
    if (records.length > 0) yield records;
  }
  rest += decoder.decode();
  if (rest === '') return;
  const last = rest.endsWith('\n') ? rest : `${rest}\n`;
  const { records, end } = readRecords(last);
  if (end !== last.length) throw new AuditError('RESULT_UNREADABLE', 'the result ends in the middle of a row');
  yield records;
}

/** The whole records at the beginning of the text, and where they end. */
function readRecords(text: string): { readonly records: CsvFields[]; readonly end: number } {
  const records: CsvFields[] = [];
  let end = 0;
  for (let record = readRecord(text, 0); record; record = readRecord(text, end)) {
    records.push(record.fields);
    end = record.end;
  }
  return { records, end };
}

interface ReadRecord {
  readonly fields: CsvFields;
  /** Where the next record begins. */
  readonly end: number;
}

/** Undefined when the record does not end in the text. */
function readRecord(text: string, start: number): ReadRecord | undefined {
  const fields: (string | null)[] = [];
  for (let position = start; position < text.length; ) {
    const end = text[position] === '"' ? endOfQuoted(text, position) : endOfBare(text, position);
    if (end === undefined) return undefined;
    const field = text.slice(position, end);
    fields.push(field === '' ? null : unquote(field));
    position = end + 1;
    if (text[end] === '\n') return { fields, end: position };
  }
  return undefined;
}

/** Where the field ends that begins with the quote at `start`. */
function endOfQuoted(text: string, start: number): number | undefined {
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 2)) {
    if (quote + 1 >= text.length) return undefined;
    if (text[quote + 1] === '"') continue;
    return isEnd(text, quote + 1) ? quote + 1 : unreadable(text, start);
  }
  return undefined;
}

function endOfBare(text: string, start: number): number | undefined {
  for (let end = start; end < text.length; end++) {
    if (isEnd(text, end)) return end;
    if (text[end] === '"') return unreadable(text, start);
  }
  return undefined;
}

function isEnd(text: string, position: number): boolean {
  return text[position] === ',' || text[position] === '\n';
}

function unquote(field: string): string {
  return field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field;
}

function unreadable(text: string, start: number): never {
  throw new AuditError(
    'RESULT_UNREADABLE',
    `the result is no CSV of Athena: a field has text beside its quotes, near ${JSON.stringify(text.slice(start, start + 80))}`,
  );
}
