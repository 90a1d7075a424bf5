import type { S3Client } from '@aws-sdk/client-s3';
import { listPeriod } from '../../rollup/plan-rollup';
import { type PeriodResult, rollUpPeriod } from '../../rollup/roll-up-period';
import type { PlannedPeriod } from '../../rollup/rollup-job';
import { AuditError, errorName } from '../../shared/errors';
import { MINUTE_MS } from '../../shared/utc-dates';
import type { WorkStore } from '../audit-run/work-store';
import { explainDenial } from './explain-denial';
import { type KeptPeriod, readKept } from './find-periods';
import { rollupJob } from './rollup-job';
import { KEPT } from './rollup-kept';
import { CALLS_OF_PERIOD } from './rollup-limits';
import type { RollupSettings } from './rollup-settings';
import { addCounts, LEFT, type RollupCounts, type RollupItem } from './rollup-state';

export interface PeriodServices {
  readonly s3: S3Client;
  readonly settings: RollupSettings;
  readonly store: WorkStore;
  /** Milliseconds until the invocation is ended. */
  readonly remainingMs: () => number;
  /** What is merged with one write. */
  readonly write?: { readonly sources: number; readonly bytes: number };
}

/** Another write is not begun with less time: it may have to write the whole rollup anew. */
const TIME_FOR_A_WRITE_MS = 8 * MINUTE_MS;
/** So much that a write takes minutes. */
const WRITE = { sources: 20_000, bytes: 2 * 1024 ** 3 };
const MAX_REASON = 300;

/**
 * Rolls up a period, as far as time allows; the reply says `more` when it has to be called again. What is wrong with the
 * period is in the reply, because it concerns no other.
 * @throws AuditError SERVICE_BUSY, and what is thrown by bugs and faults of services: it is worth another try
 */
export async function rollUpItem(item: RollupItem, services: PeriodServices): Promise<RollupItem> {
  const { round, index, period, counts } = item;
  const called = { round, index, period, calls: item.calls + 1 };
  try {
    const result = await rollUp(item, services);
    const sum = addCounts(counts, countsOf(result));
    if (!result.more) return { ...called, counts: sum, next: 'done', ...problemOf(result) };
    const isEnough = called.calls >= CALLS_OF_PERIOD;
    // what is left is looked at again anyway
    const going = { ...called, counts: { ...sum, left: 0 } };
    return isEnough ? { ...going, next: 'done', unfinished: true } : { ...going, next: 'more' };
  } catch (thrown) {
    const error = explainDenial(thrown);
    if (!(error instanceof AuditError) || error.code === 'SERVICE_BUSY') throw error;
    const { code, message } = error;
    return { ...called, counts, next: 'done', problem: { code: errorName(code), reason: cut(message) } };
  }
}

async function rollUp({ round, index }: RollupItem, services: PeriodServices): Promise<PeriodResult> {
  const { s3, settings, store, remainingMs, write = WRITE } = services;
  const kept = (await store.get<readonly KeptPeriod[]>(KEPT.round(round)))[index];
  if (!kept) throw new Error(`round ${round} has no period ${index}`);
  const job = rollupJob(s3, settings);
  const planned = await listPeriod(job, readKept(kept, settings.level));
  const result = await rollUpPeriod(job, planned, {
    keep: settings.keepSources,
    maxSources: sourcesOfWrite(planned, write),
    isLate: () => remainingMs() < TIME_FOR_A_WRITE_MS,
  });
  if (result.left.length === 0) return result;
  // what somebody else has rolled up and deleted meanwhile is not left
  const present = new Set(Array.from((await listPeriod(job, planned)).sources, ({ key }) => key));
  return { ...result, left: result.left.filter(({ key }) => present.has(key)) };
}

function sourcesOfWrite({ sources }: PlannedPeriod, write: typeof WRITE): number {
  let bytes = 0;
  for (const source of sources) bytes += source.bytes;
  const average = Math.max(1, bytes / Math.max(1, sources.length));
  return Math.max(1, Math.min(write.sources, Math.floor(write.bytes / average)));
}

function countsOf({ merged, mergedBytes, contained, deleted, left }: PeriodResult): RollupCounts {
  return { merged, bytes: mergedBytes, contained, deleted, left: left.length };
}

function problemOf({ left }: PeriodResult): Pick<RollupItem, 'problem'> {
  const [first] = left;
  if (!first) return {};
  const others = left.length > 1 ? `, and ${left.length - 1} more` : '';
  return { problem: { code: LEFT, reason: cut(`${first.key.slice(-150)}: ${first.reason}${others}`) } };
}

function cut(text: string): string {
  return text.length <= MAX_REASON ? text : `${text.slice(0, MAX_REASON)}...`;
}
