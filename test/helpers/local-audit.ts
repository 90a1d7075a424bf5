import { loadCatalogue } from '../../lib/analyses/catalogue';
import type { Selection } from '../../lib/analyses/selection';
import type { LogTypeId } from '../../lib/log-types/log-type';
import type { Coverage } from '../../lib/report/coverage';
import { chooseLogs, startLocalRun } from '../../lib/workflow/local-run';
import type { CacheRequest } from '../../lib/workflow/parsed-logs';

export type PlainRow = Readonly<Record<string, string | number | bigint | null>>;

export interface LocalAudit {
  readonly rows: Readonly<Record<string, readonly PlainRow[]>>;
  readonly notes: readonly string[];
  readonly coverage: Coverage;
  readonly unparsed: readonly { file: string; number: number; text: string }[];
}

/** Runs analyses over local logs through the real engine, without limits. */
export async function audit(
  logs: readonly string[],
  analysisIds: readonly string[],
  {
    selection = { window: {}, filters: {} },
    ...more
  }: { selection?: Selection; logType?: LogTypeId; deliveryPaddingMs?: number; cache?: CacheRequest } = {},
): Promise<LocalAudit> {
  const request = {
    catalogue: loadCatalogue(),
    analysisIds,
    logs,
    selection,
    memoryLimitMb: 600,
    ...more,
  };
  const run = await startLocalRun(request, chooseLogs(request));
  try {
    const rows: Record<string, PlainRow[]> = {};
    const notes: string[] = [];
    for (const analysis of run.analyses) {
      const answer = await run.engine.answer(analysis, selection, 0);
      notes.push(...answer.notes);
      const found: PlainRow[] = [];
      for await (const batch of answer.rows) {
        for (const row of batch)
          found.push(Object.fromEntries(answer.columns.map(({ name }, index) => [name, plainValue(row[index])])));
      }
      rows[analysis.id] = found;
    }
    const unparsed: { file: string; number: number; text: string }[] = [];
    await run.engine.forEachUnparsed(
      ({ file, number, text }) => unparsed.push({ file: file.shownPath, number, text }) > 0,
    );
    return { rows, notes, coverage: run.coverage(notes), unparsed };
  } finally {
    run.close();
  }
}

/** Integers that a number can hold as numbers. */
export function plainValue(value: string | number | bigint | null | undefined): string | number | bigint | null {
  if (typeof value === 'bigint' && value <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(value);
  return value ?? null;
}
