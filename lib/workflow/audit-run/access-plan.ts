import type { S3Client } from '@aws-sdk/client-s3';
import { daysOf, type Partitions } from '../../analyses/partitions';
import { type KeyRange, listObjects } from '../../log-store/s3-logs';
import { isHidden } from '../../log-types/paths';
import { formatCount } from '../../report/terminal/numbers';
import { AuditError } from '../../shared/errors';
import { inParallel } from '../../shared/in-parallel';
import { TABLES, type TableName } from './cloud-names';
import { type DiscoveredLogs, discoverAccessLogs, discoverTrail } from './discover-logs';
import { dayRanges, flatRanges, lastDelivery, monthRanges } from './key-ranges';
import type { RunRequest } from './run-request';
import type { AccessMode } from './run-state';
import type { Settings } from './settings';

/** How a run gets at the logs; the same in all invocations of the plan, so it is kept. */
export interface AccessPlan {
  readonly mode: AccessMode;
  readonly table: TableName;
  readonly partitions: Partitions;
  readonly ranges: readonly (KeyRange & { readonly flat: boolean })[];
  readonly notes: readonly string[];
}

/** Listings that run at the same time. */
const PARALLEL = 10;
/** More make a query slow, and Athena gives up on it. */
const MAX_PARTITIONS = 20_000;
/** Athena may list all of them for each query that reads flat logs where they lie. */
const MAX_LISTED = 100_000;

/**
 * Decides by which way the queries of a run get at the logs, and which parts of the log bucket hold them. `hasRollups` says
 * that there are rollups in Parquet in folders of days.
 */
export async function planAccess(
  s3: S3Client,
  request: RunRequest,
  settings: Settings,
  runId: string,
  now: Date,
  hasRollups = false,
): Promise<AccessPlan> {
  requireVisible(request, settings);
  const { window, deliveryPaddingMs, logPrefix } = request;
  const flat = flatRanges(logPrefix, window, deliveryPaddingMs);
  const found =
    request.logType.id === 'cloudtrail'
      ? await discoverTrail(s3, settings.logBucket, request)
      : await discoverAccessLogs(s3, settings.logBucket, request, flat);
  const months = request.logType.id === 'cloudtrail' ? [] : monthRanges(found.folders, window, deliveryPaddingMs, now);
  const rolled = await inParallel(PARALLEL, months, (range) => holdsAny(s3, settings.logBucket, range));
  const mode = chooseMode(found, request, settings, hasRollups || rolled.includes(true));
  if (mode === 'listed' && found.flat) await requireFewObjects(s3, request, settings);
  const partitions = mode === 'in-place' ? inPlacePartitions(found, request, now) : { run: [runId] };
  return {
    mode,
    table: tableOf(mode, found, request),
    partitions,
    ranges: [
      ...(found.flat ? flat.map((range) => ({ ...range, flat: true })) : []),
      ...dayRanges(found.folders, window, deliveryPaddingMs, now).map((range) => ({ ...range, flat: false })),
      ...months.filter((_, index) => rolled[index]).map((range) => ({ ...range, flat: false })),
    ],
    notes: [...found.notes, ...loopNotes(mode, request, settings), ...rollupNotes(request, settings)],
  };
}

const ACCESS_LOG_TABLES: Readonly<Record<AccessMode, TableName>> = {
  copy: TABLES.accessLogsCopied,
  'in-place': TABLES.accessLogsInPlace,
  listed: TABLES.accessLogsListed,
};

/**
 * `hasRollups`: there are some that a table over folders of days can't read, in Parquet or of whole months.
 * @throws AuditError when the wish can't be fulfilled with the logs as they lie
 */
export function chooseMode(
  { flat, folders }: Pick<DiscoveredLogs, 'flat' | 'folders'>,
  { copyMode, logPrefix }: Pick<RunRequest, 'copyMode' | 'logPrefix'>,
  settings: Pick<Settings, 'logPrefix'>,
  hasRollups = false,
): AccessMode {
  const readable = !flat && !hasRollups && folders.length > 0 && logPrefix === settings.logPrefix;
  if (copyMode === 'Copy') return 'copy';
  if (copyMode === 'Auto') return readable ? 'in-place' : 'copy';
  if (readable || (!flat && folders.length === 0)) return 'in-place';
  if (flat ? folders.length === 0 && isFolder(logPrefix) : hasRollups) return 'listed';
  throw new AuditError(
    'NOT_SUPPORTED',
    flat
      ? `the logs below '${logPrefix}' can't be read where they lie: flat logs can, but only those of a whole folder without folders of days; choose CopyMode Copy or Auto`
      : `logs can be read where they lie only below the whole prefix '${settings.logPrefix}' of the stack, not below '${logPrefix}'; choose CopyMode Copy, or deploy the stack with this LogPrefix`,
  );
}

async function holdsAny(s3: S3Client, bucket: string, range: KeyRange): Promise<boolean> {
  const { done } = await listObjects(s3, bucket, range).next();
  return !done;
}

