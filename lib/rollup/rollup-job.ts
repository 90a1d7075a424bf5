import type { RollupFormat, RollupLevel } from '../log-types/access-logs/rollup-name';
import type { ContentCodec } from './content-codec';
import type { PlacedPeriod } from './rollup-place';
import type { RollupStore, Sources } from './rollup-store';

/** What tells the period of a line: the name of its log object, or the line itself. */
export const ROLLUP_TIMES = ['delivery-time', 'event-time'] as const;
export type RollupTime = (typeof ROLLUP_TIMES)[number];

/** What is merged into what. */
export interface RollupJob {
  readonly source: RollupStore;
  readonly destination: RollupStore;
  readonly level: RollupLevel;
  readonly by: RollupTime;
  readonly format: RollupFormat;
  /** How rollups in Parquet are made, where that is possible. */
  readonly parquet?: ContentCodec;
}

/** A rollup that is to be made or added to, and what may have to be put into it. */
export interface PlannedPeriod extends PlacedPeriod {
  readonly sources: Sources;
}
