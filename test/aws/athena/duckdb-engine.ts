import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { withSpareMark } from '../../../lib/engines/duckdb/database';
import type { GlueTable } from '../glue/glue-table';
import { type AthenaAnswer, type AthenaEngine, type AthenaQuery, AthenaQueryError } from './athena-engine';
import { athenaText, athenaType } from './duckdb/answer-values';
import { type FileReader, fileReader } from './duckdb/file-rows';
import { duckDbType, parseHiveType } from './duckdb/hive-type';
import { isParquetTable, type ParquetReader, parquetReader } from './duckdb/parquet-rows';
import { type PartitionFile, partitionFiles } from './duckdb/partition-files';
import { inDuckDbWords, PRELUDE } from './duckdb/prelude';
import { type Partition, projectPartitions } from './duckdb/projection';
import { hasParameterOutsideWhere, parseSql, type TableRead, tableReads } from './duckdb/syntax-tree';
import { withParameters } from './execution-parameters';

export interface DuckDbEngineOptions {
  /** Now, for projected days and `current_timestamp`. */
  readonly now?: () => Date;
}

/**
 * Athena's answers by DuckDB: the very SQL over tables that are read as their definition in the Glue catalog says. Stricter
 * than Athena in one thing: conditions on partitions count only where the table itself is read.
 */
export class DuckDbEngine implements AthenaEngine {
  constructor(private readonly options: DuckDbEngineOptions = {}) {}

  async run(query: AthenaQuery, signal: AbortSignal): Promise<AthenaAnswer> {
    const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
    const connection = await instance.connect();
    const interrupt = () => connection.interrupt();
    signal.addEventListener('abort', interrupt);
    try {
      return await new Session(connection, query, this.options.now?.() ?? new Date(), signal).answer();
    } finally {
      signal.removeEventListener('abort', interrupt);
      connection.closeSync();
      instance.closeSync();
    }
  }
}

class Session {
  private scannedBytes = 0;

  constructor(
    private readonly connection: DuckDBConnection,
    private readonly query: AthenaQuery,
    private readonly now: Date,
    private readonly signal: AbortSignal,
  ) {}

  async answer(): Promise<AthenaAnswer> {
    await this.connection.run(PRELUDE);
    if (hasParameterOutsideWhere(await parseSql(this.connection, inDuckDbWords(this.query.sql)))) {
      throw new AthenaQueryError('SYNTAX_ERROR: execution parameters can be used in a WHERE clause only', 2, false);
    }
    const sql = inDuckDbWords(withParameters(this.query.sql, this.query.parameters));
    await this.load(tableReads(await parseSql(this.connection, sql)));
    await this.connection.run(`create schema if not exists "${this.query.database}"`);
    await this.connection.run(`set schema = '"${this.query.database}"'`);
    try {
      await this.connection.run(`create table main.answer as ${sql}`);
    } catch (error) {
      this.signal.throwIfAborted();
      throw new AthenaQueryError(`SYNTAX_ERROR: ${(error as Error).message}`, 2, false);
    }
    return this.readAnswer();
  }

  private async load(reads: readonly TableRead[]): Promise<void> {
    for (const table of this.query.tables) {
      const own = reads.filter(
        ({ table: name, schema }) => name === table.Name && (schema === '' || schema === table.DatabaseName),
      );
      if (own.length > 0) await this.loadTable(table, await this.partitionsOf(table, own));
    }
  }

  private async partitionsOf(table: GlueTable, reads: readonly TableRead[]): Promise<readonly Partition[]> {
    const partitions = new Map<string, Partition>();
    for (const { conditions } of reads) {
      for (const partition of await projectPartitions(this.connection, table, conditions, this.now)) {
        partitions.set(partition.location, partition);
      }
    }
    return [...partitions.values()];
  }

  private async loadTable(table: GlueTable, partitions: readonly Partition[]): Promise<void> {
    const columns = table.StorageDescriptor.Columns.map(({ Name, Type }) => ({
      name: Name,
      type: parseHiveType(Type),
    }));
    const keys = (table.PartitionKeys ?? []).map(({ Name }) => Name);
    const names = [...columns.map(({ name }) => name), ...keys, '$path'];
    await this.connection.run(`create table main.raw (${names.map((name) => `"${name}" varchar`).join(', ')})`);
    const read = isParquetTable(table) ? parquetReader(this.connection, columns) : fileReader(table);
    const appender = await this.connection.createAppender('raw', 'main');
    for (const file of await partitionFiles(table, partitions, this.query.objects)) {
      this.signal.throwIfAborted();
      const partition = keys.map((key) => file.values[key] ?? null);
      for (const row of await this.rowsOf(file, read)) {
        for (const value of [...row, ...partition, `s3://${file.bucket}/${file.key}`]) {
          if (value === null) appender.appendNull();
          else appender.appendVarchar(value);
        }
        appender.endRow();
      }
    }
    appender.closeSync();
    const typed = columns.map(({ name, type }) => {
      if (type.kind === 'string') return `"${name}"`;
      const isNested = type.kind === 'array' || type.kind === 'struct';
      return `cast(${isNested ? `cast("${name}" as json)` : `"${name}"`} as ${duckDbType(type)}) as "${name}"`;
    });
    const rest = [...keys, '$path'].map((name) => `"${name}"`);
    await this.connection.run(`create schema if not exists "${table.DatabaseName}"`);
    await this.connection.run(
      `create table "${table.DatabaseName}"."${table.Name}" as select ${[...typed, ...rest].join(', ')} from main.raw`,
    );
    await this.connection.run('drop table main.raw');
  }

  private async rowsOf({ bucket, key }: PartitionFile, read: FileReader | ParquetReader) {
    const content = await this.query.objects.read(bucket, key);
    this.scannedBytes += content.length;
    try {
      return await read(key, content);
    } catch (error) {
      const reason = (error as Error).message;
      throw new AthenaQueryError(`HIVE_CURSOR_ERROR: Failed to read file: s3://${bucket}/${key}: ${reason}`, 2, false);
    }
  }

  private async readAnswer(): Promise<AthenaAnswer> {
    const described = await this.connection.runAndReadAll('describe main.answer');
    const columns = described.getRows().map(([name, type]) => ({ name: String(name), type: athenaType(String(type)) }));
    const selected = columns.map(({ name, type }) => (type === 'varchar' ? withSpareMark(`"${name}"`) : `"${name}"`));
    const reader = await this.connection.runAndReadAll(`select ${selected.join(', ')} from main.answer`);
    const rows = reader
      .getRows()
      .map((row) => row.map((value, index) => athenaText(value, columns[index]?.type ?? '')));
    return { columns, rows: inBatches(rows), scannedBytes: this.scannedBytes };
  }
}

async function* inBatches<Row>(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  for (let start = 0; start < rows.length; start += 1000) yield rows.slice(start, start + 1000);
}
