import { AuditError } from '../shared/errors';
import { inParallel } from '../shared/in-parallel';
import { type LoggedBucket, readLoggedBucket } from './bucket-logging';
import { isKnown } from './fact';
import { type Account, readAccount } from './read-account';
import type { SetupClients } from './setup-clients';
import { readTargetBucket, type TargetBucket } from './target-bucket';
import { readTrails, type Trails } from './trails/read-trails';

/** How an account logs, as far as it was asked for. */
export interface LoggingSetup {
  readonly account: Account;
  /** Buckets that were asked for, in the order of their names. */
  readonly names: readonly string[];
  /** Those, and all that their logs lead to. */
  readonly buckets: ReadonlyMap<string, LoggedBucket>;
  /** Buckets that those of `names` log to. */
  readonly targets: ReadonlyMap<string, TargetBucket>;
  /** Undefined when nobody wants to know. */
  readonly trails?: Trails;
}

export interface ReadOptions {
  /** Buckets to look at; all of the account when absent. */
  readonly names?: readonly string[];
  /** Targets to read besides those that are logged to. */
  readonly targets?: readonly string[];
  readonly withTrails: boolean;
  /** Told how many buckets have been read, of how many. */
  readonly onProgress?: (done: number, all: number) => void;
}

/** Requests at the same time, of which each target makes several. */
const BUCKETS_AT_ONCE = 16;
const TARGETS_AT_ONCE = 4;

/**
 * Reads how buckets are logged, everything about their targets, and what the trails of their Regions record.
 * @throws AuditError without credentials or connection, or when all buckets are wanted and may not be listed
 */
export async function readSetup(clients: SetupClients, options: ReadOptions): Promise<LoggingSetup> {
  const account = await readAccount(clients);
  const names = [...new Set(options.names ?? allNames(account))].sort();
  const buckets = new Map<string, LoggedBucket>();
  const targets = new Map<string, TargetBucket>();
  const read = async (name: string) => {
    buckets.set(name, await readLoggedBucket(name, account, clients));
    options.onProgress?.(buckets.size, Math.max(names.length, buckets.size));
  };
  await inParallel(BUCKETS_AT_ONCE, names, read);
  const wantedTargets = new Set([...(options.targets ?? []), ...destinationsOf(names, buckets)]);
  await followChains(buckets, wantedTargets, read);
  await inParallel(TARGETS_AT_ONCE, [...wantedTargets], async (name) => {
    const { place } = buckets.get(name) as LoggedBucket;
    targets.set(name, await readTargetBucket(name, place, clients));
  });
  const trails = options.withTrails ? await readTrails(regionsOf(names, buckets, clients.home), clients) : undefined;
  return { account, names, buckets, targets, ...(trails ? { trails } : {}) };
}

function allNames({ buckets }: Account): readonly string[] {
  if (isKnown(buckets)) return [...buckets.value.keys()];
  throw new AuditError('AWS_DENIED', `your buckets can't be listed (${buckets.unknown}); name them with --bucket`);
}

/** Reads the buckets that logs lead to, until nothing new comes. */
async function followChains(
  buckets: ReadonlyMap<string, LoggedBucket>,
  first: Iterable<string>,
  read: (name: string) => Promise<void>,
): Promise<void> {
  let unread = [...first].filter((name) => !buckets.has(name));
  while (unread.length > 0) {
    await inParallel(BUCKETS_AT_ONCE, unread, read);
    unread = [...new Set(destinationsOf(unread, buckets))].filter((name) => !buckets.has(name));
  }
}

function destinationsOf(names: readonly string[], buckets: ReadonlyMap<string, LoggedBucket>): readonly string[] {
  return names.flatMap((name) => {
    const destination = buckets.get(name)?.destination;
    return destination && isKnown(destination) && destination.value ? [destination.value.bucket] : [];
  });
}

function regionsOf(
  names: readonly string[],
  buckets: ReadonlyMap<string, LoggedBucket>,
  home: string,
): readonly string[] {
  const regions = names.flatMap((name) => {
    const place = buckets.get(name)?.place;
    return place?.exists && isKnown(place.region) ? [place.region.value] : [];
  });
  return [...new Set(regions.length > 0 ? regions : [home])].sort();
}
