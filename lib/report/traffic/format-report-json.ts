import { escapeJson, rowWriter } from '../json/json-value';
import { type PanelAnswer, type ReportData, type ReportPart, restOf } from './report-data';

/** The whole report as one JSON object, a row per line. Integers beyond ±(2^53 - 1) are strings. */
export function formatReportJson(data: ReportData): string {
  const { title, logType, window, filters, period, top, maskedAddresses, grouping, parts, coverage } = data;
  const head = {
    report: title,
    logType,
    window,
    filters,
    period,
    top,
    maskedAddresses,
    ...(grouping ? { groupBy: grouping.by, groups: grouping.groups } : {}),
    coverage,
  };
  const body = grouping ? `"parts":[\n${parts.map(renderPart).join(',\n')}\n]}` : renderPanels(parts[0]);
  return `${escapeJson(JSON.stringify(head)).slice(0, -1)},\n${body}\n`;
}

function renderPart(part: ReportPart): string {
  return `{"group":${escapeJson(JSON.stringify(part.group ?? null))},\n${renderPanels(part)}`;
}

/** The end of an object: its panels by name. */
function renderPanels(part: ReportPart | undefined): string {
  const panels = part?.sections.flatMap((section) => section.panels) ?? [];
  return `"panels":{\n${panels.map(renderPanel).join(',\n')}\n}}`;
}

function renderPanel(answer: PanelAnswer): string {
  const { panel, columns, rows, rowCount } = answer;
  const head = {
    title: panel.title,
    question: panel.question,
    columns: columns.map(({ name, type, unit = null, description }) => ({ name, type, unit, description })),
    rowCount,
    // what the rows left out come to
    rest: restOf(answer) ?? null,
  };
  const writeRow = rowWriter(columns);
  const body = rows.length === 0 ? '' : `\n${rows.map(writeRow).join(',\n')}\n`;
  return `"${panel.id}":${escapeJson(JSON.stringify(head)).slice(0, -1)},"rows":[${body}]}`;
}
