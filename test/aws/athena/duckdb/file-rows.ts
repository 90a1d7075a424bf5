import { gunzipSync } from 'node:zlib';
import { cutRecords, isCloudTrailTable } from '../../glue/cloudtrail-input-format';
import type { GlueTable } from '../../glue/glue-table';
import { memberOf, parseHiveType, toHiveJson } from './hive-type';
import { parseJsonText } from './json-text';

/** The columns of a row as text; values of nested types as JSON. */
export type TextRow = readonly (string | null)[];

/** How the files of a table become rows. */
export type FileReader = (key: string, content: Buffer) => readonly TextRow[];

const REGEX_SERDE = 'org.apache.hadoop.hive.serde2.RegexSerDe';
const JSON_SERDE = 'org.apache.hive.hcatalog.data.JsonSerDe';

/** @throws Error for a table that is read in a way not known here */
export function fileReader(table: GlueTable): FileReader {
  const { SerdeInfo: serde, Columns: columns } = table.StorageDescriptor;
  if (serde?.SerializationLibrary === REGEX_SERDE) {
    const regex = serde.Parameters?.['input.regex'];
    if (regex === undefined) throw new Error(`the SerDe of ${table.Name} has no input.regex`);
    if (columns.some(({ Type }) => Type !== 'string')) throw new Error(`RegexSerDe reads strings only: ${table.Name}`);
    return regexReader(regex, columns.length);
  }
  if (serde?.SerializationLibrary === JSON_SERDE && isCloudTrailTable(table)) {
    return recordReader(columns.map(({ Name, Type }) => [Name, parseHiveType(Type)]));
  }
  throw new Error(`how the table ${table.Name} is read is not known here: ${serde?.SerializationLibrary}`);
}

/** Java matches the whole line and lets a dot stand for line ends; a line that does not match gives a row of NULL. */
function regexReader(regex: string, columns: number): FileReader {
  const expression = new RegExp(`^(?:${regex})$`, 's');
  const none: TextRow = Array(columns).fill(null);
  return (key, content) =>
    linesOf(unpacked(key, content)).map((line) => {
      const found = expression.exec(line);
      if (!found) return none;
      if (found.length - 1 !== columns)
        throw new Error(`the regex has ${found.length - 1} groups for ${columns} columns`);
      return found.slice(1).map((group: string | undefined) => group ?? null);
    });
}

/** As Hadoop's LineReader cuts: at LF, CR and CRLF; the end of the last line may be missing. */
function linesOf(content: Buffer): readonly string[] {
  const lines = new TextDecoder().decode(content).split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function recordReader(columns: readonly (readonly [string, ReturnType<typeof parseHiveType>])[]): FileReader {
  return (key, content) =>
    cutRecords(new TextDecoder().decode(unpacked(key, content))).map((text) => {
      const record = parseJsonText(text);
      return columns.map(([name, type]) => {
        const value = toHiveJson(memberOf(record, name), type);
        return value === null || typeof value === 'string' ? value : JSON.stringify(value);
      });
    });
}

/** Athena tells compression by the name. */
function unpacked(key: string, content: Buffer): Buffer {
  return key.endsWith('.gz') ? gunzipSync(content) : content;
}
