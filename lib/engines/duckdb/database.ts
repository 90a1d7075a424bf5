import { DuckDBConnection, DuckDBInstance, type DuckDBType, INTEGER, VARCHAR } from '@duckdb/node-api';
import type { SqlValue } from '../../analyses/sql-value';
import { TRINO_FUNCTIONS } from './trino-functions';

export interface DatabaseOptions {
  /** Files that may be read; everything else outside of the work folder is out of reach. */
  readonly readableFiles: readonly string[];
  /** Folders below which everything may be read. */
  readonly readableFolders: readonly string[];
  /** Folder of our own for what doesn't fit into memory and for repaired copies. */
  readonly workFolder: string;
  readonly memoryLimitMb: number;
  /** Number of threads; by default as many as there are processors. */
  readonly threads?: number;
  /** Whether rows stay in the order in which they are read, which costs time. */
  readonly keepsOrder?: boolean;
}

/** One row as plain values, in the order of the select list. */
export type PlainRow = readonly (string | number | bigint | boolean | null)[];

/** An embedded DuckDB that can read nothing but what it is given, and whose settings are locked. */
export class Database {
  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
  ) {}

  static async open(options: DatabaseOptions): Promise<Database> {
    const instance = await DuckDBInstance.create(':memory:', {
      memory_limit: `${options.memoryLimitMb}MB`,
      temp_directory: options.workFolder,
      preserve_insertion_order: String(options.keepsOrder ?? false),
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      ...(options.threads === undefined ? {} : { threads: String(options.threads) }),
    });
    const connection = await DuckDBConnection.create(instance);
    const database = new Database(instance, connection);
    await database.lockDown(options);
    return database;
  }

  async run(sql: string, parameters: readonly SqlValue[] = []): Promise<void> {
    // without parameters there is nothing to prepare, and preparing opens every file once more
    if (parameters.length === 0) await this.connection.run(sql);
    else await this.connection.run(sql, [...parameters], parameters.map(duckDbType));
  }

  /** All rows of a small result. */
  async rows(sql: string, parameters: readonly SqlValue[] = []): Promise<readonly PlainRow[]> {
    const reader = await this.connection.runAndReadAll(sql, [...parameters], parameters.map(duckDbType));
    return reader.getRows() as unknown as PlainRow[];
  }

  /** Adds rows of text and whole numbers to a temporary table. */
  async append(table: string, rows: readonly (readonly (string | number)[])[]): Promise<void> {
    if (rows.length === 0) return;
    const appender = await this.connection.createAppender(table, 'main', 'temp');
    for (const row of rows) {
      for (const value of row) {
        if (typeof value === 'number') appender.appendUBigInt(BigInt(value));
        else appender.appendVarchar(value);
      }
      appender.endRow();
    }
    appender.closeSync();
  }

  /** Makes a table out of an ordered query. Its column `position` keeps the order, which a table alone does not. */
  async createOrderedTable(table: string, sql: string, parameters: readonly SqlValue[]): Promise<void> {
    await this.run(
      `create or replace temp table ${table} as\nselect *, row_number() over () as position from (\n${sql}\n)`,
      parameters,
    );
  }

  /**
   * The rows of an ordered table in batches. Only for plain reads of a table in memory: DuckDB ends a stream early and
   * without an error when the query behind it fails, so nothing that reads files or computes may be streamed.
   */
  async *streamOrderedTable(table: string): AsyncGenerator<readonly PlainRow[]> {
    const columns = await this.rows(
      `select column_name, column_type = 'VARCHAR' from (describe ${table}) where column_name <> 'position'`,
    );
    const isText = columns.map(([, text]) => text === true);
    const names = columns.map(([name]) => `"${name}"`);
    const texts = names.filter((_, index) => isText[index]);
    const others = names.filter((_, index) => !isText[index]);
    // the client takes as long for a short text as for a long one: the texts of a row come as one
    const result = await this.connection.stream(
      `select ${[`cast(json_array(${texts.join(', ')}) as varchar)`, ...others].join(', ')} from ${table} order by position`,
    );
    for (;;) {
      const chunk = await result.fetchChunk();
      if (!chunk || chunk.rowCount === 0) return;
      yield (chunk.getRows() as unknown as PlainRow[]).map((row) => unpackTexts(row, isText));
    }
  }

  /** Part of the running query that is done, from 0 to 1; undefined when DuckDB can't tell. */
  progress(): number | undefined {
    const { percentage } = this.connection.progress;
    return percentage >= 0 ? percentage / 100 : undefined;
  }

  /** Stops the running query; its promise is rejected. */
  interrupt(): void {
    this.connection.interrupt();
  }

  close(): void {
    this.connection.closeSync();
    this.instance.closeSync();
  }

  private async lockDown(options: DatabaseOptions): Promise<void> {
    // what is asked for is the pattern, what is opened the file
    const withPatterns = (paths: readonly string[]) => [...new Set(paths.flatMap((path) => [path, literalPath(path)]))];
    const folders = [...options.readableFolders, options.workFolder].map((path) =>
      path.endsWith('/') ? path : `${path}/`,
    );
    const statements = [
      ...TRINO_FUNCTIONS.map((macro) => `create temp ${macro}`),
      'set integer_division = true',
      'set enable_progress_bar = true',
      'set enable_progress_bar_print = false',
      `set allowed_directories = ${sqlList(withPatterns(folders))}`,
      `set allowed_paths = ${sqlList(withPatterns(options.readableFiles))}`,
      'set enable_external_access = false',
      'set lock_configuration = true',
    ];
    await this.run(statements.join(';\n'));
  }
}

/** Puts the texts, which come as a JSON array in front of the other values, where they belong. */
function unpackTexts([packed, ...others]: PlainRow, isText: readonly boolean[]): PlainRow {
  const texts = JSON.parse(packed as string) as readonly (string | null)[];
  let text = 0;
  let other = 0;
  return isText.map((isOne) => (isOne ? texts[text++] : others[other++]) ?? null);
}

/** A column of text as it is: DuckDB's client takes a byte order mark at its beginning away, so it is given one more. */
export function withSpareMark(column: string): string {
  return `case when starts_with(${column}, chr(65279)) then chr(65279) || ${column} else ${column} end`;
}

/** File list as a literal: a table function takes no parameters. */
export function sqlList(values: readonly string[]): string {
  return `[${values.map(literal).join(', ')}]`;
}

/** Line ends are escaped because SQL is indented on its way. */
function literal(value: string): string {
  const quoted = value.replaceAll("'", "''");
  if (!/[\n\r]/.test(value)) return `'${quoted}'`;
  return `E'${quoted.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}'`;
}

/** A value without line ends as a literal, for statements that take no parameters. */
export function quoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** A path as DuckDB must be given it, so that it is not taken for a pattern. */
export function literalPath(path: string): string {
  return path.replace(/[[*?]/g, '[$&]');
}

function duckDbType(value: SqlValue): DuckDBType {
  return typeof value === 'number' ? INTEGER : VARCHAR;
}
