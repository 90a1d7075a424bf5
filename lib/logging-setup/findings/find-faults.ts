import type { Destination, LoggedBucket } from '../bucket-logging';
import { isKnown, type Unknown } from '../fact';
import { followLogs } from '../loops';
import { type Delivery, deliveryTo } from '../policy/delivery-request';
import type { LoggingSetup } from '../read-setup';
import { type Finding, finding } from './catalogue';
import { findDeliveryFaults, hiddenBy } from './find-delivery-faults';
import { findLifecycleFaults } from './find-lifecycle-faults';
import { findPrefixFaults } from './find-prefix-faults';
import { findTrailGaps } from './find-trail-gaps';

/** Everything that is wrong with how a bucket is logged. */
export function findFaults(name: string, setup: LoggingSetup, now: Date): readonly Finding[] {
  const bucket = setup.buckets.get(name) as LoggedBucket;
  if (!bucket.place.exists) return [finding('bucket-missing', `there is no bucket ${name}`)];
  const { region } = bucket.place;
  const trails = setup.trails && (isKnown(region) ? setup.trails.get(region.value) : region);
  return [...findLoggingFaults(bucket, setup, now), ...findTrailGaps(name, partitionOf(setup), trails)];
}

/** What is wrong with the access logs of a bucket that exists. */
export function findLoggingFaults(bucket: LoggedBucket, setup: LoggingSetup, now: Date): readonly Finding[] {
  const { name, destination } = bucket;
  if (!isKnown(destination)) return [hidden(name, 'where it logs to', destination)];
  if (!destination.value) {
    const holdsLogs = [...setup.buckets.values()].some((other) => targetOf(other) === name);
    return [
      holdsLogs
        ? finding('log-bucket-not-logged', `${name} holds logs of others and is not logged itself`)
        : finding('not-logged', `${name} is not logged`),
    ];
  }
  return [...findLoop(name, setup), ...findTargetFaults(bucket, destination.value, setup, now)];
}

function findLoop(name: string, { buckets }: LoggingSetup): readonly Finding[] {
  const chain = followLogs(name, buckets);
  if (chain.kind === 'ends') return [];
  if (chain.kind === 'loop') return [finding('logging-loop', `logs go round: ${chain.path.join(' → ')}`)];
  const place = buckets.get(chain.at)?.place;
  const isTheirs = place?.exists === true && isKnown(place.isOurs) && !place.isOurs.value;
  // nothing is delivered there, nor to a bucket that is missing
  return isTheirs || place?.exists === false ? [] : [hiddenBy(chain.why, 'logging-loop', chain.at)];
}

function findTargetFaults(
  bucket: LoggedBucket,
  destination: Destination,
  setup: LoggingSetup,
  now: Date,
): readonly Finding[] {
  const target = setup.targets.get(destination.bucket);
  if (!target) return [];
  const { name, place } = target;
  if (!place.exists) return [finding('target-missing', `there is no bucket ${name}`)];
  if (isKnown(place.isOurs) && !place.isOurs.value) {
    return [finding('target-in-other-account', `${name} belongs to another account`)];
  }
  const findings: Finding[] = [];
  if (!isKnown(place.isOurs)) findings.push(hiddenBy(place.isOurs, 'target-in-other-account', name));
  const delivery = deliveryOf(bucket, destination, setup);
  if (isKnown(place.region) && delivery.region !== undefined && delivery.region !== place.region.value) {
    const regions = `${bucket.name} is in ${delivery.region}, ${name} in ${place.region.value}`;
    findings.push(finding('target-in-other-region', regions));
  }
  findings.push(
    ...findDeliveryFaults(delivery, destination, target),
    ...findPrefixFaults(bucket.name, destination, setup),
  );
  const { lifecycle } = target;
  if (!isKnown(lifecycle)) return [...findings, hiddenBy(lifecycle, 'logs-expire-early', name)];
  return [...findings, ...findLifecycleFaults(name, folderOf(delivery), lifecycle.value, now)];
}

/** The delivery that a destination asks for. */
export function deliveryOf({ name, place }: LoggedBucket, destination: Destination, setup: LoggingSetup): Delivery {
  const { identity } = setup.account;
  return deliveryTo(destination, {
    partition: partitionOf(setup),
    source: name,
    ...(isKnown(identity) ? { account: identity.value.id } : {}),
    ...(place.exists && isKnown(place.region) ? { region: place.region.value } : {}),
  });
}

/** What all keys of log objects begin with, as far as it is known. */
function folderOf({ prefix, partitionedBy, account, region, source }: Delivery): string {
  return partitionedBy && account && region ? `${prefix}${account}/${region}/${source}/` : prefix;
}

function partitionOf({ account: { identity } }: LoggingSetup): string {
  return isKnown(identity) ? identity.value.partition : 'aws';
}

function targetOf({ destination }: LoggedBucket): string | undefined {
  return isKnown(destination) ? destination.value?.bucket : undefined;
}

function hidden(bucket: string, what: string, { unknown }: Unknown): Finding {
  return finding('unknown', `can't tell for ${bucket} ${what}: ${unknown}`, 'not-logged');
}
