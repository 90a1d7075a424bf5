import { encodeOnce, encodeTwice } from '../key-encoding';
import { accessLogTime } from '../log-time';
import type { AccessEvent } from './event';

const BARE_DASHES = /^(?:BATCH\.|REST\.COPY\.(?:OBJECT|PART)_GET$|S3\.COMPUTE\.)/;
const FUTURE_FIELD = 'tomorrow=1';

/** The line of an event, without its line end. Format: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html */
export function renderAccessLine(event: AccessEvent): string {
  return allFields(event).slice(0, event.fields).join(' ');
}

/** The line in bytes; differs from UTF-8 only where the event asks for bad bytes. */
export function renderAccessLineBytes(event: AccessEvent): Buffer {
  const line = renderAccessLine(event);
  if (event.spelling.badBytes !== true) return Buffer.from(line);
  const parts = line.split('\uFFFD').map((part) => Buffer.from(part));
  return Buffer.concat(parts.flatMap((part, index) => (index === 0 ? [part] : [Buffer.from([0xff]), part])));
}

function allFields(event: AccessEvent): string[] {
  const dash = (value: string | number | null): string => (value === null ? '-' : String(value));
  const bare = event.spelling.bareDashes ?? BARE_DASHES.test(event.operation);
  const quoted = (value: string | null): string => (value === null ? (bare ? '-' : '"-"') : `"${value}"`);
  return [
    event.bucketOwner,
    event.bucket,
    `[${accessLogTime(event.timeMs)}]`,
    dash(event.remoteIp),
    dash(event.requester),
    dash(event.requestId),
    event.operation,
    encodedKey(event),
    quoted(event.requestUri),
    dash(event.status),
    dash(event.errorCode),
    dash(event.bytesSent),
    dash(event.objectSize),
    dash(event.totalMs),
    dash(event.turnAroundMs),
    quoted(event.referer),
    quoted(event.userAgent),
    dash(event.versionId),
    dash(event.hostId),
    dash(event.signatureVersion),
    dash(event.cipherSuite),
    dash(event.authenticationType),
    dash(event.hostHeader),
    dash(event.tlsVersion),
    dash(event.accessPointArn),
    dash(event.aclRequired),
    dash(event.sourceRegion),
    FUTURE_FIELD,
  ];
}

/** Batch deletions and S3's own actions encode the key once, everything else twice. */
function encodedKey(event: AccessEvent): string {
  if (event.key === null) return '-';
  if (event.spelling.rawKey !== undefined) return event.spelling.rawKey;
  const once = event.operation === 'BATCH.DELETE.OBJECT' || event.operation.startsWith('S3.');
  return once ? encodeOnce(event.key, event.spelling.space) : encodeTwice(event.key, event.spelling.space);
}
