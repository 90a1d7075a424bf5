import { compareSources, countOrphans } from './compare-sources';
import type { PlannedPeriod, RollupJob } from './rollup-job';
import { rollupKeys } from './rollup-place';
import { addressOf, loadState } from './rollup-state';

/** What would be done with a period. */
export interface PeriodPreview {
  readonly output: string;
  readonly action: 'write' | 'add to' | 'write anew' | 'refuse' | 'leave';
  /** Sources that would be put into it. */
  readonly sources: number;
  readonly bytes: number;
  /** Sources that are in it already. */
  readonly contained: number;
  /** Sources that would be deleted. */
  readonly deleted: number;
}

/**
 * Finds out what {@link rollUpPeriod} would do, without changing anything.
 * @throws AuditError ROLLUP_REFUSED and others of reading
 */
export async function previewPeriod(
  job: RollupJob,
  period: PlannedPeriod,
  { keep = false, overwrite = false }: { readonly keep?: boolean; readonly overwrite?: boolean },
): Promise<PeriodPreview> {
  const keys = rollupKeys(period, job.format);
  const state = await loadState(job, keys);
  const comparison = await compareSources(job.source, state?.manifest, period.sources);
  const usable = comparison.fresh.filter(({ unreadable }) => unreadable === undefined);
  const anew = overwrite && state !== undefined;
  const isRefused = anew && countOrphans(state.manifest, comparison) > 0;
  const sources = isRefused ? [] : anew ? [...comparison.contained, ...usable] : usable;
  const held = isRefused ? [] : [...comparison.contained, ...usable];
  return {
    output: addressOf(job.destination, keys.output),
    action: isRefused ? 'refuse' : anew ? 'write anew' : sources.length === 0 ? 'leave' : state ? 'add to' : 'write',
    sources: sources.length,
    bytes: sources.reduce((sum, { bytes }) => sum + bytes, 0),
    contained: comparison.contained.length,
    deleted: keep ? 0 : held.length,
  };
}
