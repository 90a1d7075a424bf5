import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { LOG_TYPE_IDS, type LogTypeId } from '../log-types/log-type';
import { AuditError } from '../shared/errors';
import type { Analysis, AnalysisColumn, CanonicalView, ViewColumn } from './analysis';
import type { AnalysisDocument, ViewDocument } from './analysis-schema';
import { IP_LAYERS } from './ip-range';
import { requireSoundAnalysis } from './sound-analysis';

/** The analyses that ship with the product. */
export const BUILT_IN_QUERIES = findQueries(__dirname);

/** All analyses by log type, in alphabetical order. */
export class Catalogue {
  constructor(readonly analyses: readonly Analysis[]) {}

  ofLogType(logType: LogTypeId): readonly Analysis[] {
    return this.analyses.filter((analysis) => analysis.logType === logType);
  }

  named(id: string): readonly Analysis[] {
    return this.analyses.filter((analysis) => analysis.id === id);
  }

  find(logType: LogTypeId, id: string): Analysis | undefined {
    return this.analyses.find((analysis) => analysis.logType === logType && analysis.id === id);
  }
}

/**
 * Loads the built-in analyses and those of a user's own folder, which has the same shape:
 * `<folder>/<log-type>/<id>/{query.sql,analysis.yaml}`.
 * @throws AuditError that names file and rule when the user's folder breaks one
 */
export function loadCatalogue(ownFolder?: string): Catalogue {
  const views = new Map(LOG_TYPE_IDS.map((logType) => [logType, loadView(logType)]));
  const load = (folder: string, check: boolean) =>
    LOG_TYPE_IDS.flatMap((logType) => loadAnalyses(folder, views.get(logType) as CanonicalView, check));
  const builtIn = load(BUILT_IN_QUERIES, false);
  if (ownFolder === undefined) return new Catalogue(builtIn);
  requireQueryFolder(ownFolder);
  const own = load(ownFolder, true);
  const clash = own.find(({ id, logType }) => builtIn.some((other) => other.id === id && other.logType === logType));
  if (clash)
    throw invalid(join(ownFolder, clash.logType, clash.id), 'a built-in analysis has this name: choose another');
  return new Catalogue([...builtIn, ...own].sort(byLogTypeAndId));
}

/** The canonical view of a log type, from `view.yaml` and `source.athena.sql`. */
export function loadView(logType: LogTypeId): CanonicalView {
  const document = parseYaml(readText(join(BUILT_IN_QUERIES, logType, 'view.yaml'))) as ViewDocument;
  return {
    logType,
    name: document.view,
    ...(document.rows === undefined ? {} : { rows: document.rows }),
    layers: withIpLayers(document.layers as ViewColumn[][]),
    summaryColumns: document.summary_columns ?? [],
    duplicates: {
      same: document.duplicates.same,
      identifiedBy: document.duplicates.identified_by,
      keep: document.duplicates.keep ?? [],
    },
    athenaSource: readText(join(BUILT_IN_QUERIES, logType, 'source.athena.sql')),
  };
}

/** The columns for address ranges need nothing but `remote_ip` of the first layer, so they stand beside the others. */
function withIpLayers(layers: readonly (readonly ViewColumn[])[]): readonly (readonly ViewColumn[])[] {
  const count = Math.max(layers.length, IP_LAYERS.length + 1);
  return Array.from({ length: count }, (_, index) => [...(layers[index] ?? []), ...(IP_LAYERS[index - 1] ?? [])]);
}

function loadAnalyses(folder: string, view: CanonicalView, check: boolean): readonly Analysis[] {
  const parent = join(folder, view.logType);
  if (!existsSync(parent)) return [];
  return readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .map((id) => loadAnalysis(join(parent, id), id, view, check));
}

function loadAnalysis(folder: string, id: string, view: CanonicalView, check: boolean): Analysis {
  const sql = readText(join(folder, 'query.sql')).trim().replace(/;$/, '');
  const yaml = readText(join(folder, 'analysis.yaml'));
  const document = parseDocument(yaml, folder);
  if (check) requireSoundAnalysis(folder, id, document, sql, view);
  return toAnalysis(id, document, sql, view, folder);
}

function parseDocument(yaml: string, folder: string): AnalysisDocument {
  try {
    return parseYaml(yaml) as AnalysisDocument;
  } catch (cause) {
    throw invalid(join(folder, 'analysis.yaml'), (cause as Error).message, cause);
  }
}

function toAnalysis(
  id: string,
  document: AnalysisDocument,
  sql: string,
  view: CanonicalView,
  folder: string,
): Analysis {
  const options = document.options ?? {};
  return {
    id,
    logType: view.logType,
    view,
    title: document.title,
    question: document.question,
    severity: document.severity ?? 'info',
    references: document.references ?? [],
    ...(document.chart ? { chart: document.chart } : {}),
    ...(document.rows === undefined ? {} : { rows: document.rows }),
    options: {
      ...(options['include-failed'] ? { includeFailed: options['include-failed'] } : {}),
      ...(options.by ? { by: options.by } : {}),
      ...(options['own-host'] ? { ownHost: true } : {}),
    },
    columns: document.columns.map((column) =>
      typeof column === 'string' ? inheritColumn(column, view, folder) : column,
    ),
    order: document.order?.split(', ') ?? [],
    ...(document.limit === undefined ? {} : { limit: document.limit }),
    notes: document.notes ?? [],
    sql,
  };
}

/** A column that is only named means what it means in the view. */
function inheritColumn(name: string, view: CanonicalView, folder: string): AnalysisColumn {
  const column =
    view.summaryColumns.find((candidate) => candidate.name === name) ??
    view.layers.flat().findLast((candidate) => candidate.name === name);
  if (!column || column.type === 'boolean' || column.description === undefined) {
    throw invalid(
      join(folder, 'analysis.yaml'),
      `column '${name}' is not one of the view '${view.name}': describe it with name, type and description`,
    );
  }
  return {
    name,
    type: column.type,
    description: column.description,
    ...(column.unit === undefined ? {} : { unit: column.unit }),
  };
}

function requireQueryFolder(folder: string): void {
  const found = existsSync(folder) && statSync(folder).isDirectory();
  if (!found || !LOG_TYPE_IDS.some((logType) => existsSync(join(folder, logType)))) {
    throw invalid(
      folder,
      `it must be a folder that holds ${LOG_TYPE_IDS.map((id) => `${id}/<analysis>/`).join(' or ')} with query.sql and analysis.yaml`,
    );
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw invalid(path, 'it is missing or can not be read', cause);
  }
}

function invalid(path: string, reason: string, cause?: unknown): AuditError {
  return new AuditError('INVALID_CATALOGUE', `${path}: ${reason}`, { cause });
}

function byLogTypeAndId(a: Analysis, b: Analysis): number {
  return a.logType.localeCompare(b.logType) || (a.id < b.id ? -1 : 1);
}

/** `queries/` lies beside `lib/` in the sources and beside `dist/` in the package. */
function findQueries(start: string): string {
  const candidates = [join(start, '..', '..', 'queries'), join(start, '..', '..', '..', 'queries')];
  return candidates.find((path) => existsSync(join(path, 'access-logs', 'view.yaml'))) ?? (candidates[0] as string);
}
