import { GetBucketLoggingCommand, type LoggingEnabled } from '@aws-sdk/client-s3';
import { type Fact, isKnown, readFact } from './fact';
import { locate, type Place } from './locate';
import { type Account, abortable } from './read-account';
import type { SetupClients } from './setup-clients';

/** How keys of log objects are made: right behind the prefix, or in folders by a date. */
export type KeyFormat = 'flat' | 'event-time' | 'delivery-time';

/** Where a bucket logs to. */
export interface Destination {
  readonly bucket: string;
  readonly prefix: string;
  readonly keyFormat: KeyFormat;
  /** Whether others get access to the log objects by ACL. */
  readonly hasGrants: boolean;
}

/** A bucket that may be logged. */
export interface LoggedBucket {
  readonly name: string;
  readonly place: Place;
  /** Undefined for a bucket that is not logged. */
  readonly destination: Fact<Destination | undefined>;
}

/** Reads where a bucket logs to. */
export async function readLoggedBucket(name: string, account: Account, clients: SetupClients): Promise<LoggedBucket> {
  const place = await locate(name, account, clients);
  return { name, place, destination: await readDestination(name, place, clients) };
}

/** Reads it from a bucket that is known already. */
export function readDestination(
  name: string,
  place: Place,
  clients: SetupClients,
): Promise<Fact<Destination | undefined>> {
  if (!place.exists) return Promise.resolve({ unknown: 'there is no such bucket' });
  const { region } = place;
  if (!isKnown(region)) return Promise.resolve(region);
  return readFact('s3:GetBucketLogging', async () => {
    const { LoggingEnabled } = await clients
      .s3(region.value)
      .send(new GetBucketLoggingCommand({ Bucket: name }), abortable(clients));
    return LoggingEnabled && toDestination(LoggingEnabled);
  });
}

function toDestination({
  TargetBucket = '',
  TargetPrefix = '',
  TargetGrants = [],
  TargetObjectKeyFormat,
}: LoggingEnabled): Destination {
  const source = TargetObjectKeyFormat?.PartitionedPrefix?.PartitionDateSource;
  const partitioned = source === 'EventTime' ? 'event-time' : 'delivery-time';
  return {
    bucket: TargetBucket,
    prefix: TargetPrefix,
    keyFormat: TargetObjectKeyFormat?.PartitionedPrefix ? partitioned : 'flat',
    hasGrants: TargetGrants.length > 0,
  };
}
