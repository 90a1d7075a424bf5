import type { RenderedQuery } from '../../analyses/render';
import type { AccessPlan } from './access-plan';
import type { AccessMode, LostObject } from './run-state';

/** Names of what a run keeps in the work bucket. */
export const KEPT = {
  /** {@link AccessPlan} */
  access: 'access',
  /** {@link RunPlan} */
  plan: 'plan',
  /** {@link RunQuery}[] */
  queries: 'queries',
  /** {@link CopyState} */
  copy: 'copy',
  /** {@link RunSummary} */
  summary: 'summary',
} as const;

/** What a run is going to do: what its mails tell, and what its later steps need. */
export interface RunPlan {
  readonly mode: AccessMode;
  readonly table: AccessPlan['table'];
  readonly partitions: AccessPlan['partitions'];
  readonly objects: number;
  /** Those that are rollups in Parquet. */
  readonly rolledUp: number;
  readonly bytes: number;
  /** Objects of the listed ranges that are not read, by reason. */
  readonly leftOut: Readonly<Record<string, number>>;
  readonly lost: readonly LostObject[];
  /** What a person should know, sentences without a full stop. */
  readonly notes: readonly string[];
  /** Why nothing may have been found, sentences without a full stop. */
  readonly hints: readonly string[];
}

/** A query of a run as Athena gets it. */
export interface RunQuery {
  /** The analysis, or `coverage`. */
  readonly name: string;
  readonly title: string;
  readonly sql: string;
  /** SQL literals, one for each `?`. */
  readonly parameters: readonly string[];
  readonly columns: RenderedQuery['columns'];
  /** Rows at most; 0 for all. */
  readonly limit: number;
}
