import type { TrailEvent } from '../../trail/event';
import { type AnswerOptions, select } from '../selection';

const DENIED = [
  'AccessDenied',
  'AccessDeniedException',
  'AllAccessDisabled',
  'AccountProblem',
  'InvalidAccessKeyId',
  'InvalidObjectState',
  'InvalidPayer',
  'InvalidSecurity',
  'NotSignedUp',
  'RequestTimeTooSkewed',
  'SignatureDoesNotMatch',
  'UnauthorizedAccess',
  'UnauthorizedOperation',
  'Client.UnauthorizedOperation',
  'CrossLocationLoggingProhibited',
];
const SERVER_ERRORS = [
  'InternalError',
  'ServiceUnavailable',
  'SlowDown',
  'NotImplemented',
  'InternalFailure',
  'ServiceFailure',
  'Busy',
  'BandwidthLimitExceeded',
];

/** The S3 events in window and filters, each call once. */
export function selectCalls(events: readonly TrailEvent[], options: AnswerOptions<TrailEvent> = {}): TrailEvent[] {
  return onePerCall(select(events.filter(isS3), options));
}

/** Whether the event belongs to S3. */
export function isS3(event: TrailEvent): boolean {
  return event.source === 's3.amazonaws.com';
}

/** Keeps one record of each call: the one of the bucket's own account if there is one. */
export function onePerCall(events: readonly TrailEvent[]): TrailEvent[] {
  const kept = new Map<string, TrailEvent>();
  for (const event of events) {
    const id = event.sharedEventId ?? event.eventId;
    const other = kept.get(id);
    if (other === undefined || rank(event) < rank(other)) kept.set(id, event);
  }
  return [...kept.values()];
}

/** The account of the bucket, as far as the record tells. */
export function bucketAccount(event: TrailEvent): string {
  return event.bucketAccountId ?? event.recipientAccountId;
}

/** The account of the caller; null for AWS services and anonymous callers. */
export function callerAccount({ caller }: TrailEvent): string | null {
  const account = caller.accountId ?? '';
  return /^\d{12}$/.test(account) && caller.type !== 'AWSService' ? account : null;
}

/** The requester as answers name it; null: anonymous. */
export function requester(event: TrailEvent): string | null {
  const { arn, invokedBy, accountId } = event.caller;
  return arn ?? invokedBy ?? (accountId === 'anonymous' ? null : accountId);
}

/** Whether the call was denied. */
export function isDenied(event: TrailEvent): boolean {
  return event.errorCode !== null && DENIED.includes(event.errorCode);
}

/** Whether S3 failed, not the caller. */
export function isServerError(event: TrailEvent): boolean {
  return event.errorCode !== null && SERVER_ERRORS.includes(event.errorCode);
}

/** How the request reached S3. */
export function networkPath(event: TrailEvent): string {
  const { remoteIp } = event;
  if (remoteIp?.endsWith('.amazonaws.com') || remoteIp === 'AWS Internal') return 'aws-service';
  if (event.tls?.hostHeader?.toLowerCase().includes('.vpce.')) return 'interface-endpoint';
  if (event.vpcEndpointId !== null) return 'vpc-endpoint';
  return remoteIp === null ? 'unknown' : 'public';
}

/** The weaknesses of a request; it counts once under each. */
export function weaknesses(event: TrailEvent): string[] {
  const tls = event.tls?.version?.toLowerCase() ?? '';
  return [
    ...(['tlsv1', 'tlsv1.0', 'tlsv1.1'].includes(tls) || tls.startsWith('sslv') ? ['tls-below-1.2'] : []),
    ...(event.signatureVersion === 'SigV2' ? ['sigv2'] : []),
    ...(event.aclRequired === 'Yes' ? ['acl-required'] : []),
  ];
}

function rank(event: TrailEvent): string {
  const { recipientAccountId } = event;
  const asOwner = recipientAccountId === bucketAccount(event) && recipientAccountId !== callerAccount(event);
  return `${asOwner ? 0 : 1} ${event.recipientAccountId} ${event.eventId}`;
}
