import { formatCount } from '../report/terminal/numbers';
import type { RunReport } from '../workflow/deployed-stack/run-report';
import { shown } from './output-host';
import { toSecond } from './run-text';

const HEAD = ['RUN', 'STATE', 'STARTED', 'FROM', 'TO', 'ROWS', 'ANALYSES'];
/** More analyses than these are counted. */
const MAX_NAMED = 4;
const NOTHING = '-';

/** Runs as a table, one a line. */
export function renderHistory(reports: readonly RunReport[]): readonly string[] {
  const rows = [HEAD, ...reports.map(cellsOf)];
  const widths = HEAD.map((_, index) => Math.max(...rows.map((row) => (row[index] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, index) =>
        HEAD[index] === 'ROWS' ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}

function cellsOf({ runId, outcome, startedAt, window, answers, analyses }: RunReport): readonly string[] {
  const rows = answers.reduce((sum, answer) => sum + answer.rows, 0);
  return [
    runId,
    outcome,
    toSecond(startedAt),
    window?.from ?? NOTHING,
    window?.to ?? NOTHING,
    answers.length === 0 ? NOTHING : formatCount(rows),
    shown(analyses.length > MAX_NAMED ? `${analyses.length} analyses` : analyses.join(',') || NOTHING),
  ];
}
