import { existsSync, realpathSync, rmSync } from 'node:fs';
import { sep } from 'node:path';
import type { Analysis } from '../analyses/analysis';
import type { Catalogue } from '../analyses/catalogue';
import { type LoadNeeds, needsOfAnalyses } from '../analyses/load-needs';
import { requireOptions, type Selection, selectionClauses } from '../analyses/selection';
import type { DuckDbEngine } from '../engines/duckdb/duckdb-engine';
import type { LoadStatistics } from '../engines/duckdb/load-logs';
import { readHead } from '../log-store/head';
import { type LogFile, listLocalLogs } from '../log-store/local-logs';
import { makeWorkFolder } from '../log-store/work-folder';
import { detectLogType, requireLogType } from '../log-types/detect';
import { LOG_TYPES } from '../log-types/index';
import type { LogType, LogTypeId } from '../log-types/log-type';
import { type LogSelection, selectLogs } from '../log-types/select-logs';
import type { Coverage, UnreadableFile } from '../report/coverage';
import { AuditError } from '../shared/errors';
import { formatInstant } from '../shared/utc-dates';
import { chooseAnalyses } from './choose-analyses';
import { type CacheRequest, type DividedLogs, loadCached } from './parsed-logs';

/** Which logs are read, and how. */
export interface LocalLoadRequest {
  /** Files, folders, patterns and streams. */
  readonly logs: readonly string[];
  /** Files in which the streams among the logs are kept. */
  readonly streams?: ReadonlyMap<string, string>;
  /** Files of logs that lie elsewhere, by their path in `logs`. */
  readonly remote?: ReadonlyMap<string, readonly LogFile[]>;
  readonly logType?: LogTypeId;
  readonly selection: Selection;
  /** How long after the window log files may be delivered and still be opened; by default the log type's own. */
  readonly deliveryPaddingMs?: number;
  readonly memoryLimitMb: number;
  readonly threads?: number;
  /** Keeps what was parsed for the next time. */
  readonly cache?: CacheRequest;
  readonly signal?: AbortSignal;
}

export interface LocalRunRequest extends LocalLoadRequest {
  readonly catalogue: Catalogue;
  readonly analysisIds: readonly string[];
}

/** Local logs that are loaded and can be asked. Must be closed. */
export interface LoadedLogs {
  readonly logType: LogType;
  readonly engine: DuckDbEngine;
  readonly statistics: LoadStatistics;
  /** Folder of the run, removed when it is closed. */
  readonly workFolder: string;
  /** What the answers rest on, with the notes of an answer. */
  coverage(notes: readonly string[]): Coverage;
  close(): void;
}

/** A run of analyses over local logs that are loaded. Must be closed. */
export interface LocalRun extends LoadedLogs {
  readonly analyses: readonly Analysis[];
}

/** What is about to be read: known before the work begins. */
export interface ChosenFiles {
  readonly logType: LogType;
  readonly files: readonly LogFile[];
  readonly skipped: LogSelection<LogFile>['skipped'];
  readonly bytes: number;
  /** Files that could not be had. */
  readonly missing?: readonly UnreadableFile[];
}

export interface ChosenLogs extends ChosenFiles {
  readonly analyses: readonly Analysis[];
}

/**
 * Finds the logs of the request and the analyses that fit them. `files` are all that its paths lead to.
 * @throws AuditError when there are none, with what to do
 */
export function chooseLogs(request: LocalRunRequest, files = findFiles(request)): ChosenLogs {
  const found = findLogs(request, files);
  const analyses = chooseAnalyses(request.catalogue, found.logType, request.analysisIds);
  for (const analysis of analyses) {
    requireOptions(analysis, request.selection);
    selectionClauses(analysis.view, request.selection);
  }
  return { ...narrowToWindow(found, request), analyses };
}

/** All files that the paths of a request lead to. */
export interface FoundLogs {
  readonly logType: LogType;
  readonly files: readonly LogFile[];
}

