import { join } from 'node:path';
import { AuditError } from '../shared/errors';
import type { CanonicalView } from './analysis';
import type { AnalysisDocument } from './analysis-schema';
import { identifiersOf } from './identifiers';

/**
 * Checks an analysis folder against the rules for analyses.
 * @throws AuditError that names the file and the rule
 */
export function requireSoundAnalysis(
  folder: string,
  id: string,
  document: unknown,
  sql: string,
  view: CanonicalView,
): void {
  if (!/^[a-z][a-z0-9-]*$/.test(id)) {
    throw invalid(folder, `the name of an analysis is lower-case letters, digits and dashes, got '${id}'`);
  }
  requireSoundDocument(join(folder, 'analysis.yaml'), document);
  const columns = document.columns.map((column) => (typeof column === 'string' ? column : column.name));
  requireKnownOrder(join(folder, 'analysis.yaml'), document, columns);
  requireSoundSql(join(folder, 'query.sql'), document, sql, view);
}

function requireSoundDocument(path: string, document: unknown): asserts document is AnalysisDocument {
  // loaded here because zod costs more start-up time than all the built-in analyses, which tests check
  const { analysisSchema } = require('./analysis-schema') as typeof import('./analysis-schema');
  const result = analysisSchema.safeParse(document);
  if (result.success) return;
  const [issue] = result.error.issues;
  throw invalid(path, `${issue?.path.join('.') || 'document'}: ${issue?.message}`);
}

function requireKnownOrder(path: string, document: AnalysisDocument, columns: readonly string[]): void {
  const repeated = columns.find((name, index) => columns.indexOf(name) !== index);
  if (repeated) throw invalid(path, `columns: '${repeated}' stands twice`);
  const unknown = (document.order?.split(', ') ?? [])
    .map((key) => key.split(' ')[0] as string)
    .find((name) => !columns.includes(name));
  if (unknown) throw invalid(path, `order: '${unknown}' is not one of the columns ${columns.join(', ')}`);
}

function requireSoundSql(path: string, document: AnalysisDocument, sql: string, view: CanonicalView): void {
  const bare = sql.replace(/'(?:[^']|'')*'|--[^\n]*/g, ' ');
  if (!/^\s*(select|with)\b/i.test(bare)) throw invalid(path, 'it must be one SELECT (or WITH … SELECT)');
  if (bare.includes(';')) throw invalid(path, "it must be one statement, but holds a ';'");
  if (bare.includes('?')) throw invalid(path, "it must not hold parameters ('?'): filters add theirs around it");
  if (new RegExp(`\\*\\s*from\\s+${view.name}\\b`, 'i').test(bare)) {
    throw invalid(path, `it must name the columns that it selects from '${view.name}': only named ones are loaded`);
  }
  if (!identifiersOf(sql).has(view.name)) throw invalid(path, `it must select from '${view.name}'`);
  const placeholder = /\{\{.*?\}\}/.exec(sql.replace(/\{\{(by|include_failed)\}\}/g, ''));
  if (placeholder)
    throw invalid(path, `unknown placeholder ${placeholder[0]}; known are {{by}} and {{include_failed}}`);
  if (sql.includes('{{by}}') !== (document.options?.by !== undefined)) {
    throw invalid(path, "{{by}} in the query and 'options: by' in analysis.yaml belong together");
  }
  if (sql.includes('{{include_failed}}') && document.options?.['include-failed'] === undefined) {
    throw invalid(path, "{{include_failed}} in the query needs 'options: include-failed' in analysis.yaml");
  }
  const unknown = document.options?.by?.choices.find(
    (name) => !view.layers.flat().some((column) => column.name === name),
  );
  if (unknown) throw invalid(path, `options.by: '${unknown}' is not a column of the view '${view.name}'`);
}

function invalid(path: string, reason: string): AuditError {
  return new AuditError('INVALID_CATALOGUE', `${path}: ${reason}`);
}
