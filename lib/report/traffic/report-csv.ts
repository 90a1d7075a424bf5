import { formatCsv } from '../csv/format-csv';
import type { FormatOptions } from '../formatter';
import type { AuditResult } from '../result';
import type { PanelAnswer, ReportData, ReportPart } from './report-data';

/** A file of a report in CSV, by its path below the folder. */
export interface CsvFile {
  readonly path: string;
  readonly text: string;
}

/** One CSV file for each panel; with a grouping a folder for each group, and `groups.csv` that says which is which. */
export async function renderCsvFiles(data: ReportData, options: FormatOptions): Promise<readonly CsvFile[]> {
  const { parts, grouping } = data;
  if (!grouping) return renderPart(data, parts[0] as ReportPart, '', options);
  const files = parts.map((part, index) => renderPart(data, part, `${folderOf(part, index)}/`, options));
  return [await renderGroups(data, options), ...(await Promise.all(files)).flat()];
}

function renderPart(
  data: ReportData,
  part: ReportPart,
  folder: string,
  options: FormatOptions,
): Promise<readonly CsvFile[]> {
  const panels = part.sections.flatMap((section) => section.panels);
  return Promise.all(
    panels.map(async (answer) => ({
      path: `${folder}${answer.panel.id}.csv`,
      text: await renderCsv(panelResult(data, answer), options),
    })),
  );
}

async function renderGroups(data: ReportData, options: FormatOptions): Promise<CsvFile> {
  const { groups, by } = data.grouping as NonNullable<ReportData['grouping']>;
  const column = (name: string, type: 'string' | 'integer', description: string) => ({ name, type, description });
  const result: AuditResult = {
    ...describe(data),
    analysis: 'groups',
    title: by,
    columns: [
      column('group', 'string', `value of ${by}`),
      column('requests', 'integer', 'number of requests'),
      column('folder', 'string', 'folder of the group'),
    ],
    rows: once(
      groups.map(({ value, requests }, index) => [
        value,
        requests,
        data.parts[index] ? folderOf(data.parts[index], index) : null,
      ]),
    ),
    rowCount: groups.length,
  };
  return { path: 'groups.csv', text: await renderCsv(result, options) };
}

/** A value can be anything: its number makes the folder's name unique, the rest only helps people. */
function folderOf({ group }: ReportPart, index: number): string {
  const readable = (group ?? 'none').replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.-]+|[.-]+$/g, '');
  return [String(index + 1).padStart(3, '0'), ...(readable === '' ? [] : [readable.slice(0, 60)])].join('-');
}

/** A panel as the formats of single answers take it. */
function panelResult(data: ReportData, { panel, columns, rows, rowCount }: PanelAnswer): AuditResult {
  return {
    ...describe(data),
    analysis: panel.id,
    title: panel.title,
    columns,
    rows: once(rows),
    rowCount: rows.length,
    truncated: rowCount > rows.length,
  };
}

function describe({ logType, window, filters, top, coverage }: ReportData) {
  return { logType, window, filters, limit: top, truncated: false, coverage };
}

async function* once<T>(rows: readonly T[]): AsyncGenerator<readonly T[]> {
  yield rows;
}

async function renderCsv(result: AuditResult, options: FormatOptions): Promise<string> {
  let text = '';
  await formatCsv(
    result,
    (piece) => {
      text += piece;
    },
    options,
  );
  return text;
}
