import { createHash } from 'node:crypto';
import type { AccessEvent } from '../access/event';
import { ANONYMOUS, type Caller, type TrailEvent, trailEvent } from '../trail/event';
import { ACCOUNT, type Actor } from './actors';
import { versionOf } from './calls';

/** The names that CloudTrail has for the operations of access logs, and which of them are management events. */
const NAMES: Record<string, string> = {
  'REST.GET.OBJECT': 'GetObject',
  'REST.HEAD.OBJECT': 'HeadObject',
  'REST.PUT.OBJECT': 'PutObject',
  'REST.DELETE.OBJECT': 'DeleteObject',
  'BATCH.DELETE.OBJECT': 'DeleteObject',
  'REST.POST.MULTI_OBJECT_DELETE': 'DeleteObjects',
  'REST.COPY.OBJECT': 'CopyObject',
  'REST.PUT.PART': 'UploadPart',
  'REST.POST.UPLOADS': 'CreateMultipartUpload',
  'REST.POST.UPLOAD': 'CompleteMultipartUpload',
  'REST.PUT.ACL': 'PutObjectAcl',
  'REST.GET.BUCKET': 'ListObjects',
  'REST.GET.ACL': 'GetBucketAcl',
  'REST.GET.BUCKETPOLICY': 'GetBucketPolicy',
  'REST.PUT.BUCKETPOLICY': 'PutBucketPolicy',
  'REST.PUT.VERSIONING': 'PutBucketVersioning',
  'REST.PUT.LIFECYCLE': 'PutBucketLifecycle',
  'REST.PUT.REPLICATION': 'PutBucketReplication',
  'REST.PUT.ENCRYPTION': 'PutBucketEncryption',
  'REST.PUT.LOGGING_STATUS': 'PutBucketLogging',
  'REST.PUT.PUBLIC_ACCESS_BLOCK': 'PutBucketPublicAccessBlock',
  'REST.DELETE.PUBLIC_ACCESS_BLOCK': 'DeleteBucketPublicAccessBlock',
  'REST.PUT.OWNERSHIP_CONTROLS': 'PutBucketOwnershipControls',
};

/** A UUID that depends only on the text. */
export function eventIdOf(text: string): string {
  const digits = createHash('sha256').update(text).digest('hex');
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
}

/** The identity of an actor. */
export function callerOf(actor: Actor): Caller {
  const { requester, accessKeyId = null, mfa = false } = actor;
  if (requester === null) return ANONYMOUS;
  if (requester.startsWith('svc:')) {
    return {
      type: 'AWSService',
      arn: null,
      accountId: null,
      accessKeyId: null,
      invokedBy: requester.slice(4),
      mfa: null,
    };
  }
  const [, , , , accountId = '', name = ''] = requester.split(':');
  const [kind, first = '', session] = name.split('/');
  const common = { arn: requester, accountId, accessKeyId, invokedBy: null };
  if (kind === 'assumed-role') {
    return { ...common, type: 'AssumedRole', principalId: `AROA${idOf(first)}:${session}`, mfa };
  }
  // A user in the console has a session, a user with an access key has none.
  return { ...common, type: 'IAMUser', principalId: `AIDA${idOf(first)}`, userName: first, mfa: mfa || null };
}

/** What CloudTrail records of a request in the access log; undefined for what it does not record. */
export function toTrailEvent(
  event: AccessEvent,
  actor: Actor,
  parameters: TrailEvent['parameters'] = {},
): TrailEvent | undefined {
  const name = NAMES[event.operation];
  if (name === undefined) return undefined;
  const fromBatch = event.operation === 'BATCH.DELETE.OBJECT';
  const management = /Bucket(?!s)/.test(name);
  const failed = event.errorCode !== null;
  const marker = name === 'DeleteObject' && event.versionId === null && !failed;
  const service = event.remoteIp === null;
  return trailEvent({
    eventId: eventIdOf(`${event.requestId} ${event.operation} ${event.key}`),
    requestId: event.requestId,
    timeMs: event.timeMs,
    name,
    caller: callerOf(actor),
    remoteIp: event.remoteIp ?? 's3.amazonaws.com',
    userAgent: service ? 's3.amazonaws.com' : fromBatch ? actor.userAgent : event.userAgent,
    errorCode: event.errorCode,
    errorMessage: failed ? message(event, actor) : null,
    eventType: fromBatch ? 'AwsServiceEvent' : 'AwsApiCall',
    category: management ? 'Management' : 'Data',
    readOnly: /^(?:Get|Head|List)/.test(name),
    bucket: event.bucket,
    key: event.key,
    versionId: event.versionId,
    parameters: { ...(service ? {} : { Host: event.hostHeader }), ...parameters },
    madeDeleteMarker: marker,
    response: marker ? { 'x-amz-version-id': versionOf(`marker ${event.requestId} ${event.key}`) } : null,
    hostId: event.hostId,
    authenticationMethod: event.authenticationType,
    signatureVersion: event.signatureVersion,
    bytesIn: management ? null : name === 'PutObject' || name === 'UploadPart' ? event.objectSize : 0,
    bytesOut: management ? null : (event.bytesSent ?? 0),
    aclRequired: event.aclRequired,
    tls:
      service || event.tlsVersion === null
        ? null
        : { version: event.tlsVersion, cipherSuite: event.cipherSuite, hostHeader: event.hostHeader },
    vpcEndpointId: actor.vpcEndpointId ?? null,
    recipientAccountId: ACCOUNT,
    bucketAccountId: ACCOUNT,
  });
}

function message(event: AccessEvent, actor: Actor): string {
  if (event.errorCode === 'NoSuchKey') return 'The specified key does not exist.';
  if (event.errorCode !== 'AccessDenied') return 'Please reduce your request rate.';
  return actor.requester === null
    ? 'Access Denied'
    : `User: ${actor.requester} is not authorized to perform this action on resource: "arn:aws:s3:::${event.bucket}" because no identity-based policy allows it`;
}

function idOf(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 17).toUpperCase();
}
