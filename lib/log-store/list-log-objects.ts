import { type DeliveryPadding, isBranch, mayHoldLogs, skipTo, type WantedOrigins } from '../log-types/key-order';
import { inParallel } from '../shared/in-parallel';
import { mergeSources } from '../shared/merge-sources';
import type { Window } from '../shared/utc-dates';
import type { LogBucket } from './s3-client';
import { type ListedObject, listLevel, listObjects } from './s3-logs';

/** What part of the logs is wanted. Objects that are not in it may be listed all the same. */
export interface WantedLogs {
  readonly window: Window;
  readonly padding: DeliveryPadding;
  readonly origins: WantedOrigins;
}

/** Listings that run at the same time. */
const PARALLEL = 8;

/** Objects of a full page. */
const PAGE = 1000;

type Page = readonly ListedObject[];
type Source = () => AsyncIterator<Page>;

/**
 * The objects below a prefix, a page at a time, in no order. When only some logs are `wanted`, keys are left out that can't
 * be of them, as far as S3's layouts tell: of flat names and day folders only what may hold the window is listed.
 */
export async function* listLogObjects(bucket: LogBucket, prefix: string, wanted?: WantedLogs): AsyncGenerator<Page> {
  const sources: Source[] = [];
  let branches: readonly string[] = [prefix];
  while (branches.length > 0) {
    const levels = await inParallel(PARALLEL, branches, async (branch) => ({
      branch,
      ...(await listLevel(bucket.s3, bucket.name, branch, bucket)),
    }));
    const folders: string[] = [];
    for (const { branch, objects, folders: below, isWhole } of levels) {
      const isUsable = isWhole || below.length === 0;
      if (isUsable && objects.length > 0) yield objects;
      if (isWhole) folders.push(...below.filter((folder) => !wanted || mayHoldLogs(folder, wanted.origins)));
      else sources.push(() => listBelow(bucket, branch, wanted, isUsable ? objects.at(-1)?.key : undefined));
    }
    branches = folders.filter(isBranch);
    sources.push(
      ...folders.filter((folder) => !isBranch(folder)).map((folder) => () => listBelow(bucket, folder, wanted)),
    );
  }
  yield* mergeSources(PARALLEL, sources);
}

/** All below a prefix in the order of keys, without the stretches in which nothing can be wanted. */
async function* listBelow(
  bucket: LogBucket,
  prefix: string,
  wanted: WantedLogs | undefined,
  last?: string,
): AsyncGenerator<Page> {
  let after = last === undefined ? undefined : (skippingTo(last, wanted) ?? last);
  for (;;) {
    const pages = listObjects(bucket.s3, bucket.name, { prefix, ...(after === undefined ? {} : { after }) }, bucket);
    after = yield* listUntilSkip(pages, wanted);
    if (after === undefined) return;
  }
}

/** @returns where to go on, if not right behind the last page */
async function* listUntilSkip(
  pages: AsyncGenerator<Page>,
  wanted: WantedLogs | undefined,
): AsyncGenerator<Page, string | undefined> {
  for await (const page of pages) {
    yield page;
    const last = page.at(-1);
    // a page that is not full is the last one, and nothing follows it
    const target = last && page.length >= PAGE ? skippingTo(last.key, wanted) : undefined;
    if (target !== undefined) return target;
  }
  return undefined;
}

function skippingTo(key: string, wanted: WantedLogs | undefined): string | undefined {
  return wanted && skipTo(key, wanted.window, wanted.padding);
}
