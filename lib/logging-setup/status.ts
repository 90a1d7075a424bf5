import type { Destination, LoggedBucket } from './bucket-logging';
import { isKnown } from './fact';
import { type Finding, SEVERITIES } from './findings/catalogue';
import { findFaults } from './findings/find-faults';
import type { LoggingSetup } from './read-setup';

/** How a bucket is logged. */
export interface BucketStatus {
  readonly name: string;
  /** Null when it could not be found out. */
  readonly region: string | null;
  /** Null when it is not logged, or when that could not be found out; the findings tell which. */
  readonly destination: Destination | null;
  /** The worst first. */
  readonly findings: readonly Finding[];
}

/** How each bucket that was asked for is logged, and what is wrong with it. */
export function statusOf(setup: LoggingSetup, now: Date): readonly BucketStatus[] {
  return setup.names.map((name) => {
    const { place, destination } = setup.buckets.get(name) as LoggedBucket;
    return {
      name,
      region: place.exists && isKnown(place.region) ? place.region.value : null,
      destination: isKnown(destination) ? (destination.value ?? null) : null,
      findings: worstFirst(findFaults(name, setup, now)),
    };
  });
}

function worstFirst(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity));
}
