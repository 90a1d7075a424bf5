import type { ReportData, ReportPart } from '../../lib/report/traffic/report-data';
import { chooseReportLogs, type LocalReportRequest, makeLocalReport } from '../../lib/workflow/local-report';
import { type PlainRow, plainValue } from './local-audit';

/** Makes a report of local logs through the real engine; lists are whole unless said otherwise. */
export async function makeReport(logs: readonly string[], more: Partial<LocalReportRequest> = {}): Promise<ReportData> {
  const request: LocalReportRequest = {
    logs,
    selection: { window: {}, filters: {} },
    memoryLimitMb: 600,
    top: 0,
    maskAddresses: false,
    ...more,
  };
  const report = await makeLocalReport(request, chooseReportLogs(request));
  report.logs.close();
  return report.data;
}

/** The rows of all panels of a part, by the name of the panel. */
export function panelRows({ sections }: ReportPart): Readonly<Record<string, readonly PlainRow[]>> {
  return Object.fromEntries(
    sections.flatMap(({ panels }) =>
      panels.map(({ panel, columns, rows }) => [
        panel.id,
        rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, plainValue(row[index])]))),
      ]),
    ),
  );
}
