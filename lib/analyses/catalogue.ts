import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load as parseYaml } from 'js-yaml';
import { LOG_TYPE_IDS, type LogTypeId } from '../log-types/log-type';
import { AuditError } from '../shared/errors';
import type { Analysis, AnalysisColumn, AthenaTexts, CanonicalView, ViewColumn } from './analysis';
import type { AnalysisDocument, ViewDocument } from './analysis-schema';
import { IP_LAYERS } from './ip-range';

/** The analyses that ship with the product. */
export const BUILT_IN_QUERIES = findQueries(__dirname);

/** Folder beside the analyses that holds the panels of the report; no analysis can have its name. */
export const REPORT_FOLDER = 'report';

/** What the overview of analyses shows. */
export type AnalysisSummary = Pick<Analysis, 'id' | 'logType' | 'title' | 'question'>;

/** Checks an analysis that somebody else has written. @throws AuditError that names the file and the rule */
export type AnalysisCheck = (folder: string, id: string, document: unknown, sql: string, view: CanonicalView) => void;

/** A folder that holds an analysis; read only when it is asked for, because start-up time counts. */
interface AnalysisFolder {
  readonly id: string;
  readonly logType: LogTypeId;
  readonly path: string;
  /** For a user's own; the built-in ones are checked by tests. */
  readonly check?: AnalysisCheck;
}

/** All analyses by log type and name. */
export class Catalogue {
  private readonly loaded = new Map<AnalysisFolder, Analysis>();

  constructor(private readonly folders: readonly AnalysisFolder[]) {}

  /** The different names, in alphabetical order. */
  get ids(): readonly string[] {
    return [...new Set(this.folders.map(({ id }) => id))].sort();
  }

  /** Loads every analysis. */
  get analyses(): readonly Analysis[] {
    return this.folders.map((folder) => this.load(folder));
  }

  summaries(logType: LogTypeId): readonly AnalysisSummary[] {
    return this.folders
      .filter((folder) => folder.logType === logType)
      .map((folder) => {
        const { title, question } = folder.check ? this.load(folder) : parseDocument(folder.path);
        return { id: folder.id, logType, title, question };
      });
  }

  ofLogType(logType: LogTypeId): readonly Analysis[] {
    return this.folders.filter((folder) => folder.logType === logType).map((folder) => this.load(folder));
  }

  named(id: string): readonly Analysis[] {
    return this.folders.filter((folder) => folder.id === id).map((folder) => this.load(folder));
  }

  find(logType: LogTypeId, id: string): Analysis | undefined {
    const folder = this.folders.find((candidate) => candidate.logType === logType && candidate.id === id);
    return folder && this.load(folder);
  }

  private load(folder: AnalysisFolder): Analysis {
    const known = this.loaded.get(folder);
    if (known) return known;
    const analysis = loadAnalysis(folder, loadView(folder.logType));
    this.loaded.set(folder, analysis);
    return analysis;
  }
}

/** Finds the built-in analyses. */
export function loadCatalogue(): Catalogue {
  return new Catalogue(findAnalyses(BUILT_IN_QUERIES));
}

/** Finds the built-in analyses and others, which must have other names and pass the check. */
export function loadCatalogueWith(ownFolder: string, check: AnalysisCheck): Catalogue {
  const builtIn = findAnalyses(BUILT_IN_QUERIES);
  const own = findAnalyses(ownFolder, check);
  const clash = own.find(({ id, logType }) => builtIn.some((other) => other.id === id && other.logType === logType));
  if (clash) throw invalid(clash.path, 'a built-in analysis has this name: choose another');
  const catalogue = new Catalogue([...builtIn, ...own].sort(byLogTypeAndId));
  // a mistake in any of them is told at once, not when that one is used
  for (const { logType, id } of own) catalogue.find(logType, id);
  return catalogue;
}

const views = new Map<LogTypeId, CanonicalView>();

/** The canonical view of a log type, from `view.yaml` and the texts for Athena beside it. */
export function loadView(logType: LogTypeId): CanonicalView {
  const known = views.get(logType);
  if (known) return known;
  const view = readView(logType);
  views.set(logType, view);
  return view;
}

function readView(logType: LogTypeId): CanonicalView {
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
    athenaSource: readAthenaTexts(logType, 'source'),
    athenaRecords: readAthenaTexts(logType, 'records'),
    athenaCoverage: readText(join(BUILT_IN_QUERIES, logType, 'coverage.athena.sql')),
  };
}

function readAthenaTexts(logType: LogTypeId, name: string): AthenaTexts {
  const path = (file: string) => join(BUILT_IN_QUERIES, logType, `${file}.athena.sql`);
  const rolledUp = path(`rolled-up-${name}`);
  return {
    raw: readText(path(name)),
    ...(existsSync(rolledUp) ? { rolledUp: readText(rolledUp) } : {}),
  };
}

/** The columns for address ranges need nothing but `remote_ip` of the first layer, so they stand beside the others. */
function withIpLayers(layers: readonly (readonly ViewColumn[])[]): readonly (readonly ViewColumn[])[] {
  const count = Math.max(layers.length, IP_LAYERS.length + 1);
  return Array.from({ length: count }, (_, index) => [...(layers[index] ?? []), ...(IP_LAYERS[index - 1] ?? [])]);
}

function findAnalyses(queries: string, check?: AnalysisCheck): readonly AnalysisFolder[] {
  return LOG_TYPE_IDS.flatMap((logType) => {
    const parent = join(queries, logType);
    if (!existsSync(parent)) return [];
    return readdirSync(parent, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== REPORT_FOLDER)
      .map(({ name }) => ({ id: name, logType, path: join(parent, name), ...(check ? { check } : {}) }))
      .sort(byLogTypeAndId);
  });
}

function loadAnalysis({ id, path, check }: AnalysisFolder, view: CanonicalView): Analysis {
  const sql = readQuery(path);
  const document = parseDocument(path);
  check?.(path, id, document, sql, view);
  return toAnalysis(id, document, sql, view, path);
}

/** A query with its metadata, which may say more than that of an analysis. */
export function loadQueryFolder<More>(
  folder: string,
  metadata: string,
  id: string,
  view: CanonicalView,
): { readonly analysis: Analysis; readonly document: More } {
  const document = parseDocument<AnalysisDocument & More>(folder, metadata);
  return { analysis: toAnalysis(id, document, readQuery(folder), view, folder), document };
}

function readQuery(folder: string): string {
  return readText(join(folder, 'query.sql')).trim().replace(/;$/, '');
}

function parseDocument<Document = AnalysisDocument>(folder: string, name = 'analysis.yaml'): Document {
  const path = join(folder, name);
  try {
    return parseYaml(readText(path)) as Document;
  } catch (cause) {
    throw cause instanceof AuditError ? cause : invalid(path, (cause as Error).message, cause);
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

function byLogTypeAndId(a: AnalysisFolder, b: AnalysisFolder): number {
  return LOG_TYPE_IDS.indexOf(a.logType) - LOG_TYPE_IDS.indexOf(b.logType) || (a.id < b.id ? -1 : 1);
}

/** `queries/` lies beside `lib/` in the sources, beside `dist/` in the package, and beside the bundle of a function. */
function findQueries(start: string): string {
  const candidates = ['../..', '../../..', '.'].map((path) => join(start, path, 'queries'));
  return candidates.find((path) => existsSync(join(path, 'access-logs', 'view.yaml'))) ?? (candidates[0] as string);
}
