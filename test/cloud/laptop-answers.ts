import { loadCatalogue } from '../../lib/analyses/catalogue';
import type { LogTypeId } from '../../lib/log-types/log-type';
import type { Coverage } from '../../lib/report/coverage';
import { parseDuration } from '../../lib/shared/utc-dates';
import { audit, type PlainRow } from '../helpers/local-audit';
import type { AuditRun } from './audit-run';

export interface LaptopAnswers {
  readonly rows: Readonly<Record<string, readonly PlainRow[]>>;
  readonly coverage: Coverage;
}

/**
 * What the laptop answers to the questions of a run, about the same logs in a folder, cut where the run cuts. `padding` is
 * how late logs may have been delivered, by default as late as the run takes them.
 */
export async function laptopAnswers(
  folder: string,
  { record }: AuditRun,
  padding?: string,
  options: { readonly includeFailed?: boolean; readonly by?: string } = {},
): Promise<LaptopAnswers> {
  const { window, filters, analyses } = record;
  const { rows, coverage } = await audit(
    [folder],
    analyses.map(({ id }) => id),
    {
      selection: { window: { from: new Date(window.from), to: new Date(window.to) }, filters, ...options },
      logType: record.logType as LogTypeId,
      ...(padding === undefined ? {} : { deliveryPaddingMs: parseDuration(padding, 'padding') }),
    },
  );
  const limits = Object.fromEntries(analyses.map(({ id, limit }) => [id, limit]));
  const cut = Object.entries(rows).map(([id, all]) => [id, all.slice(0, limits[id] ?? all.length)]);
  return { rows: Object.fromEntries(cut), coverage };
}

/** What both sides count alike, however much they read beside the window. */
export function countsInside({ parsed, unparsed, duplicates, outsideWindow, firstEvent, lastEvent }: Coverage) {
  return { inside: parsed - outsideWindow, unparsed, duplicates, firstEvent, lastEvent };
}

export function allAnalyses(logType: LogTypeId): readonly string[] {
  return loadCatalogue()
    .ofLogType(logType)
    .map(({ id }) => id)
    .sort();
}