/** @throws AuditError when there are no files, or not of one type */
export function findLogs(request: LocalLoadRequest, files = findFiles(request)): FoundLogs {
  return { logType: logTypeOf(files, request.logType), files };
}

/** All files that the paths of a request lead to. @throws AuditError when there are none, with what to do */
export function findFiles({ logs, streams, remote, selection, cache }: LocalLoadRequest): readonly LogFile[] {
  const isOurs = cache && existsSync(cache.folder) ? isBelow(realpathSync(cache.folder)) : () => false;
  const found = listLocalLogs(logs, streams, remote).filter(({ path }) => !isOurs(path));
  if (found.length > 0) return found;
  const paths = logs.map((path) => `'${path}'`).join(', ');
  // what is listed on S3 depends on these
  const { window, filters } = selection;
  const narrowing = [
    ...(window.from ? ['from'] : []),
    ...(window.to ? ['to'] : []),
    ...['bucket', 'account', 'region'].filter((name) => filters[name]?.length),
  ].map((name) => `, --${name}`);
  const advice =
    remote && remote.size > 0 ? `check the prefix${narrowing.join('')}` : 'give the folder that holds the logs';
  throw new AuditError('NO_LOG_FILES', `there is no file in ${paths}; ${advice}`);
}

/** The files that can hold events of the window. @throws AuditError when there are none, with what to do */
export function narrowToWindow({ logType, files }: FoundLogs, request: LocalLoadRequest): ChosenFiles {
  const { selected, skipped } = selectLogs(
    logType,
    files,
    request.selection.window,
    request.deliveryPaddingMs ?? logType.deliveryPaddingMs,
  );
  if (selected.length === 0) throw nothingSelected(files, skipped, request);
  return { logType, files: selected, skipped, bytes: selected.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** Opens the engine and loads the chosen logs. `onEngine` is told as soon as progress can be asked for. */
export async function startLocalRun(
  request: LocalRunRequest,
  chosen: ChosenLogs,
  onEngine?: (engine: DuckDbEngine) => void,
): Promise<LocalRun> {
  const { analyses } = chosen;
  return {
    ...(await loadLocalLogs(request, chosen, needsOfAnalyses(analyses, request.selection), onEngine)),
    analyses,
  };
}

/** Opens the engine and loads what is needed of the chosen logs. */
export async function loadLocalLogs(
  request: LocalLoadRequest,
  chosen: ChosenFiles,
  needs: LoadNeeds,
  onEngine: (engine: DuckDbEngine) => void = () => {},
): Promise<LoadedLogs> {
  const workFolder = makeWorkFolder();
  let engine: DuckDbEngine | undefined;
  const close = () => {
    engine?.close();
    rmSync(workFolder, { recursive: true, force: true });
  };
  const load = async (logs: DividedLogs) => {
    engine?.close();
    engine = await openEngine(request, chosen.logType, logs, workFolder);
    onEngine(engine);
    const { files, cached } = logs;
    const { selection, signal } = request;
    const statistics = await engine.load({
      files,
      cached,
      needs,
      selection,
      workFolder,
      ...(signal ? { signal } : {}),
    });
    return { engine, statistics };
  };
  try {
    const { cache, memoryLimitMb, threads, signal } = request;
    const loaded = await loadCached(
      {
        logType: chosen.logType.id,
        files: chosen.files,
        workFolder,
        memoryLimitMb,
        ...(cache ? { cache } : {}),
        ...(threads === undefined ? {} : { threads }),
        ...(signal ? { signal } : {}),
      },
      load,
    );
    requireSomethingParsed(loaded.statistics, chosen);
    const { selection } = request;
    const coverage = (notes: readonly string[]) =>
      toCoverage(chosen, loaded.statistics, [...nothingInScope(loaded.statistics, chosen, selection), ...notes]);
    return { logType: chosen.logType, ...loaded, workFolder, coverage, close };
  } catch (error) {
    close();
    throw error;
  }
}

function openEngine(
  { memoryLimitMb, threads }: LocalLoadRequest,
  logType: LogType,
  { files, cached }: DividedLogs,
  workFolder: string,
): Promise<DuckDbEngine> {
  // loaded here because a report that was kept does without
  const { DuckDbEngine } =
    require('../engines/duckdb/duckdb-engine') as typeof import('../engines/duckdb/duckdb-engine');
  return DuckDbEngine.open(logType.id, {
    readableFiles: [...files, ...cached].map(({ path }) => path),
    readableFolders: [],
    workFolder,
    memoryLimitMb,
    ...(threads === undefined ? {} : { threads }),
  });
}

function isBelow(folder: string): (path: string) => boolean {
  return (path) => path.startsWith(folder + sep);
}

function logTypeOf(files: readonly LogFile[], wanted: LogTypeId | undefined): LogType {
  if (!wanted) return detectLogType(files, readHead);
  requireLogType(LOG_TYPES[wanted], files, readHead);
  return LOG_TYPES[wanted];
}

function nothingSelected(
  found: readonly LogFile[],
  skipped: Readonly<Record<string, number>>,
  { logs, selection }: LocalLoadRequest,
): AuditError {
  const reasons = Object.entries(skipped).map(([reason, count]) => `${count} ${reason}`);
  const { from, to } = selection.window;
  const window = `${from ? formatInstant(from) : 'the beginning'} to ${to ? formatInstant(to) : 'now'}`;
  return new AuditError(
    'NO_LOG_FILES',
    `none of the ${found.length} files in ${logs.map((path) => `'${path}'`).join(', ')} is a log that can hold ${window} (${reasons.join(', ')}); check --from, --to and --logs`,
  );
}

/** Files that were named can be anything; when none of their lines is a log line, an empty answer would mislead. */
function requireSomethingParsed({ parsed, unparsed }: LoadStatistics, { logType, files }: ChosenFiles): void {
  if (parsed > 0 || unparsed === 0) return;
  throw new AuditError(
    'WRONG_LOG_TYPE',
    `none of the ${unparsed} ${logType.recordNoun}s in '${files[0]?.shownPath}'${files.length > 1 ? ` and ${files.length - 1} other files` : ''} fits the format of ${logType.title}; check --logs and --log-type`,
  );
}

/** An empty answer because of a misspelt bucket would look like good news. */
function nothingInScope(
  { parsed, inScope }: LoadStatistics,
  { logType }: ChosenFiles,
  selection: Selection,
): readonly string[] {
  if (parsed === 0 || inScope > 0) return [];
  const { from, to } = selection.window;
  const filters = Object.entries(selection.filters).filter(([, values]) => values.length > 0);
  const given = [...(from ? ['from'] : []), ...(to ? ['to'] : []), ...filters.map(([name]) => name)];
  return given.length === 0
    ? [`no ${logType.recordNoun} is about S3`]
    : [
        `no ${logType.recordNoun} is in the window and fits the filters: check ${given.map((name) => `--${name}`).join(', ')}`,
      ];
}

function toCoverage(chosen: ChosenFiles, statistics: LoadStatistics, notes: readonly string[]): Coverage {
  const { missing = [] } = chosen;
  const { parsed, unparsed } = statistics;
  const counts = chosen.logType.recordNoun === 'line' ? { lines: parsed + unparsed } : { records: parsed + unparsed };
  return {
    files: chosen.files.length + missing.length,
    skippedFiles: Object.values(chosen.skipped).reduce((sum, count) => sum + count, 0),
    skippedFilesByReason: chosen.skipped,
    bytes: chosen.bytes,
    ...counts,
    parsed,
    unparsed,
    duplicates: statistics.duplicates,
    outsideWindow: statistics.outsideWindow,
    firstEvent: statistics.firstEvent,
    lastEvent: statistics.lastEvent,
    unreadable: [
      ...missing,
      ...statistics.unreadable.map(({ file, reason, partial }) => ({ file: file.shownPath, reason, partial })),
    ],
    notes,
  } as Coverage;
}
