export const LOG_TYPE_IDS = ['access-logs', 'cloudtrail'] as const;
export type LogTypeId = (typeof LOG_TYPE_IDS)[number];

/** A raw column as it stands in the log: always a string on the engines, typed later in the canonical view. */
export interface RawColumn {
  readonly name: string;
  /** Type in Glue's (Hive's) spelling. */
  readonly hiveType: string;
  readonly description: string;
}

/** How a table of Glue (Hive) reads the objects of a log type; Athena's part of what the readers on the laptop do. */
export interface HiveTable {
  /** In the order of the table; after the raw columns there may be one for what could not be parsed. */
  readonly columns: readonly RawColumn[];
  readonly serializationLibrary: string;
  readonly serdeParameters: Readonly<Record<string, string>>;
  readonly inputFormat: string;
}

/** Input format of tables that read the objects of a list, where they lie: a line for each address. */
export const LISTED_INPUT_FORMAT = 'org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat';

/** Output format of every table; nothing is ever written through them. */
export const HIVE_OUTPUT_FORMAT = 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat';

/** Why a file in the given folder is no log of this type. */
export type SkipReason =
  | 'hidden file'
  | 'CloudTrail digest'
  | 'CloudTrail Insights'
  | 'CloudTrail network activity'
  | 'aggregated CloudTrail events'
  | 'CloudTrail log'
  | 'rollup manifest'
  | 'other file'
  | 'outside the window';

/** What the name of a log file tells. */
export type FileVerdict =
  | {
      readonly kind: 'log';
      /** When the file was delivered, at the earliest; absent when the name doesn't tell. */
      readonly delivered?: Date;
      /** No event in the file is at or after this instant; absent when the name doesn't tell. */
      readonly eventsBefore?: Date;
    }
  | { readonly kind: 'skip'; readonly reason: SkipReason };

/** Everything the product knows about one kind of log, without any engine. */
export interface LogType {
  readonly id: LogTypeId;
  readonly title: string;
  /** What one record is called: a line or a record. */
  readonly recordNoun: 'line' | 'record';
  readonly rawColumns: readonly RawColumn[];
  readonly hiveTable: HiveTable;
  /** The same for rollups in Parquet, which a run lists; absent where there are none. */
  readonly rolledUpTable?: HiveTable;
  /** How long after an event its log file may be delivered and still be looked for. */
  readonly deliveryPaddingMs: number;
  /** Tells from a path (with `/`, relative to the folder given) whether and for which time the file is to be read. */
  classifyFile(path: string): FileVerdict;
  /** Whether the first bytes of a (decompressed) file are this kind of log. */
  recognize(head: string): boolean;
}
