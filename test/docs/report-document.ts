import { answerColumns } from '../../lib/analyses/render';
import { loadReportDefinition } from '../../lib/analyses/report-catalogue';
import type { Panel } from '../../lib/analyses/report-definition';
import { LOG_TYPES } from '../../lib/log-types';
import { LOG_TYPE_IDS } from '../../lib/log-types/log-type';
import { code, plain, table } from './markdown';

/** The panels of docs/report.md, with their questions and columns. */
export function renderPanelTables(): string {
  return LOG_TYPE_IDS.map((logType) => {
    const rows = loadReportDefinition(logType).sections.flatMap(({ panels }) => panels.map(panelCells));
    return `\n### ${LOG_TYPES[logType].title}\n\n${table(['Panel', 'In JSON and CSV', 'Question', 'Columns'], rows)}\n`;
  }).join('');
}

function panelCells(panel: Panel): readonly string[] {
  const columns = answerColumns(panel, { window: {}, filters: {} });
  return [panel.title, code(panel.id), plain(panel.question), columns.map(({ name }) => code(name)).join(', ')];
}
