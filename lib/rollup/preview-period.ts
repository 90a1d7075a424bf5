import { compareSources, countOrphans } from './compare-sources';
import type { PlannedPeriod, RollupJob } from './rollup-job';
import { rollupKeys } from './rollup-place';
import { addressOf, loadState } from './rollup-state';
import type { Sources } from './rollup-store';
import { inOrder, type SourceChoice } from './source-list';

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
  /** Sources that would be in it then. */
  readonly held: Sources;
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
  const comparison = await compareSources(job.source, state?.manifest, inOrder(period.sources));
  const { contained } = comparison;
  const fresh = amountOf(comparison.fresh);
  const anew = overwrite && state !== undefined;
  const isRefused = anew && countOrphans(state.manifest, comparison) > 0;
  const rewritten = anew ? amountOf(contained) : NOTHING;
  const sources = isRefused ? 0 : rewritten.sources + fresh.sources;
  return {
    output: addressOf(job.destination, keys.output),
    action: isRefused ? 'refuse' : anew ? 'write anew' : sources === 0 ? 'leave' : state ? 'add to' : 'write',
    sources,
    bytes: isRefused ? 0 : rewritten.bytes + fresh.bytes,
    contained: contained.length,
    deleted: keep || isRefused ? 0 : contained.length + fresh.sources,
    held: isRefused ? [] : contained.and(readable(comparison.fresh)),
  };
}

function readable(sources: SourceChoice): SourceChoice {
  const found = sources.first(0);
  for (const [position, { unreadable }] of sources.entries()) if (unreadable === undefined) found.add(position);
  return found;
}

const NOTHING = { sources: 0, bytes: 0 };

/** How many can be read, and their bytes. */
function amountOf(sources: Sources): typeof NOTHING {
  const amount = { ...NOTHING };
  for (const { bytes, unreadable } of sources) {
    if (unreadable !== undefined) continue;
    amount.sources++;
    amount.bytes += bytes;
  }
  return amount;
}
