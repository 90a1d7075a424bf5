import { type BucketLoggingStatus, PutBucketLoggingCommand } from '@aws-sdk/client-s3';
import { AuditError } from '../../shared/errors';
import { type Destination, readDestination } from '../bucket-logging';
import { isKnown, known } from '../fact';
import { abortable } from '../read-account';
import type { SetupClients } from '../setup-clients';
import { type PlannedBucket, sameDestination } from './change';
import { attempted, eventually } from './eventually';

/** What PutBucketLogging is sent. */
export function loggingStatus(destination: Destination | undefined): BucketLoggingStatus {
  if (!destination) return {};
  const { bucket: TargetBucket, prefix: TargetPrefix, keyFormat } = destination;
  const source = keyFormat === 'event-time' ? 'EventTime' : 'DeliveryTime';
  return {
    LoggingEnabled: {
      TargetBucket,
      TargetPrefix,
      TargetObjectKeyFormat:
        keyFormat === 'flat' ? { SimplePrefix: {} } : { PartitionedPrefix: { PartitionDateSource: source } },
    },
  };
}

/**
 * Switches the logging of a bucket on, over or off, and reads it back.
 * @throws AuditError when somebody else has changed it, when it is refused, and when what is read back is something else
 */
export async function writeLogging(bucket: PlannedBucket, account: string, clients: SetupClients): Promise<void> {
  const { name, region = clients.home, before, after } = bucket;
  const found = await readIt(name, region, clients);
  if (!sameDestination(found, before)) {
    throw new AuditError('SETUP_CHANGED', `the logging of ${name} has just been changed by somebody else; look again`);
  }
  const command = new PutBucketLoggingCommand({
    Bucket: name,
    BucketLoggingStatus: loggingStatus(after),
    ExpectedBucketOwner: account,
  });
  // a statement that was just added to the target's policy may not have reached all of S3
  await attempted('s3:PutBucketLogging', () => clients.s3(region).send(command, abortable(clients)), {
    again: ['InvalidTargetBucketForLogging'],
    signal: clients.signal,
  });
  const isSo = await eventually(
    async () => sameDestination(await readIt(name, region, clients), after),
    clients.signal,
  );
  if (isSo) return;
  throw new AuditError(
    'SETUP_NOT_CONFIRMED',
    `the logging of ${name} was written, but S3 still tells another one; look again`,
  );
}

async function readIt(name: string, region: string, clients: SetupClients): Promise<Destination | undefined> {
  const place = { exists: true, region: known(region), isOurs: known(true) } as const;
  const found = await readDestination(name, place, clients);
  if (isKnown(found)) return found.value;
  throw new AuditError('SETUP_UNREADABLE', `the logging of ${name} can't be read: ${found.unknown}`);
}
