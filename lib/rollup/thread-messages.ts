import type { ErrorCode } from '../shared/errors';
import type { FolderPlace } from './folder-rollup-store';
import type { Amount } from './plan-rollup';
import type { PeriodOutcome } from './roll-up-period';
import type { RollupJob } from './rollup-job';
import type { PlacedPeriod } from './rollup-place';
import type { SentSources } from './source-list';

/** What a thread does, told at its start. */
export interface ThreadJob extends Pick<RollupJob, 'level' | 'format'> {
  readonly source: FolderPlace;
  readonly destination: FolderPlace;
}

/** A period, which a thread works on when it has done with those before. */
export interface ThreadRequest extends PlacedPeriod {
  readonly sources: SentSources;
  readonly keep: boolean;
  readonly overwrite: boolean;
}

/** Asks a thread to leave the period that it works on. */
export const STOP = 'stop';

/** How the work on a period ended. A bug ends the thread instead. */
export type ThreadEnd =
  | { readonly outcome: PeriodOutcome }
  | { readonly failure: { readonly code: ErrorCode; readonly message: string } }
  | { readonly stopped: true };

/** What a thread tells: what it has read since it last told, and the end. */
export type ThreadMessage = Amount | ThreadEnd;
