import type { PanelRequest, SectionValue } from '../analyses/render-report';
import type { ReportDefinition } from '../analyses/report-definition';
import type { PanelAnswer } from '../report/traffic/report-data';

export interface ReportRequest extends PanelRequest {
  /** The largest number of rows of a list, 0 for all. */
  readonly top: number;
}

/** A section of a report, with the number of its requests. */
export interface SectionCount {
  readonly value: string | null;
  readonly requests: number;
}

/** An engine that holds the rows of a report and answers all its panels without reading the logs again. */
export interface ReportEngine {
  /** Times of the first and the last row as milliseconds; undefined when there is none. */
  span(): Promise<{ readonly firstMs: number; readonly lastMs: number } | undefined>;
  /** The values of the section, the one with most requests first. */
  sections(): Promise<readonly SectionCount[]>;
  /** Answers all panels, in the order of the report. */
  answerReport(
    report: ReportDefinition,
    request: ReportRequest,
    section: SectionValue,
  ): Promise<readonly PanelAnswer[]>;
}
