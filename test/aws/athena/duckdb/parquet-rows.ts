import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { withSpareMark } from '../../../../lib/engines/duckdb/database';
import type { GlueTable } from '../../glue/glue-table';
import type { TextRow } from './file-rows';
import { duckDbType, type HiveType } from './hive-type';

/** How the files of a table in Parquet become rows. */
export type ParquetReader = (key: string, content: Buffer) => Promise<readonly TextRow[]>;

const PARQUET_SERDE = 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe';

export function isParquetTable(table: GlueTable): boolean {
  return table.StorageDescriptor.SerdeInfo?.SerializationLibrary === PARQUET_SERDE;
}

/** As Athena does it, columns are found by their names: one that a file does not have is NULL, others are not read. */
export function parquetReader(
  connection: DuckDBConnection,
  columns: readonly { readonly name: string; readonly type: HiveType }[],
): ParquetReader {
  return async (_key, content) => {
    const folder = mkdtempSync(join(tmpdir(), 'athena-parquet-'));
    const path = join(folder, 'file.parquet');
    try {
      writeFileSync(path, content);
      const described = await connection.runAndReadAll(`describe select * from read_parquet('${path}')`);
      const present = new Map(described.getRows().map(([name, type]) => [String(name), String(type)]));
      const selected = columns.map(({ name, type }) => textOf(name, type, present.get(name)));
      const reader = await connection.runAndReadAll(`select ${selected.join(', ')} from read_parquet('${path}')`);
      return reader.getRows().map((row) => row.map((value) => (value === null ? null : String(value))));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
}

/** @throws Error for a column of another type than the table says, which Athena would refuse, too */
function textOf(name: string, type: HiveType, found: string | undefined): string {
  if (found === undefined) return 'null';
  const wanted = duckDbType(type).replace(/^INT$/, 'INTEGER');
  if (found !== wanted) throw new Error(`the column ${name} is ${found}, the table says ${wanted}`);
  return withSpareMark(`cast("${name}" as varchar)`);
}
