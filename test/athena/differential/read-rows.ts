import type { AnalysisColumn } from '../../../lib/analyses/analysis';
import type { AthenaAnswer } from '../../aws/athena/athena-engine';
import type { PlainRow } from '../../helpers/local-audit';

/** The rows of an answer, with numbers in place of their text. */
export async function readRows(
  { columns, rows }: AthenaAnswer,
  expected: readonly AnalysisColumn[],
): Promise<readonly PlainRow[]> {
  const names = columns.map(({ name }) => name);
  if (names.join() !== expected.map(({ name }) => name).join()) throw new Error(`the columns are ${names.join()}`);
  const found: PlainRow[] = [];
  for await (const batch of rows) {
    for (const row of batch) {
      found.push(Object.fromEntries(expected.map(({ name, type }, index) => [name, read(row[index] ?? null, type)])));
    }
  }
  return found;
}

function read(text: string | null, type: AnalysisColumn['type']): string | number | null {
  return text !== null && (type === 'integer' || type === 'double') ? Number(text) : text;
}
