import type { NamedQuery } from '../../analyses/render';
import type { Window } from '../../shared/utc-dates';

/** Files as they are given to DuckDB. */
export interface ReadableFiles {
  readonly paths: readonly string[];
  /** Mean size on disk. */
  readonly averageBytes: number;
  /** Size of the largest file when it is decompressed. */
  readonly largestBytes: number;
}

/** Files of parsed logs as they are given to DuckDB. */
export interface ParsedPart {
  readonly paths: readonly string[];
  /** SQL over `file_index` and `file`: place of a line's file in the list of all files of the load. */
  readonly place: string;
  /** SQL condition for the lines that are wanted; absent when all are. */
  readonly wanted?: string;
}

/** Queries that read records, and how their raw columns are cut out. */
export interface RecordQueries {
  /**
   * They end in `source`: `line` (text or place of the record, kept when it is not regular), `file_index` (into the list of
   * files), `regular`, `event_time` and the parts.
   */
  readonly queries: readonly NamedQuery[];
  /** Columns of `source` out of which the raw columns are cut, where they are used: cutting costs more than carrying. */
  readonly parts: readonly string[];
  /** SQL expression over the parts that gives a raw column as text. */
  field(column: string): string;
}

/** How the records of one log type get from files into rows of raw columns. */
export interface LogSource {
  /** Raw columns that there are, beside `event_time`. */
  readonly columns: readonly string[];
  /** Reads the files. `columns` are those that are wanted, `everywhere` those of them that are used for every record. */
  fileQueries(files: ReadableFiles, columns: ReadonlySet<string>, everywhere: ReadonlySet<string>): RecordQueries;
  /** Reads the table `odd_lines` (`line`, `file_index`); undefined when there is no second way to read a record. */
  readonly oddQueries?: RecordQueries;
  /** Reads files of parsed logs; undefined when there is no such form of these logs. */
  readonly parsedQueries?: (part: ParsedPart, window: Window) => RecordQueries;
  /** Raw columns that the identity of a record is made of. */
  readonly identityColumns: readonly string[];
  /** SQL expression over these: equal for copies, hardly ever for other records, NULL for a record that is no copy. */
  identity(column: (name: string) => string): string;
  /** Raw columns of which the identity is only a hash; absent when it is exact. */
  readonly hashedColumns?: readonly string[];
}
