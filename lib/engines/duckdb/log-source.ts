import type { NamedQuery } from '../../analyses/render';

/** Files as they are given to DuckDB. */
export interface ReadableFiles {
  readonly paths: readonly string[];
  /** Mean size on disk. */
  readonly averageBytes: number;
  /** Size of the largest file when it is decompressed. */
  readonly largestBytes: number;
}

/** How the records of one log type get from files into rows of raw columns. */
export interface LogSource {
  /** Raw columns that `source` can have, beside `event_time`. */
  readonly columns: readonly string[];
  /**
   * Queries that read the files and end in `source`: `line` (text or place of the record, kept when it is not regular),
   * `file_index` (into the list of files), `regular`, `event_time` and the raw columns asked for.
   * `everywhere` are columns that are used for every record; the others only where a record is selected.
   */
  fileQueries(
    files: ReadableFiles,
    columns: ReadonlySet<string>,
    everywhere: ReadonlySet<string>,
  ): readonly NamedQuery[];
  /** The same from the table `odd_lines` (`line`, `file_index`); undefined when there is no second way to read a record. */
  oddQueries?(columns: ReadonlySet<string>): readonly NamedQuery[];
  /** Raw columns that the identity of a record is made of. */
  readonly identityColumns: readonly string[];
  /** SQL expression over these: equal for copies, hardly ever for other records, NULL for a record that is no copy. */
  identity(column: (name: string) => string): string;
  /** Raw columns of which the identity is only a hash; absent when it is exact. */
  readonly hashedColumns?: readonly string[];
}
