import type { Coverage } from '../../lib/report/coverage';
import type { FormatOptions, Formatter } from '../../lib/report/formatter';
import type { AuditResult, ColumnType, ResultColumn, Row } from '../../lib/report/result';

/** Columns from `name` or `name:type` separated by spaces; the type is string unless given. */
export function columns(text: string): ResultColumn[] {
  return text.split(' ').map((part) => {
    const [name = '', type = 'string'] = part.split(':');
    return { name, type: type as ColumnType, description: `the ${name}` };
  });
}

export const coverage: Coverage = {
  files: 2,
  skippedFiles: 0,
  skippedFilesByReason: {},
  bytes: 1024,
  lines: 3,
  parsed: 3,
  unparsed: 0,
  duplicates: 0,
  outsideWindow: 0,
  firstEvent: '2026-11-02T09:14:05Z',
  lastEvent: '2026-11-02T09:15:00Z',
  unreadable: [],
  notes: [],
};

/** A result with these rows in batches of two. */
export function auditResult(
  resultColumns: readonly ResultColumn[],
  rows: readonly Row[],
  more: Partial<AuditResult> = {},
): AuditResult {
  return {
    analysis: 'deletions',
    title: 'Deleted objects',
    logType: 'access-logs',
    window: { from: '2026-11-01T00:00:00Z', to: null },
    filters: { bucket: ['photos'] },
    columns: resultColumns,
    rows: inBatches(rows),
    rowCount: rows.length,
    truncated: false,
    limit: 0,
    coverage,
    ...more,
  };
}

async function* inBatches(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  for (let start = 0; start < rows.length; start += 2) yield rows.slice(start, start + 2);
}

/** Everything the formatter writes. */
export async function renderText(formatter: Formatter, result: AuditResult, options?: FormatOptions): Promise<string> {
  let text = '';
  await formatter(
    result,
    async (piece) => {
      text += piece;
    },
    options,
  );
  return text;
}
