import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Analysis, CanonicalView } from '../../lib/analyses/analysis';
import { needsOfAnalyses } from '../../lib/analyses/load-needs';
import { DuckDbEngine } from '../../lib/engines/duckdb/duckdb-engine';
import { ACCESS_LOG_COLUMNS } from '../../lib/log-types/access-logs/line-format';
import { makeFolder } from './log-folder';

/** The raw fields of a line in their order; null where the line is too short to have one. */
export type Fields = readonly (string | null)[];

const NAMES = ACCESS_LOG_COLUMNS.map(({ name }) => name);

/** A view that leaves every field as the reader gives it. */
const view: CanonicalView = {
  logType: 'access-logs',
  name: 'requests',
  layers: [
    [
      { name: 'event_time', type: 'timestamp', sql: 'event_time' },
      ...NAMES.map((name) => ({ name: `raw_${name}`, type: 'string' as const, sql: name })),
    ],
  ],
  summaryColumns: [],
  duplicates: { same: ['raw_request_id'], identifiedBy: 'raw_request_id', keep: [] },
  athenaSource: { raw: '' },
  athenaRecords: { raw: '' },
  athenaCoverage: '',
};

const analysis: Analysis = {
  id: 'raw-fields',
  logType: 'access-logs',
  view,
  title: 'Raw fields',
  question: 'Which fields does the reader give?',
  severity: 'info',
  references: [],
  options: {},
  columns: NAMES.map((name) => ({ name: `raw_${name}`, type: 'string', description: name })),
  order: [],
  notes: [],
  sql: `select ${NAMES.map((name) => `raw_${name}`).join(', ')} from requests`,
};

/**
 * Loads lines through the real reader, and gives the fields of those that it accepts, in no order. The reader goes another
 * way when not every line is wanted: then most fields are cut only for lines that meet a condition.
 */
export async function readFields(text: string, { conditional = false } = {}): Promise<readonly Fields[]> {
  const wanted = conditional ? { ...analysis, rows: "coalesce(raw_bucket, 'none') <> 'no such bucket'" } : analysis;
  const folder = makeFolder('fields');
  const path = join(folder, 'a.log');
  const workFolder = join(folder, 'work');
  writeFileSync(path, text);
  mkdirSync(workFolder);
  const engine = await DuckDbEngine.open('access-logs', {
    readableFiles: [path],
    readableFolders: [],
    workFolder,
    memoryLimitMb: 500,
  });
  try {
    const selection = { window: {}, filters: {} };
    const file = { path, shownPath: path, relativePath: 'a.log', bytes: statSync(path).size, named: true };
    await engine.load({ files: [file], needs: needsOfAnalyses([wanted], selection), selection, workFolder });
    const answer = await engine.answer(wanted, selection, 0);
    const found: Fields[] = [];
    for await (const batch of answer.rows) found.push(...(batch as readonly Fields[]));
    return found;
  } finally {
    engine.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
