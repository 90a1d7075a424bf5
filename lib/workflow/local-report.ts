import { needsOfReport } from '../analyses/render-report';
import { loadReportDefinition } from '../analyses/report-catalogue';
import type { ReportDefinition } from '../analyses/report-definition';
import { groupingClause } from '../analyses/report-grouping';
import type { Selection } from '../analyses/selection';
import type { DuckDbEngine } from '../engines/duckdb/duckdb-engine';
import type { ReportEngine } from '../engines/report-engine';
import type { FilterValue } from '../report/result';
import type { PanelAnswer, ReportData, ReportPart } from '../report/traffic/report-data';
import { DAY_MS, formatInstant } from '../shared/utc-dates';
import { KeptReport } from './kept-reports';
import {
  type ChosenFiles,
  findFiles,
  findLogs,
  type LoadedLogs,
  type LocalLoadRequest,
  loadLocalLogs,
  narrowToWindow,
} from './local-run';

export interface LocalReportRequest extends LocalLoadRequest {
  /** @default Traffic of the bucket, if the filters name one */
  readonly title?: string;
  /** The largest number of rows of a list, and of groups with a part of their own; 0 for all. */
  readonly top: number;
  readonly maskAddresses: boolean;
  /** For example `query:org`. */
  readonly groupBy?: string;
}

/** What a report is about to read: known before the work begins. */
export interface ChosenReport extends ChosenFiles {
  readonly definition: ReportDefinition;
}

/** A report, and the logs that it was made from. The logs must be closed. */
export interface LocalReport {
  readonly data: ReportData;
  readonly logs: Pick<LoadedLogs, 'close'>;
}

/** Up to here a report shows hours, beyond it days. */
const LONGEST_BY_HOUR_MS = 4 * DAY_MS;

/** Shown in place of addresses that were filtered by. */
const HIDDEN = '(hidden)';

/**
 * Finds the logs of the request. `files` are all that its paths lead to.
 * @throws AuditError when there are none, UsageError when the request makes no sense for their type
 */
export function chooseReportLogs(request: LocalReportRequest, files = findFiles(request)): ChosenReport {
  const found = findLogs(request, files);
  const definition = loadReportDefinition(found.logType.id);
  needsOf(definition, request);
  return { ...narrowToWindow(found, request), definition };
}

/** Loads the chosen logs and answers all panels. `onEngine` is told as soon as progress can be asked for. */
export async function makeLocalReport(
  request: LocalReportRequest,
  chosen: ChosenReport,
  onEngine?: (engine: DuckDbEngine) => void,
): Promise<LocalReport> {
  const { definition } = chosen;
  const kept = keptReport(request, chosen);
  const before = kept?.read();
  if (before) return { data: before, logs: { close: () => {} } };
  const logs = await loadLocalLogs(request, chosen, needsOf(definition, request), onEngine);
  try {
    const data = await answer(request, definition, logs);
    kept?.keep(data);
    return { data, logs };
  } catch (error) {
    logs.close();
    request.signal?.throwIfAborted();
    throw error;
  }
}

function keptReport(request: LocalReportRequest, chosen: ChosenReport): KeptReport | undefined {
  const { cache, selection, title, top, maskAddresses, groupBy } = request;
  const { definition, logType, skipped, missing, files } = chosen;
  const wishes = [selection, title, top, maskAddresses, groupBy, logType.id, skipped, missing, definition];
  return cache && KeptReport.of({ cache, wishes, files });
}

function needsOf(definition: ReportDefinition, { selection, groupBy }: LocalReportRequest) {
  const section = groupBy === undefined ? undefined : groupingClause(groupBy, definition.view.logType);
  return needsOfReport(definition, selection, section);
}

async function answer(
  request: LocalReportRequest,
  definition: ReportDefinition,
  { engine, logType, coverage }: LoadedLogs,
): Promise<ReportData> {
  const { selection, top, maskAddresses, groupBy } = request;
  const period = await choosePeriod(engine);
  const panelRequest = { selection: { ...selection, by: period }, maskAddresses, top };
  const groups = groupBy === undefined ? undefined : await engine.sections();
  const shown = groups?.slice(0, top === 0 ? groups.length : top).map(({ value }) => value) ?? [undefined];
  const parts: ReportPart[] = [];
  for (const group of shown) {
    const answers = await engine.answerReport(definition, panelRequest, group);
    parts.push({ ...(group === undefined ? {} : { group }), sections: sectionsOf(definition, answers) });
    request.signal?.throwIfAborted();
  }
  const { from, to } = selection.window;
  return {
    title: request.title ?? defaultTitle(selection),
    logType: logType.id,
    logTypeTitle: logType.title,
    window: { from: from ? formatInstant(from) : null, to: to ? formatInstant(to) : null },
    filters: shownFilters(request),
    period,
    top,
    maskedAddresses: maskAddresses,
    ...(groupBy === undefined ? {} : { grouping: { by: groupBy, groups: groups ?? [] } }),
    parts,
    coverage: coverage([]),
  };
}

async function choosePeriod(engine: ReportEngine): Promise<'hour' | 'day'> {
  const span = await engine.span();
  return span && span.lastMs - span.firstMs > LONGEST_BY_HOUR_MS ? 'day' : 'hour';
}

function sectionsOf(definition: ReportDefinition, answers: readonly PanelAnswer[]): ReportPart['sections'] {
  return definition.sections.map(({ id, title, panels }) => ({
    id,
    title,
    panels: answers.filter((candidate) => panels.includes(candidate.panel)),
  }));
}

function defaultTitle({ filters }: Selection): string {
  const { bucket = [] } = filters;
  return bucket.length === 0 ? 'S3 traffic' : `Traffic of ${bucket.join(', ')}`;
}

function shownFilters({ selection, maskAddresses }: LocalReportRequest): Readonly<Record<string, FilterValue>> {
  const { filters, ownHosts } = selection;
  return {
    ...filters,
    ...(maskAddresses && filters['remote-ip'] ? { 'remote-ip': [HIDDEN] } : {}),
    ...(ownHosts ? { 'own-host': ownHosts } : {}),
  };
}
