import type { Destination } from '../bucket-logging';
import { isKnown, type Unknown } from '../fact';
import type { Delivery } from '../policy/delivery-request';
import { judgeDelivery } from '../policy/judge-delivery';
import type { TargetBucket } from '../target-bucket';
import { type Finding, type FindingId, finding } from './catalogue';

/** What keeps logs from being delivered to a bucket that is there. */
export function findDeliveryFaults(
  delivery: Delivery,
  destination: Destination,
  target: TargetBucket,
): readonly Finding[] {
  return [...findSettings(target), ...findPermission(delivery, target), ...findGrants(delivery, destination, target)];
}

function findSettings({ name, hasDefaultRetention, encryption, requesterPays }: TargetBucket): readonly Finding[] {
  const findings: Finding[] = [];
  if (!isKnown(hasDefaultRetention)) findings.push(hiddenBy(hasDefaultRetention, 'target-object-lock', name));
  else if (hasDefaultRetention.value) {
    findings.push(finding('target-object-lock', `Object Lock of ${name} has a default retention`));
  }
  if (!isKnown(encryption)) findings.push(hiddenBy(encryption, 'target-kms-encryption', name));
  else if (encryption.value !== 'AES256') {
    findings.push(finding('target-kms-encryption', `the default encryption of ${name} is ${encryption.value}`));
  }
  if (!isKnown(requesterPays)) findings.push(hiddenBy(requesterPays, 'target-requester-pays', name));
  else if (requesterPays.value) findings.push(finding('target-requester-pays', `${name} is Requester Pays`));
  return findings;
}

function findPermission(delivery: Delivery, target: TargetBucket): readonly Finding[] {
  const { name, policy } = target;
  if (!isKnown(policy)) return [hiddenBy(policy, 'delivery-denied', name)];
  const { decision, statements, doubts } = judgeDelivery(policy.value, delivery);
  const where = `to s3://${name}/${delivery.prefix}`;
  switch (decision) {
    case 'allowed':
      return [];
    case 'denied':
      return [
        finding(
          'delivery-denied',
          `the policy of ${name} denies the delivery ${where}: statement ${statements.join(', ')}`,
        ),
      ];
    case 'unknown':
      return [
        finding(
          'delivery-uncertain',
          `whether the policy of ${name} allows the delivery ${where}: ${doubts.join('; ')}`,
        ),
      ];
    case 'not-allowed':
      return findAclPermission(where, target);
  }
}

/** What no policy allows, the ACL may. */
function findAclPermission(where: string, { name, aclsDisabled, aclAdmitsDelivery }: TargetBucket): readonly Finding[] {
  if (isKnown(aclsDisabled) && aclsDisabled.value) {
    return [finding('delivery-not-allowed', `no statement of the policy of ${name} allows the delivery ${where}`)];
  }
  if (!isKnown(aclAdmitsDelivery)) return [hiddenBy(aclAdmitsDelivery, 'delivery-not-allowed', name)];
  if (!aclAdmitsDelivery.value) {
    return [finding('delivery-not-allowed', `neither policy nor ACL of ${name} allows the delivery ${where}`)];
  }
  if (!isKnown(aclsDisabled)) return [hiddenBy(aclsDisabled, 'delivery-not-allowed', name)];
  return [finding('delivery-by-acl', `the log-delivery group may write to ${name} by its ACL`)];
}

function findGrants(
  { source }: Delivery,
  { hasGrants }: Destination,
  { name, aclsDisabled, aclAdmitsDelivery }: TargetBucket,
): readonly Finding[] {
  if (!isKnown(aclsDisabled)) return hasGrants ? [hiddenBy(aclsDisabled, 'acl-grants-disabled', name)] : [];
  if (!aclsDisabled.value) return [];
  const findings: Finding[] = [];
  if (hasGrants) {
    findings.push(
      finding('acl-grants-disabled', `the logging of ${source} has target grants, and ${name} has no ACLs`),
    );
  }
  if (isKnown(aclAdmitsDelivery) && aclAdmitsDelivery.value) {
    findings.push(
      finding('acl-grants-disabled', `the ACL of ${name} lets the log-delivery group in, and means nothing`),
    );
  }
  return findings;
}

/** Something of a target that could not be read, and the worst that it may hide. */
export function hiddenBy({ unknown }: Unknown, id: FindingId, bucket: string): Finding {
  return finding('unknown', `can't look for ${id} at ${bucket}: ${unknown}`, id);
}
