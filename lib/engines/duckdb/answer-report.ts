import { answerColumns } from '../../analyses/render';
import { renderPanel, renderPanelOrder, renderRollup, type SectionValue } from '../../analyses/render-report';
import type { Panel, ReportDefinition } from '../../analyses/report-definition';
import type { Row } from '../../report/result';
import type { PanelAnswer } from '../../report/traffic/report-data';
import { AuditError, oneLine } from '../../shared/errors';
import type { ReportRequest } from '../report-engine';
import { type Database, type PlainRow, withSpareMark } from './database';

/** Groups the rows of the view `loaded` once, then answers every panel from the groups. */
export async function answerReport(
  database: Database,
  report: ReportDefinition,
  request: ReportRequest,
  section: SectionValue,
): Promise<readonly PanelAnswer[]> {
  for (const rollup of report.rollups) {
    const { sql, parameters } = renderRollup(report, rollup, 'loaded', section, tableOf);
    await database.run(`create or replace temp table ${tableOf(rollup.name)} as\n${sql}`, parameters);
  }
  const answers: PanelAnswer[] = [];
  for (const { panels } of report.sections) {
    for (const panel of panels) answers.push(await answerPanel(database, report, panel, request));
  }
  return answers;
}

async function answerPanel(
  database: Database,
  report: ReportDefinition,
  panel: Panel,
  request: ReportRequest,
): Promise<PanelAnswer> {
  const { sql, parameters } = renderPanel(report, panel, request, tableOf);
  const columns = answerColumns(panel, request.selection);
  const limit = panel.isList && request.top > 0 ? `limit ${request.top}` : '';
  const values = columns.map(({ name, type }) => (type === 'string' ? withSpareMark(name) : name));
  const sums = panel.sums.map((name) => `coalesce(sum(${name}), 0)`);
  try {
    const rows = await database.rows(
      `select ${values.join(', ')} from (\n${sql}\n) order by ${renderPanelOrder(panel, request.selection)} ${limit}`,
      parameters,
    );
    // asked on its own, so that a long list is never made as a whole
    const [counts = []] = await database.rows(
      `select ${['count(*)', ...sums].join(', ')} from (\n${sql}\n)`,
      parameters,
    );
    return {
      panel,
      columns,
      rows: rows as readonly Row[],
      rowCount: Number(counts[0]),
      sums: sumsOf(panel, counts),
    };
  } catch (error) {
    throw new AuditError('QUERY_FAILED', `the query of the panel ${panel.id} failed: ${oneLine(error)}`, {
      cause: error,
    });
  }
}

function sumsOf(panel: Panel, [, ...sums]: PlainRow): PanelAnswer['sums'] {
  return Object.fromEntries(panel.sums.map((name, index) => [name, sums[index] as number | bigint]));
}

function tableOf(rollup: string): string {
  return `rollup_${rollup}`;
}
