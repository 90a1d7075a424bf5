import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load as parseYaml } from 'js-yaml';
import type { LogTypeId } from '../log-types/log-type';
import { BUILT_IN_QUERIES, loadQueryFolder, loadView, REPORT_FOLDER } from './catalogue';
import type { NamedExpression, Panel, PanelView, ReportDefinition, Rollup } from './report-definition';

/** What `queries/<log-type>/report/report.yaml` holds. */
export interface ReportDocument {
  readonly rollups: Readonly<
    Record<
      string,
      {
        readonly from?: string;
        readonly rows?: string;
        readonly by: readonly (string | NamedExpression)[];
        readonly measures: Readonly<Record<string, string>>;
      }
    >
  >;
  readonly sections: readonly { readonly id: string; readonly title: string; readonly panels: readonly string[] }[];
}

/** What `panel.yaml` holds beside what `analysis.yaml` may hold. */
export interface PanelDocument {
  readonly show: PanelView;
  readonly sums?: readonly string[];
}

/** The report of a log type, from `queries/<log-type>/report/`. */
export function loadReportDefinition(logType: LogTypeId): ReportDefinition {
  const folder = join(BUILT_IN_QUERIES, logType, REPORT_FOLDER);
  const document = parseYaml(readFileSync(join(folder, 'report.yaml'), 'utf8')) as ReportDocument;
  return {
    view: loadView(logType),
    rollups: Object.entries(document.rollups).map(([name, rollup]) => toRollup(name, rollup)),
    sections: document.sections.map(({ id, title, panels }) => ({
      id,
      title,
      panels: panels.map((panel) => loadPanel(join(folder, panel), panel, logType)),
    })),
  };
}

/** All panels of a report, in its order. */
export function panelsOf(report: ReportDefinition): readonly Panel[] {
  return report.sections.flatMap(({ panels }) => panels);
}

function toRollup(name: string, { from, rows, by, measures }: ReportDocument['rollups'][string]): Rollup {
  return {
    name,
    ...(from === undefined ? {} : { from }),
    ...(rows === undefined ? {} : { rows }),
    by: by.map((column) => (typeof column === 'string' ? { name: column, sql: column } : column)),
    measures: Object.entries(measures).map(([measure, sql]) => ({ name: measure, sql })),
  };
}

function loadPanel(folder: string, id: string, logType: LogTypeId): Panel {
  const { analysis, document } = loadQueryFolder<PanelDocument>(folder, 'panel.yaml', id, loadView(logType));
  const { show, sums = [] } = document;
  return { ...analysis, show, sums, isList: show.as === 'bars' || show.as === 'ranges' };
}
