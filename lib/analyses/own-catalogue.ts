import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LOG_TYPE_IDS } from '../log-types/log-type';
import { AuditError } from '../shared/errors';
import { type Catalogue, loadCatalogue, loadCatalogueWith } from './catalogue';
import { requireSoundAnalysis } from './sound-analysis';

/**
 * Finds the built-in analyses and those of a user's own folder, if there is one, which has the same shape:
 * `<folder>/<log-type>/<id>/{query.sql,analysis.yaml}`. It is apart from the catalogue, because the functions in the cloud
 * have the built-in ones only, and the check weighs more than all of them.
 * @throws AuditError that names file and rule when the user's folder breaks one
 */
export function loadOwnCatalogue(ownFolder: string | undefined): Catalogue {
  if (ownFolder === undefined) return loadCatalogue();
  requireQueryFolder(ownFolder);
  return loadCatalogueWith(ownFolder, requireSoundAnalysis);
}

function requireQueryFolder(folder: string): void {
  const found = existsSync(folder) && statSync(folder).isDirectory();
  if (!found || !LOG_TYPE_IDS.some((logType) => existsSync(join(folder, logType)))) {
    throw new AuditError(
      'INVALID_CATALOGUE',
      `${folder}: it must be a folder that holds ${LOG_TYPE_IDS.map((id) => `${id}/<analysis>/`).join(' or ')} with query.sql and analysis.yaml`,
    );
  }
}
