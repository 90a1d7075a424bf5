import type { Analysis } from '../analyses/analysis';
import type { Catalogue } from '../analyses/catalogue';
import { LOG_TYPES } from '../log-types/index';
import type { LogType, LogTypeId } from '../log-types/log-type';
import { didYouMean } from '../shared/did-you-mean';
import { AuditError, UsageError } from '../shared/errors';

/**
 * The analyses of those names for a log type, each once; `all` means every one.
 * @throws UsageError for a name that no log type knows, AuditError for one that only the other log type can answer
 */
export function chooseAnalyses(catalogue: Catalogue, logType: LogType, ids: readonly string[]): readonly Analysis[] {
  requireKnownAnalyses(catalogue, ids);
  const wanted = ids.includes('all') ? catalogue.ofLogType(logType.id).map(({ id }) => id) : ids;
  return [...new Set(wanted)].map((id) => catalogue.find(logType.id, id) ?? refuse(catalogue, logType, id));
}

/**
 * The analyses of that name: one for each log type that has it, or the one of the log type wanted.
 * @throws UsageError when there is none
 */
export function analysesNamed(catalogue: Catalogue, id: string, logType?: LogTypeId): readonly Analysis[] {
  requireKnownAnalyses(catalogue, [id]);
  const all = catalogue.named(id);
  const wanted = all.filter((analysis) => logType === undefined || analysis.logType === logType);
  if (wanted.length > 0) return wanted;
  throw new UsageError(
    'UNKNOWN_ANALYSIS',
    `${id} is no analysis of ${logType}; it is one of ${all.map((analysis) => analysis.logType).join(', ')}`,
  );
}

/** @throws UsageError for a name that no log type knows, and for no name at all */
export function requireKnownAnalyses(catalogue: Catalogue, ids: readonly string[]): void {
  const names = catalogue.ids;
  if (ids.length === 0)
    throw new UsageError('UNKNOWN_ANALYSIS', "name an analysis; 's3-log-audit list' shows them all");
  const unknown = ids.find((id) => id !== 'all' && !names.includes(id));
  if (unknown === undefined) return;
  throw new UsageError(
    'UNKNOWN_ANALYSIS',
    `there is no analysis '${unknown}'${didYouMean(unknown, names) || ';'} 's3-log-audit list' shows them all`,
  );
}

function refuse(catalogue: Catalogue, logType: LogType, id: string): never {
  const [other] = catalogue.named(id);
  throw new AuditError(
    'WRONG_LOG_TYPE',
    `${id} can't be answered from ${logType.title}: it needs ${LOG_TYPES[(other as Analysis).logType].title}; give these with --logs`,
  );
}
