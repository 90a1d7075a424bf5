import { isoSeconds } from '../log-time';
import { type Caller, requestParameters, type TrailEvent } from './event';

/** The record of an event. Format: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html */
export function renderTrailRecord(event: TrailEvent): Record<string, unknown> {
  return known({
    eventVersion: '1.11',
    userIdentity: renderCaller(event.caller),
    eventTime: isoSeconds(event.timeMs),
    eventSource: event.source,
    eventName: event.name,
    awsRegion: event.region,
    sourceIPAddress: event.remoteIp ?? undefined,
    userAgent: userAgent(event),
    errorCode: event.errorCode ?? undefined,
    errorMessage: event.errorMessage ?? undefined,
    requestParameters: requestParameters(event),
    responseElements: response(event),
    additionalEventData: additionalData(event),
    requestID: event.requestId ?? undefined,
    eventID: event.eventId,
    readOnly: event.readOnly,
    resources: resources(event),
    eventType: event.eventType,
    managementEvent: event.category === 'Management',
    recipientAccountId: event.recipientAccountId,
    sharedEventID: event.sharedEventId ?? undefined,
    vpcEndpointId: event.vpcEndpointId ?? undefined,
    vpcEndpointAccountId: event.vpcEndpointId === null ? undefined : event.recipientAccountId,
    eventCategory: event.category,
    tlsDetails: tlsDetails(event),
  });
}

function renderCaller(caller: Caller): Record<string, unknown> {
  const issuer = /^arn:aws:sts::(\d+):assumed-role\/([^/]+)\//.exec(caller.arn ?? '');
  const session = known({
    sessionIssuer: issuer
      ? {
          type: 'Role',
          principalId: caller.principalId?.split(':')[0],
          arn: `arn:aws:iam::${issuer[1]}:role/${issuer[2]}`,
          accountId: issuer[1],
          userName: issuer[2],
        }
      : undefined,
    attributes:
      caller.mfa === null ? undefined : { creationDate: '2026-02-01T00:00:00Z', mfaAuthenticated: String(caller.mfa) },
  });
  return known({
    type: caller.type,
    principalId: caller.principalId,
    arn: caller.arn ?? undefined,
    accountId: caller.accountId ?? undefined,
    accessKeyId: caller.accessKeyId ?? undefined,
    userName: caller.userName,
    sessionContext: Object.keys(session).length > 0 ? session : undefined,
    invokedBy: caller.invokedBy ?? undefined,
  });
}

/** S3 puts the user agent into brackets, other services and callers that are services don't. */
function userAgent(event: TrailEvent): string | undefined {
  if (event.userAgent === null) return undefined;
  return event.source === 's3.amazonaws.com' && event.caller.type !== 'AWSService'
    ? `[${event.userAgent}]`
    : event.userAgent;
}

/** The delete marker is the text `true`, unless the event's own response writes it otherwise. */
function response(event: TrailEvent): Record<string, unknown> | null {
  return event.madeDeleteMarker ? { 'x-amz-delete-marker': 'true', ...event.response } : event.response;
}

function additionalData(event: TrailEvent): Record<string, unknown> | undefined {
  const all = known({
    SignatureVersion: event.signatureVersion ?? undefined,
    CipherSuite: event.tls?.cipherSuite ?? undefined,
    bytesTransferredIn: event.bytesIn ?? undefined,
    AuthenticationMethod: event.authenticationMethod ?? undefined,
    aclRequired: event.aclRequired ?? undefined,
    'x-amz-id-2': event.hostId ?? undefined,
    bytesTransferredOut: event.bytesOut ?? undefined,
  });
  return Object.keys(all).length > 0 ? all : undefined;
}

function resources(event: TrailEvent): unknown[] | undefined {
  if (event.bucket === null || event.bucketAccountId === null) return undefined;
  const arn = `arn:aws:s3:::${event.bucket}`;
  const object = event.key === null ? [] : [{ type: 'AWS::S3::Object', ARN: `${arn}/${event.key}` }];
  return [...object, { accountId: event.bucketAccountId, type: 'AWS::S3::Bucket', ARN: arn }];
}

function tlsDetails(event: TrailEvent): Record<string, unknown> | undefined {
  if (event.tls === null) return undefined;
  return known({
    tlsVersion: event.tls.version ?? undefined,
    cipherSuite: event.tls.cipherSuite ?? undefined,
    clientProvidedHostHeader: event.tls.hostHeader ?? undefined,
  });
}

/** Leaves out what is undefined; null stays, as CloudTrail writes it. */
function known(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
