import type { Coverage } from './coverage';

export type ColumnType = 'timestamp' | 'string' | 'integer' | 'double';

/** One column of an answer; its name is part of the contract with the user. */
export interface ResultColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** What the numbers count or measure, for example `bytes` or `ms`. */
  readonly unit?: string;
  readonly description: string;
}

/** A value as every output writes it: timestamps are ISO 8601 text with `Z`, NULL is null. */
export type Cell = string | number | bigint | null;

/** The cells of one row, in the order of the columns. */
export type Row = readonly Cell[];

export type FilterValue = string | number | boolean | readonly string[];

/** The answer of one analysis: all that is needed to print it. */
export interface AuditResult {
  /** The id of the analysis, for example `deletions`. */
  readonly analysis: string;
  readonly title: string;
  readonly logType: string;
  /** The audited time as ISO 8601 instants; `to` is exclusive; null where the window is open. */
  readonly window: { readonly from: string | null; readonly to: string | null };
  readonly filters: Readonly<Record<string, FilterValue>>;
  readonly columns: readonly ResultColumn[];
  /** The rows in batches; can be read once. */
  readonly rows: AsyncIterable<readonly Row[]>;
  /** How many rows `rows` will give. */
  readonly rowCount: number;
  /** Whether the limit cut rows off. */
  readonly truncated: boolean;
  /** The largest number of rows asked for; 0 = all. */
  readonly limit: number;
  readonly coverage: Coverage;
}
