import type { Destination } from '../bucket-logging';
import { isKnown } from '../fact';
import type { LoggingSetup } from '../read-setup';
import { type Finding, finding } from './catalogue';

/** Prefixes that don't keep the logs of a bucket apart from other keys. */
export function findPrefixFaults(source: string, destination: Destination, setup: LoggingSetup): readonly Finding[] {
  const { bucket, prefix, keyFormat } = destination;
  const findings: Finding[] = [];
  if (/[\p{L}\p{N}]$/u.test(prefix)) {
    findings.push(
      finding('prefix-without-separator', `the prefix '${prefix}' in ${bucket} does not end with a separator`),
    );
  } else if (prefix === '' && keyFormat === 'flat') {
    findings.push(
      finding('prefix-without-separator', `logs lie in the root of ${bucket}, among whatever else is there`),
    );
  }
  if (keyFormat !== 'flat') return findings;
  const others = [...setup.buckets.values()].filter(({ name, destination: other }) => {
    if (name === source || !isKnown(other) || other.value?.bucket !== bucket || other.value.keyFormat !== 'flat')
      return false;
    return other.value.prefix === prefix;
  });
  if (others.length > 0) {
    const names = others.map(({ name }) => name).join(', ');
    findings.push(finding('prefix-shared', `s3://${bucket}/${prefix} has logs of ${names}, too`));
  }
  return findings;
}
