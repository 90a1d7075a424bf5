import type { AnalysisColumn, ColumnType } from '../../analyses/analysis';
import { AuditError, oneLine } from '../../shared/errors';
import { Database, literalPath, quoted } from './database';

const TYPES: Readonly<Record<ColumnType, string>> = {
  timestamp: 'timestamp',
  string: 'varchar',
  integer: 'bigint',
  double: 'double',
};

/** A row of Athena has 32 MB at most. Each thread takes memory for twice as much. */
const LONGEST_ROW_BYTES = 1 << 26;
const MEMORY_MB = 600;

/** Turns rows as JSON, one a line, into a Parquet file; both lie in the work folder. @throws AuditError when that fails */
export async function writeParquetFile(
  rowsPath: string,
  columns: readonly Pick<AnalysisColumn, 'name' | 'type'>[],
  parquetPath: string,
  workFolder: string,
): Promise<void> {
  const database = await Database.open({
    readableFiles: [],
    readableFolders: [],
    workFolder,
    memoryLimitMb: MEMORY_MB,
    threads: 1,
  });
  const types = columns.map(({ name, type }) => `'${name}': '${TYPES[type]}'`);
  const rows = `read_json(${quoted(literalPath(rowsPath))}, format = 'newline_delimited', columns = {${types.join(', ')}}, maximum_object_size = ${LONGEST_ROW_BYTES})`;
  try {
    await database.run(`copy (select * from ${rows}) to ${quoted(parquetPath)} (format parquet)`);
  } catch (cause) {
    throw new AuditError('OUTPUT_FAILED', `the Parquet file can not be made: ${oneLine(cause)}`, { cause });
  } finally {
    database.close();
  }
}
