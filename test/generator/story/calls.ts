import { createHash } from 'node:crypto';
import { type AccessEvent, accessEvent, type FieldCount } from '../access/event';
import { encodeOnce } from '../key-encoding';
import { parseUtc } from '../log-time';
import { type Actor, BACKUPS, MEDIA, REGION } from './actors';

/** What a request is about, beyond who sends it. */
export type CallParts = Partial<AccessEvent>;

/** A time of the story: `03 08:30:15` is in February 2026. */
export function at(dayAndTime: string): number {
  return parseUtc(`2026-02-${dayAndTime.replace(' ', 'T')}Z`);
}

/** A request of an actor about an object or a bucket. */
export function call(actor: Actor, timeMs: number, operation: string, parts: CallParts = {}): AccessEvent {
  const bucket = parts.bucket ?? MEDIA;
  const identity = `${operation} ${bucket} ${parts.key ?? ''} ${timeMs} ${actor.requester ?? actor.remoteIp}`;
  const serverSide = actor.remoteIp === null;
  return accessEvent({
    bucket,
    timeMs,
    operation,
    requester: actor.requester,
    remoteIp: actor.remoteIp,
    userAgent: actor.userAgent,
    requestId: digest(identity, 'hex').slice(0, 16).toUpperCase(),
    hostId: hostId(identity),
    signatureVersion: actor.requester === null || serverSide ? null : (actor.signatureVersion ?? 'SigV4'),
    authenticationType: actor.requester === null || serverSide ? null : 'AuthHeader',
    cipherSuite: serverSide ? null : actor.cipherSuite === undefined ? 'TLS_AES_128_GCM_SHA256' : actor.cipherSuite,
    tlsVersion: serverSide ? null : actor.tlsVersion === undefined ? 'TLSv1.3' : actor.tlsVersion,
    hostHeader: serverSide ? null : `${bucket}.${actor.endpoint ?? `s3.${REGION}.amazonaws.com`}`,
    sourceRegion: actor.sourceRegion ?? null,
    fields: fieldsOf(bucket, timeMs),
    ...parts,
  });
}

/** A plain request for an object: GET, HEAD, PUT, DELETE. */
export function objectCall(
  actor: Actor,
  time: string,
  method: 'GET' | 'HEAD' | 'PUT' | 'DELETE',
  key: string,
  parts: CallParts = {},
): AccessEvent {
  const timeMs = at(time);
  const size = parts.objectSize ?? sizeOf(key);
  const carries = method === 'GET' || method === 'PUT';
  const speed = durations(`${key} ${timeMs}`, carries ? size : 0);
  const sends = method === 'GET';
  return call(actor, timeMs, `REST.${method}.OBJECT`, {
    key,
    requestUri: `${method} /${encodeOnce(key)}${parts.versionId ? `?versionId=${parts.versionId}` : ''} HTTP/1.1`,
    status: method === 'DELETE' ? 204 : 200,
    bytesSent: sends ? size : null,
    objectSize: method === 'DELETE' ? null : size,
    ...speed,
    ...parts,
  });
}

/** A request that failed: the answer is a short error document. */
export function failed(status: number, errorCode: string): CallParts {
  return { status, errorCode, bytesSent: 243, objectSize: null, totalMs: 14, turnAroundMs: 12 };
}

/** A request for a bucket's configuration or contents. */
export function bucketCall(
  actor: Actor,
  time: string,
  operation: string,
  query: string,
  parts: CallParts = {},
): AccessEvent {
  const method = operation.split('.')[1] as string;
  return call(actor, at(time), operation, {
    requestUri: `${method} /${query} HTTP/1.1`,
    status: method === 'DELETE' ? 204 : 200,
    totalMs: 41,
    turnAroundMs: 38,
    ...parts,
  });
}

/** A DeleteObjects call: the parent row and one row per key, all with one request id. */
export function batchDelete(actor: Actor, time: string, keys: readonly string[]): AccessEvent[] {
  const parent = bucketCall(actor, time, 'REST.POST.MULTI_OBJECT_DELETE', '?delete', {
    bytesSent: 96 + 61 * keys.length,
    totalMs: 60 + 9 * keys.length,
    turnAroundMs: 55 + 9 * keys.length,
  });
  const rows = keys.map((key) =>
    call(actor, at(time), 'BATCH.DELETE.OBJECT', {
      key,
      requestId: parent.requestId,
      hostId: parent.hostId,
      userAgent: null,
      status: 204,
      objectSize: sizeOf(key),
    }),
  );
  return [parent, ...rows];
}

/** A copy: a row at the target and a bare row at the source, in two buckets. */
export function copy(actor: Actor, time: string, key: string, from: string, to: string): AccessEvent[] {
  const target = objectCall(actor, time, 'PUT', key, { bucket: to, bytesSent: 274, operation: 'REST.COPY.OBJECT' });
  const source = call(actor, at(time), 'REST.COPY.OBJECT_GET', {
    bucket: from,
    key,
    requestId: target.requestId,
    hostId: target.hostId,
    userAgent: null,
    hostHeader: target.hostHeader,
    status: 200,
    objectSize: sizeOf(key),
  });
  return [target, source];
}

/** Something that a lifecycle rule does to an object. */
export function ruleAction(
  actor: Actor,
  time: string,
  operation: string,
  key: string,
  parts: CallParts = {},
): AccessEvent {
  return call(actor, at(time), operation, {
    key,
    objectSize: sizeOf(key),
    versionId: versionOf(key),
    sourceRegion: null,
    ...parts,
  });
}

/** The version id of an object's first version. */
export function versionOf(key: string): string {
  return digest(`version ${key}`, 'base64').replace(/[+/=]/g, '_').slice(0, 32);
}

/** The size of an object in bytes: pictures 0.2 to 4 MB, films 20 to 90 MB, the rest small. */
export function sizeOf(key: string): number {
  const number = Number.parseInt(digest(`size ${key}`, 'hex').slice(0, 8), 16) / 0xffffffff;
  if (/\.(?:mp4|tar\.gz)$/.test(key)) return Math.floor(20e6 + number * 70e6);
  if (/\.(?:jpg|png|webp|tiff)$/.test(key)) return Math.floor(2e5 + number * 3.8e6);
  return Math.floor(500 + number * 60_000);
}

/** A number from 0 to `limit - 1` that depends only on the text. */
export function choose(text: string, limit: number): number {
  return Number.parseInt(digest(text, 'hex').slice(0, 8), 16) % limit;
}

function durations(text: string, size: number): { totalMs: number; turnAroundMs: number } {
  const turnAroundMs = 8 + choose(`duration ${text}`, 40);
  return { turnAroundMs, totalMs: turnAroundMs + Math.ceil(size / 50_000) };
}

/** The source Region came to the logs of one bucket after the other, and the next field on the last day. */
function fieldsOf(bucket: string, timeMs: number): FieldCount {
  if (bucket === BACKUPS) return timeMs < at('05 00:00:00') ? 25 : 26;
  if (timeMs >= at('06 12:00:00')) return 28;
  return timeMs < at('04 12:00:00') ? 26 : 27;
}

function hostId(identity: string): string {
  return `${(digest(`${identity} a`, 'base64') + digest(`${identity} b`, 'base64')).replaceAll('=', '').slice(0, 75)}=`;
}

function digest(text: string, encoding: 'hex' | 'base64'): string {
  return createHash('sha256').update(text).digest(encoding);
}
