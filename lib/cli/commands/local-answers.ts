import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Analysis } from '../../analyses/analysis';
import type { Selection } from '../../analyses/selection';
import type { Answer } from '../../engines/query-engine';
import type { AuditResult, FilterValue } from '../../report/result';
import { formatInstant } from '../../shared/utc-dates';
import type { LocalRun } from '../../workflow/local-run';
import type { WritableAnswer } from '../answer-output';
import { replaceOutputFile } from '../output-file';

/** Answers all analyses of a run, each when it is asked for. `onNotes` is told the notes of each answer. */
export async function* answerAll(
  run: LocalRun,
  selection: Selection,
  wantedLimit: number | undefined,
  onNotes: (analysis: Analysis, notes: readonly string[]) => void,
): AsyncGenerator<WritableAnswer> {
  for (const analysis of run.analyses) {
    const limit = wantedLimit ?? analysis.limit ?? 0;
    const answer = await run.engine.answer(analysis, selection, limit);
    onNotes(analysis, answer.notes);
    yield {
      result: toResult(run, analysis, selection, answer, limit),
      writeParquet: (path) => writeParquet(run, answer, path),
    };
  }
}

/** The engine may write to its work folder only. */
async function writeParquet(run: LocalRun, answer: Answer, path: string): Promise<void> {
  const made = join(run.workFolder, 'answer.parquet');
  await replaceOutputFile(path, '-o', async (partial) => {
    await run.engine.writeParquet(made, answer);
    await copyFile(made, partial);
  });
}

function toResult(run: LocalRun, analysis: Analysis, selection: Selection, answer: Answer, limit: number): AuditResult {
  const { from, to } = selection.window;
  return {
    analysis: analysis.id,
    title: analysis.title,
    logType: analysis.logType,
    window: { from: from ? formatInstant(from) : null, to: to ? formatInstant(to) : null },
    filters: filtersOf(selection),
    columns: answer.columns,
    rows: answer.rows,
    rowCount: answer.rowCount,
    truncated: answer.truncated,
    limit,
    coverage: run.coverage(answer.notes),
  };
}

function filtersOf({ filters, includeFailed, by, ownHosts }: Selection): Readonly<Record<string, FilterValue>> {
  return {
    ...filters,
    ...(includeFailed ? { 'include-failed': true } : {}),
    ...(by === undefined ? {} : { by }),
    ...(ownHosts ? { 'own-host': ownHosts } : {}),
  };
}
