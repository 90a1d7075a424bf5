import type { S3Client } from '@aws-sdk/client-s3';
import { PARTITION_VALUES, type Partitions } from '../../analyses/partitions';
import { type KeyRange, type ListedObject, listFolders, listObjects, TooManyPages } from '../../log-store/s3-logs';
import { rollupPeriod } from '../../log-types/access-logs/rollup-name';
import { AuditError } from '../../shared/errors';
import { inParallel } from '../../shared/in-parallel';
import type { RunRequest } from './run-request';

/** How the logs of a run lie below its prefix. */
export interface DiscoveredLogs {
  /** Whether log objects lie directly below the prefix. */
  readonly flat: boolean;
  /** Folders with a folder for each day, ending in `/`. */
  readonly folders: readonly string[];
  /** Values of the partitions that these folders are, without days. */
  readonly partitions: Partitions;
  /** What a person should know, sentences without a full stop. */
  readonly notes: readonly string[];
}

/** Listings of accounts that run at the same time. */
const PARALLEL = 10;
/** Pages of objects that are looked through for folders of accounts. */
const MAX_PAGES = 100;

/** Looks how the access logs lie, as far as `logLayout` leaves it open. `ranges` are where flat ones of the window would be. */
export async function discoverAccessLogs(
  s3: S3Client,
  bucket: string,
  request: RunRequest,
  ranges: readonly KeyRange[],
): Promise<DiscoveredLogs> {
  const { logLayout, logPrefix, sourceBuckets } = request;
  const flat = logLayout === 'Flat' || (logLayout === 'Auto' && (await hasFlatLogs(s3, bucket, logPrefix, ranges)));
  if (logLayout === 'Flat') return { flat, folders: [], partitions: {}, notes: [] };
  const regions = await listRegions(s3, bucket, logPrefix, '', await listAccounts(s3, bucket, logPrefix));
  const candidates = regions.flatMap((folder) =>
    sourceBuckets.map((sourceBucket) => ({ ...folder, sourceBucket, path: `${folder.path}${sourceBucket}/` })),
  );
  const found = await keep(candidates, ({ path }) => hasObjects(s3, bucket, path));
  return {
    flat,
    folders: found.map(({ path }) => path),
    partitions: {
      account: distinct(found.map(({ account }) => account)),
      region: distinct(found.map(({ region }) => region)),
      source_bucket: distinct(found.map(({ sourceBucket }) => sourceBucket)),
    },
    notes: found.length === 0 ? [] : missingBuckets(sourceBuckets, new Set(found.map((one) => one.sourceBucket))),
  };
}

/** Looks which accounts and Regions the trail has. A trail of an organization goes before those of single accounts. */
export async function discoverTrail(s3: S3Client, bucket: string, request: RunRequest): Promise<DiscoveredLogs> {
  const root = `${request.logPrefix}AWSLogs/`;
  const names = await listFolders(s3, bucket, root);
  const [org, ...others] = names.filter((name) => PARTITION_VALUES.org.test(name));
  const single = names.filter((name) => PARTITION_VALUES.account.test(name));
  if (others.length > 0) {
    throw new AuditError(
      'LAYOUT_UNKNOWN',
      `there are trails of several organizations below s3://${bucket}/${root} (${[org, ...others].join(', ')}); give each a prefix and a stack of its own`,
    );
  }
  const base = org === undefined ? root : `${root}${org}/`;
  const accounts =
    org === undefined
      ? single
      : (await listFolders(s3, bucket, base)).filter((name) => PARTITION_VALUES.account.test(name));
  const wanted = narrowed(accounts, request.selection.filters.account);
  const regions = (await listRegions(s3, bucket, base, 'CloudTrail/', wanted)).filter(
    ({ region }) => narrowed([region], request.selection.filters.region).length > 0,
  );
  return {
    flat: false,
    folders: regions.map(({ path }) => path),
    partitions: {
      ...(org === undefined ? {} : { org: [org] }),
      account: distinct(regions.map(({ account }) => account)),
      region: distinct(regions.map(({ region }) => region)),
    },
    notes:
      org !== undefined && single.length > 0
        ? [
            `the trail of the organization ${org} was read; trails of single accounts lie beside it (${single.slice(0, 3).join(', ')}${single.length > 3 ? ', …' : ''}) and were not`,
          ]
        : [],
  };
}

interface RegionFolder {
  readonly account: string;
  readonly region: string;
  readonly path: string;
}

async function listRegions(
  s3: S3Client,
  bucket: string,
  base: string,
  between: string,
  accounts: readonly string[],
): Promise<readonly RegionFolder[]> {
  const lists = await inParallel(PARALLEL, accounts, async (account) => {
    const parent = `${base}${account}/${between}`;
    const names = await listFolders(s3, bucket, parent);
    return names
      .filter((region) => PARTITION_VALUES.region.test(region))
      .map((region) => ({ account, region, path: `${parent}${region}/` }));
  });
  return lists.flat();
}

async function listAccounts(s3: S3Client, bucket: string, prefix: string): Promise<readonly string[]> {
  try {
    const names = await listFolders(s3, bucket, prefix, { skip: skipYear, maxPages: MAX_PAGES });
    return names.filter((name) => PARTITION_VALUES.account.test(name));
  } catch (error) {
    if (!(error instanceof TooManyPages)) throw error;
    throw new AuditError(
      'LAYOUT_UNKNOWN',
      `there are too many other objects below s3://${bucket}/${prefix} to tell how the logs lie; say it with LogLayout, Flat or Partitioned, and choose LogPrefix so that it holds logs only`,
      { cause: error },
    );
  }
}

/** Flat logs of a year lie between the folders of accounts; they need not be listed to find these. */
function skipYear(name: string): string | undefined {
  const year = /^(\d{4})-\d{2}-/.exec(name)?.[1];
  return year === undefined ? undefined : `${year}-~`;
}

/** Whether the first objects of a range look like flat logs. */
async function hasFlatLogs(
  s3: S3Client,
  bucket: string,
  prefix: string,
  ranges: readonly KeyRange[],
): Promise<boolean> {
  for (const range of ranges) {
    const first = await listObjects(s3, bucket, range).next();
    const names = (first.value ?? []).map(({ key }: ListedObject) => key.slice(prefix.length));
    if (names.some(isFlatLog)) return true;
  }
  return false;
}

function isFlatLog(name: string): boolean {
  return /^\d{4}(-\d{2}){5}-[^/]+$/.test(name) || (!name.includes('/') && rollupPeriod(name) !== undefined);
}

async function hasObjects(s3: S3Client, bucket: string, prefix: string): Promise<boolean> {
  const { done } = await listObjects(s3, bucket, { prefix }).next();
  return !done;
}

function missingBuckets(wanted: readonly string[], found: ReadonlySet<string>): readonly string[] {
  const missing = wanted.filter((bucket) => !found.has(bucket));
  return missing.length === 0 ? [] : [`there are no logs of ${missing.join(', ')} in folders of the log bucket`];
}

function narrowed(values: readonly string[], wanted: readonly string[] | undefined): readonly string[] {
  return wanted?.length ? values.filter((value) => wanted.includes(value)) : values;
}

async function keep<Item>(items: readonly Item[], test: (item: Item) => Promise<boolean>): Promise<readonly Item[]> {
  const kept = await inParallel(PARALLEL, items, async (item) => ((await test(item)) ? [item] : []));
  return kept.flat();
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}
