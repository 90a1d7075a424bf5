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
  /** Raw columns that {@link identity} names. */
  readonly identityColumns: readonly string[];
  /**
   * SQL expressions over the raw columns: records of the same time in which all are equal are copies of one another, unless
   * the first is NULL. For records of the second way to read (`odd`), where it is cheap, they may be more thorough.
   */
  identity(column: (name: string) => string, odd: boolean): readonly string[];
}
