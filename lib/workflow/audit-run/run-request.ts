import type { Analysis } from '../../analyses/analysis';
import type { Catalogue } from '../../analyses/catalogue';
import { FILTERS, type FilterValues } from '../../analyses/filters';
import { PARTITION_VALUES } from '../../analyses/partitions';
import { requireOptions, type Selection, selectionClauses } from '../../analyses/selection';
import { LOG_TYPES } from '../../log-types';
import type { LogType } from '../../log-types/log-type';
import { UsageError } from '../../shared/errors';
import { parseDuration } from '../../shared/utc-dates';
import { chooseAnalyses } from '../choose-analyses';
import { type RunWindow, resolveWindow } from './run-window';
import { kebabCase, type RunWishes, readWishes } from './run-wishes';
import type { CopyMode, LogLayout, Settings } from './settings';

/** What a run is to do: its input and the parameters of the stack, checked and put together. */
export interface RunRequest {
  readonly logType: LogType;
  readonly analyses: readonly Analysis[];
  readonly window: RunWindow;
  /** Window, filters and options, the buckets under audit among the filters. */
  readonly selection: Selection;
  /** The buckets under audit; none means all of a trail. */
  readonly sourceBuckets: readonly string[];
  readonly logPrefix: string;
  readonly logLayout: LogLayout;
  readonly copyMode: CopyMode;
  readonly deliveryPaddingMs: number;
  /** Keys of log objects that are left out. */
  readonly excludeObjects: readonly string[];
}

const MAX_EXCLUDED = 500;

/**
 * Checks the input of a run as the command line checks its arguments. `now` is when the execution started.
 * @throws UsageError or AuditError that names what can't be, with what to do
 */
export function parseRunInput(input: unknown, settings: Settings, catalogue: Catalogue, now: Date): RunRequest {
  const wishes = readWishes(input, settings);
  const logType = LOG_TYPES[settings.logType];
  const analyses = chooseAnalyses(catalogue, logType, wishes.analyses ?? settings.analyses);
  const sourceBuckets = readSourceBuckets(wishes, settings);
  const window = resolveWindow(wishes, settings, now);
  const request: RunRequest = {
    logType,
    analyses,
    window,
    selection: readSelection(wishes, window, sourceBuckets),
    sourceBuckets,
    logPrefix: readPrefix(wishes, settings),
    logLayout: readLayout(wishes, settings),
    copyMode: wishes.copyMode ?? settings.copyMode,
    deliveryPaddingMs: readPadding(wishes, settings, logType),
    excludeObjects: readExcluded(wishes, settings),
  };
  for (const analysis of analyses) {
    requireOptions(analysis, request.selection);
    selectionClauses(analysis.view, request.selection);
  }
  return request;
}

function readSourceBuckets(wishes: RunWishes, settings: Settings): readonly string[] {
  const buckets = [...new Set(wishes.sourceBuckets ?? settings.sourceBuckets)];
  const wrong = buckets.find((bucket) => !PARTITION_VALUES.source_bucket.test(bucket));
  if (wrong !== undefined) {
    throw new UsageError('INVALID_RUN_INPUT', `sourceBuckets has '${wrong}', which is no name of a bucket`);
  }
  if (buckets.length === 0 && settings.logType === 'access-logs') {
    throw new UsageError('INVALID_RUN_INPUT', 'sourceBuckets is empty; name the buckets that are audited');
  }
  return buckets;
}

function readSelection(wishes: RunWishes, window: RunWindow, sourceBuckets: readonly string[]): Selection {
  const { includeFailed, by, ownHost, ...rest } = wishes.filters ?? {};
  const filters: Record<string, readonly string[]> = {};
  for (const [name, values] of Object.entries(rest)) filters[kebabCase(name)] = values as readonly string[];
  requireUsable(filters);
  return {
    window,
    filters: { ...filters, ...bucketFilter(filters.bucket, sourceBuckets) },
    ...(includeFailed === true ? { includeFailed: true } : {}),
    ...(by === undefined ? {} : { by: (by as readonly string[])[0] as string }),
    ...(ownHost === undefined ? {} : { ownHosts: ownHost as readonly string[] }),
  };
}

/** Values that no log type could use are told before those that this one can't. */
function requireUsable(filters: FilterValues): void {
  for (const { name, clause } of FILTERS) {
    const values = filters[name];
    if (values) clause(values);
  }
}

function bucketFilter(wished: readonly string[] | undefined, sourceBuckets: readonly string[]): FilterValues {
  const strange = sourceBuckets.length > 0 && wished?.find((bucket) => !sourceBuckets.includes(bucket));
  if (strange) {
    throw new UsageError(
      'INVALID_RUN_INPUT',
      `filters.bucket has '${strange}', which is not one of sourceBuckets (${sourceBuckets.join(', ')}); name it there`,
    );
  }
  const buckets = wished ?? sourceBuckets;
  return buckets.length === 0 ? {} : { bucket: buckets };
}

function readPrefix({ logPrefix }: RunWishes, settings: Settings): string {
  if (logPrefix === undefined) return settings.logPrefix;
  if (logPrefix.startsWith(settings.logPrefix)) return logPrefix;
  throw new UsageError(
    'INVALID_RUN_INPUT',
    `logPrefix '${logPrefix}' does not begin with '${settings.logPrefix}', the prefix that the stack may read; deploy the stack with another LogPrefix`,
  );
}

function readLayout({ logLayout }: RunWishes, settings: Settings): LogLayout {
  const layout = logLayout ?? settings.logLayout;
  if (layout === 'Flat' && settings.logType === 'cloudtrail') {
    throw new UsageError('INVALID_RUN_INPUT', "logLayout can't be Flat: CloudTrail always writes folders of days");
  }
  return layout;
}

function readPadding({ deliveryPadding }: RunWishes, settings: Settings, logType: LogType): number {
  const text = deliveryPadding ?? settings.deliveryPadding;
  return text === undefined ? logType.deliveryPaddingMs : parseDuration(text, 'deliveryPadding');
}

/** Keys, or `s3://` addresses of objects in the log bucket as the mails show them. */
function readExcluded({ excludeObjects = [] }: RunWishes, { logBucket }: Settings): readonly string[] {
  if (excludeObjects.length > MAX_EXCLUDED) {
    throw new UsageError(
      'INVALID_RUN_INPUT',
      `excludeObjects has ${excludeObjects.length} objects, allowed are ${MAX_EXCLUDED}`,
    );
  }
  return excludeObjects.map((text) => {
    if (!text.startsWith('s3://')) return text;
    const own = `s3://${logBucket}/`;
    if (text.startsWith(own)) return text.slice(own.length);
    throw new UsageError(
      'INVALID_RUN_INPUT',
      `excludeObjects has '${text}', which is not in the log bucket ${logBucket}`,
    );
  });
}
