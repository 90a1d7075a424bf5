import type { AthenaAnswer, AthenaColumn } from './athena-engine';

/**
 * The result as Athena writes it: every field in quotes, NULL as nothing at all.
 * Source: https://docs.aws.amazon.com/athena/latest/ug/querying-finding-output-files.html
 */
export async function csvOf({ columns, rows }: AthenaAnswer): Promise<Buffer> {
  const pieces = [lineOf(columns.map(({ name }) => name))];
  for await (const batch of rows) pieces.push(batch.map(lineOf).join(''));
  return Buffer.from(pieces.join(''));
}

function lineOf(fields: readonly (string | null)[]): string {
  return `${fields.map((field) => (field === null ? '' : `"${field.replaceAll('"', '""')}"`)).join(',')}\n`;
}

/** Athena's own form is binary and undocumented; this stands for it. */
export function metadataOf(columns: readonly AthenaColumn[]): Buffer {
  return Buffer.from(JSON.stringify(columns));
}

/** Rows of a CSV of Athena's, the header among them. */
export function parseCsv(text: string): (string | null)[][] {
  const rows: (string | null)[][] = [];
  let row: (string | null)[] = [];
  for (const [, quoted, end] of text.matchAll(/(?:"((?:[^"]|"")*)")?(,|\n)/g)) {
    row.push(quoted === undefined ? null : quoted.replaceAll('""', '"'));
    if (end === '\n') {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}
