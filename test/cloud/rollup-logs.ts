import type { Coverage } from '../../lib/report/coverage';
import { accessStoryFiles, deliver, randomAccessEvents, seededRandom, writeAccessLogs } from '../generator';
import type { AuditRun } from './audit-run';
import { countsInside } from './laptop-answers';

/** What is asked before and after a rollup. */
export const ROLLUP_ANALYSES = ['deletions', 'object-access', 'traffic-by-day'];

/** The story, and requests of every kind, some twice, some with hostile texts, some in broken lines. */
export function writeRollupLogs(folder: string, layout: 'flat' | 'partitioned'): void {
  const events = randomAccessEvents({ seed: 31, count: 400, from: '2026-02-02', hostile: true });
  const files = deliver(events, seededRandom(31), {
    duplicates: 0.03,
    late: 0.01,
    broken: 0.02,
    blank: 0.02,
    slotMs: 6 * 3_600_000,
  });
  writeAccessLogs(folder, [...accessStoryFiles(), ...files], { layout });
}

/** What a run says, but for how many objects it read. */
export function said(run: AuditRun) {
  const { record } = run;
  return {
    status: [run.status, record.status, ...record.partial],
    rows: Object.fromEntries(record.analyses.map(({ id }) => [id, run.rows(id)])),
    counts: countsInside(record.coverage as Coverage),
  };
}
