import { HOUR_MS, type Window } from '../shared/utc-dates';
import { rollupNamesAt } from './access-logs/rollup-name';
import { LOG_TYPES } from './index';
import { LOG_TYPE_IDS, type LogTypeId } from './log-type';
import { sideOfWindow } from './select-logs';

/** How long after an event the logs of each type may be delivered. */
export type DeliveryPadding = Readonly<Record<LogTypeId, number>>;

/** The paddings of the log types, or one for all of them. */
export function deliveryPadding(paddingMs?: number): DeliveryPadding {
  return {
    'access-logs': paddingMs ?? LOG_TYPES['access-logs'].deliveryPaddingMs,
    cloudtrail: paddingMs ?? LOG_TYPES.cloudtrail.deliveryPaddingMs,
  };
}

const REGION = '[a-z]{2,4}(?:-[a-z]+){1,3}-\\d{1,2}';

/** Behind these, keys go on with a folder for each year: `<account>/CloudTrail/<region>/`, `<account>/<region>/<bucket>/`. */
const DAY_FOLDER = new RegExp(
  `^((?:.*?\\D)?\\d{12}/(?:CloudTrail/${REGION}|${REGION}/[^/]+)/)(\\d{4}/\\d{2}/\\d{2})/[^/]+$`,
);
const FLAT_NAME = /^(.*?)(\d{4})-(\d{2}-\d{2}-\d{2}-\d{2}-\d{2})-[0-9A-Fa-f]{8,}(?:\.log)?(?:\.gz)?$/;
const NO_LOGS = /^(.*\/CloudTrail-(?:Digest|Insights?|NetworkActivity|Aggregated\w*))\//;

/** Folders that hold nothing but folders which can be listed at the same time. */
const BRANCH = new RegExp(
  `(?:^|/)AWSLogs/(?:o-[a-z0-9]{10,32}/)?$|(?:^|\\D)\\d{12}/$|(?:^|\\D)\\d{12}/(?:CloudTrail|${REGION})/$`,
);

/** Whether a folder (a prefix that ends in `/`) divides logs by organization, account, Region or bucket. */
export function isBranch(folder: string): boolean {
  return folder === '' || BRANCH.test(folder);
}

/** What accounts, Regions and buckets the logs are wanted of; an absent list means all. */
export interface WantedOrigins {
  readonly account?: readonly string[];
  readonly region?: readonly string[];
  readonly bucket?: readonly string[];
}

/**
 * Whether a folder can hold wanted logs. Folders of CloudTrail tell account and Region, those of access logs also the
 * bucket that the requests were made to.
 */
export function mayHoldLogs(folder: string, wanted: WantedOrigins): boolean {
  if (NO_LOGS.test(folder)) return false;
  const trail = new RegExp(`(?:^|/)AWSLogs/(?:o-[a-z0-9]+/)?(\\d{12})/(?:CloudTrail/(?:(${REGION})/)?)?$`).exec(folder);
  if (trail) return isWanted(trail[1], wanted.account) && isWanted(trail[2], wanted.region);
  const source = new RegExp(`(?:^|\\D)\\d{12}/${REGION}/([^/]+)/$`).exec(folder);
  return isWanted(source?.[1], wanted.bucket);
}

/**
 * Where a listing in the order of keys may go on behind a key (relative to no folder) that can't hold events of the
 * window: no log in one of S3's layouts up to there can hold any. Undefined when the listing has to go on right behind it.
 */
export function skipTo(key: string, window: Window, padding: DeliveryPadding): string | undefined {
  const noLogs = NO_LOGS.exec(key)?.[1];
  if (noLogs !== undefined) return `${noLogs}/~`;
  for (const id of LOG_TYPE_IDS) {
    const verdict = LOG_TYPES[id].classifyFile(key);
    const side = sideOfWindow(verdict, window, padding[id]);
    if (!side || verdict.kind === 'skip' || !verdict.delivered) continue;
    const target = skipDays(key, side, verdict.delivered, window) ?? skipNames(key, side, window);
    if (target === undefined || target <= key) return undefined;
    if (id === 'cloudtrail') return target;
    const stops = rollupsBeside(key, side === 'too early' ? window.from : lastDelivery(window, padding[id]));
    return stops.filter((stop) => stop > key && stop < target).sort()[0] ?? target;
  }
  return undefined;
}

/**
 * Where rollups would lie that an instant is in, up to their formats. They come behind the logs of their periods, so that a
 * listing which skips these must not skip them.
 */
function rollupsBeside(key: string, instant: Date | undefined): readonly string[] {
  if (!instant) return [];
  const names = rollupNamesAt(instant);
  const [, folder] = DAY_FOLDER.exec(key) ?? [];
  if (folder !== undefined) {
    const day = dayFolder(instant);
    return names.map((name, index) => `${folder}${index < names.length - 1 ? day : day.slice(0, 7)}/${name}`);
  }
  const [, base] = FLAT_NAME.exec(key) ?? [];
  return base === undefined ? [] : names.map((name) => `${base}${name}`);
}

/** The last instant at which logs of a window are delivered. */
function lastDelivery({ to }: Window, paddingMs: number): Date | undefined {
  return to && new Date(to.getTime() + paddingMs - 1);
}

function skipDays(key: string, side: 'too early' | 'too late', delivered: Date, { from }: Window): string | undefined {
  const [, base, day] = DAY_FOLDER.exec(key) ?? [];
  // a name of another day than its folder's has been put there by somebody
  if (base === undefined || day !== dayFolder(delivered)) return undefined;
  // behind all names that begin with a digit
  if (side === 'too late') return `${base}:`;
  // names of CloudTrail tell the time of the delivery only roughly
  return from && `${base}${dayFolder(new Date(from.getTime() - HOUR_MS))}`;
}

function skipNames(key: string, side: 'too early' | 'too late', { from }: Window): string | undefined {
  const [, base, year, rest] = FLAT_NAME.exec(key) ?? [];
  if (base === undefined || year === undefined || rest === undefined) return undefined;
  const wanted = from && deliveryName(from);
  // year by year, because folders of accounts may lie between them
  if (side === 'too late' || wanted === undefined || year < wanted.slice(0, 4)) return `${base}${year}-~`;
  // names of midnight may stand for the whole day
  if (`${year}-${rest}`.slice(0, 10) < wanted.slice(0, 10)) return `${base}${wanted.slice(0, 10)}-`;
  return `${base}${wanted}`;
}

function isWanted(value: string | undefined, wanted: readonly string[] | undefined): boolean {
  return value === undefined || wanted === undefined || wanted.length === 0 || wanted.includes(value);
}

function dayFolder(instant: Date): string {
  return instant.toISOString().slice(0, 10).replaceAll('-', '/');
}

/** `2026-02-03-12-00-00`. */
function deliveryName(instant: Date): string {
  return instant.toISOString().slice(0, 19).replace(/[T:]/g, '-');
}