/** Athena lists the whole folder of the objects that a query names. */
function isFolder(logPrefix: string): boolean {
  return logPrefix === '' || logPrefix.endsWith('/');
}

/** @throws AuditError when the folder of the logs has more objects than Athena should list for each query */
export async function requireFewObjects(
  s3: S3Client,
  { logPrefix }: Pick<RunRequest, 'logPrefix'>,
  { logBucket }: Pick<Settings, 'logBucket'>,
  limit = MAX_LISTED,
): Promise<void> {
  let count = 0;
  for await (const page of listObjects(s3, logBucket, { prefix: logPrefix })) {
    count += page.length;
    requireListable(count, logBucket, logPrefix, limit);
  }
}

/** @throws AuditError when a list has more objects than a query should read where they lie */
export function requireListable(count: number, logBucket: string, logPrefix: string, limit = MAX_LISTED): void {
  if (count <= limit) return;
  throw new AuditError(
    'TOO_MANY_OBJECTS',
    `there are more than ${limit} objects below s3://${logBucket}/${logPrefix}, too many to be read where they lie; choose CopyMode Copy or Auto`,
  );
}

function tableOf(mode: AccessMode, { partitions }: DiscoveredLogs, { logType }: RunRequest): TableName {
  if (logType.id === 'access-logs') return ACCESS_LOG_TABLES[mode];
  if (mode === 'copy') return TABLES.cloudTrailCopied;
  return partitions.org === undefined ? TABLES.cloudTrailInPlace : TABLES.cloudTrailOrganizationInPlace;
}

function inPlacePartitions({ partitions }: DiscoveredLogs, request: RunRequest, now: Date): Partitions {
  const { window, deliveryPaddingMs } = request;
  const last = lastDelivery(window, deliveryPaddingMs, now);
  const day = daysOf(window.from, new Date(last.getTime() + 1), 0);
  requireFewPartitions(partitions, countDays(window.from, last));
  return { ...partitions, day };
}

/** Athena goes through every combination of the values. @throws AuditError when there are too many */
export function requireFewPartitions({ account, region, source_bucket }: Partitions, days: number): void {
  const factors = [
    { noun: 'account', count: account?.length },
    { noun: 'Region', count: region?.length },
    { noun: 'bucket', count: source_bucket?.length },
    { noun: 'day', count: days },
  ].filter(({ count }) => count !== undefined);
  const product = factors.reduce((result, { count = 1 }) => result * count, 1);
  if (product <= MAX_PARTITIONS) return;
  const narrower = source_bucket === undefined ? 'with filters.account and filters.region' : 'to fewer sourceBuckets';
  throw new AuditError(
    'TOO_MANY_PARTITIONS',
    `the logs of the window lie in ${product} partitions (${factors.map(({ noun, count = 1 }) => formatCount(count, noun)).join(' × ')}), more than the ${MAX_PARTITIONS} that a query should read; choose a shorter window, narrow ${narrower}, or choose CopyMode Copy`,
  );
}

function countDays(from: Date, last: Date): number {
  return dayRanges([''], { from, to: last }, 1, last).length;
}

function requireVisible({ logPrefix }: RunRequest, { logBucket }: Settings): void {
  if (!isHidden(`${logPrefix}log`)) return;
  throw new AuditError(
    'HIDDEN_PREFIX',
    `Athena skips objects with a name or folder that begins with _ or ., and s3://${logBucket}/${logPrefix} is one; have the logs delivered to another prefix, or copy them there`,
  );
}

/** What a person should know of a way, once the rollups in Parquet are counted: copies of them would lie among those of text. */
export function planNotes({ mode, notes }: AccessPlan, rolledUp: number): readonly string[] {
  if (mode !== 'copy' || rolledUp === 0) return notes;
  const where = rolledUp === 1 ? 'is read where it lies' : 'are read where they lie';
  return [...notes, `${formatCount(rolledUp, 'rollup')} in Parquet ${where}, and not copied`];
}

/** Reading logs in a bucket that is audited itself makes a log line for each object read. */
function loopNotes(mode: AccessMode, { sourceBuckets }: RunRequest, { logBucket }: Settings): readonly string[] {
  if (mode === 'copy' || !sourceBuckets.includes(logBucket)) return [];
  return [
    `the log bucket ${logBucket} is audited itself: reading the logs where they lie makes new log lines, one for each object and query; CopyMode Copy makes fewer`,
  ];
}

/** Logs that a rollup has put elsewhere are not there any more where the run looks for them. */
function rollupNotes({ logPrefix }: RunRequest, { logBucket, rolledUpTo }: Settings): readonly string[] {
  if (rolledUpTo === undefined || rolledUpTo.startsWith(`s3://${logBucket}/${logPrefix}`)) return [];
  return [
    `logs are rolled up to ${rolledUpTo}, which this run does not read: what has been rolled up is missing in its answers; deploy a stack that reads that place (LogBucket, LogPrefix)`,
  ];
}
