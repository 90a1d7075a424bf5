import { gunzipSync, gzipSync } from 'node:zlib';
import type { GlueTable } from './glue-table';

/**
 * SHIM: `com.amazon.emr.cloudtrail.CloudTrailInputFormat`, which Athena has and open-source Trino has not. It makes one row
 * of each element of a file's `Records`. For Trino the catalog shows such a table as JSON lines below another bucket name,
 * and S3 serves the files of that name as lines. Only `"$path"` shows the difference.
 */
const CLOUDTRAIL_INPUT_FORMAT = 'com.amazon.emr.cloudtrail.CloudTrailInputFormat';
const ALIAS = '--ctlines';

export function isCloudTrailTable({ StorageDescriptor }: GlueTable): boolean {
  return StorageDescriptor.InputFormat === CLOUDTRAIL_INPUT_FORMAT;
}

/** The table as Trino can read it. */
export function asJsonLines(table: GlueTable): GlueTable {
  if (!isCloudTrailTable(table)) return table;
  const { StorageDescriptor: storage, Parameters: parameters = {} } = table;
  const template = parameters['storage.location.template'];
  return {
    ...table,
    Parameters: { ...parameters, ...(template ? { 'storage.location.template': aliasOf(template) } : {}) },
    StorageDescriptor: {
      ...storage,
      Location: aliasOf(storage.Location ?? ''),
      InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
      SerdeInfo: { ...storage.SerdeInfo, SerializationLibrary: 'org.openx.data.jsonserde.JsonSerDe' },
    },
  };
}

function aliasOf(location: string): string {
  return location.replace(/^(s3:\/\/[^/]+)/, `$1${ALIAS}`);
}

/** The bucket behind the name that {@link asJsonLines} made up; undefined for any other name. */
export function bucketBehindAlias(name: string): string | undefined {
  return name.endsWith(ALIAS) ? name.slice(0, -ALIAS.length) : undefined;
}

/** What S3 serves below the alias: each record as a line. */
export function fileAsLines(key: string, content: Buffer): Buffer {
  const packed = key.endsWith('.gz');
  const text = (packed ? gunzipSync(content) : content).toString('utf8');
  const lines = Buffer.from(
    cutRecords(text)
      .map((record) => `${record.replace(/[\r\n]/g, ' ')}\n`)
      .join(''),
  );
  return packed ? gzipSync(lines, { level: 1 }) : lines;
}

/**
 * The text of each element of `Records`, as it is in the file.
 * @throws Error when the file ends within them
 */
export function cutRecords(text: string): readonly string[] {
  const start = /"Records"\s*:\s*\[/.exec(text);
  if (!start) return [];
  const records: string[] = [];
  let depth = 0;
  let inString = false;
  let from = 0;
  for (let index = start.index + start[0].length; index < text.length; index++) {
    const character = text[index];
    if (inString) {
      if (character === '\\') index++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') {
      if (depth++ === 0) from = index;
    } else if (character === '}' || character === ']') {
      if (depth === 0) return records;
      if (--depth === 0) records.push(text.slice(from, index + 1));
    }
  }
  throw new Error('Unexpected end of the CloudTrail file');
}
