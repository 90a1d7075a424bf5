import { BAD_BYTES_USER_AGENT, BAD_ONCE_ENCODED, BAD_TWICE_ENCODED, HOSTILE_TARGETS } from '../hostile-text';
import { encodeOnce } from '../key-encoding';
import { parseUtc } from '../log-time';
import { type Random, randomHostId, seededRandom } from '../random';
import { type AccessEvent, accessEvent, type FieldCount } from './event';
import { BUCKET_OPERATIONS, FAILURES, LIFECYCLE_OPERATIONS, OBJECT_OPERATIONS } from './random-operations';
import { ADDRESSES, makeWords, REQUESTERS, type Words } from './random-words';

/** Options of {@link randomAccessEvents}. */
export interface RandomAccessOptions {
  readonly seed: number;
  /** Events to make; a few more when the last ones belong together. */
  readonly count: number;
  /** First day, ISO. @default 2026-02-01 */
  readonly from?: string;
  /** @default 7 */
  readonly days?: number;
  /** Quotes, controls, bad bytes, undecodable keys and the like. @default false */
  readonly hostile?: boolean;
  /** Plain keys to choose from; fewer keys, larger groups. @default 50 */
  readonly keys?: number;
  /** @default acme-media, acme-backups */
  readonly buckets?: readonly string[];
}

interface Maker extends Required<Pick<RandomAccessOptions, 'hostile' | 'buckets' | 'days'>> {
  readonly random: Random;
  readonly words: Words;
  readonly startMs: number;
}

const ERAS: readonly FieldCount[] = [18, 24, 25, 26, 27, 28];

/** Different events of every family of operations and every era, in no order. The same options give the same events. */
export function randomAccessEvents(options: RandomAccessOptions): AccessEvent[] {
  const { seed, count, from = '2026-02-01', days = 7, hostile = false, keys = 50 } = options;
  const random = seededRandom(seed);
  const buckets = options.buckets ?? ['acme-media', 'acme-backups'];
  const maker: Maker = {
    random,
    words: makeWords(random, keys, hostile),
    startMs: parseUtc(from),
    days,
    hostile,
    buckets,
  };
  const events: AccessEvent[] = [];
  while (events.length < count) {
    const make = random.weighted([
      [objectRequest, 60],
      [bucketRequest, 14],
      [lifecycleAction, 12],
      [batchDelete, 2],
      [copy, 4],
    ] as const);
    events.push(...make(maker));
  }
  return events;
}

function objectRequest(maker: Maker): AccessEvent[] {
  const { random, words } = maker;
  const operation = random.weighted(OBJECT_OPERATIONS);
  const method = operation.split('.')[1] ?? 'GET';
  const versionId = random.chance(0.25) ? random.text(32, 'abcdefghijkLMNOP0123456789._') : null;
  const key = random.pick(words.keys);
  const target = maker.hostile && random.chance(0.1) ? random.pick(HOSTILE_TARGETS) : `/${encodeOnce(key)}`;
  const uri = `${method} ${target}${versionId ? `?versionId=${versionId}` : ''} HTTP/1.1`;
  const event = { ...request(maker, operation, method), key, versionId, requestUri: random.chance(0.97) ? uri : null };
  return [accessEvent(maker.hostile && random.chance(0.03) ? withBadKey(random, event) : event)];
}

function bucketRequest(maker: Maker): AccessEvent[] {
  const operation = maker.random.weighted(BUCKET_OPERATIONS);
  const method = operation.split('.')[1] ?? 'GET';
  return [
    accessEvent({ ...request(maker, operation, method), requestUri: `${method} /?x HTTP/1.1`, objectSize: null }),
  ];
}

function lifecycleAction(maker: Maker): AccessEvent[] {
  const { random, words } = maker;
  const operation = random.weighted(LIFECYCLE_OPERATIONS);
  const event = accessEvent({
    bucket: random.pick(maker.buckets),
    timeMs: time(maker),
    operation,
    requester: random.chance(0.95) ? 'AmazonS3' : null,
    requestId: random.hex(16),
    key: random.pick(words.keys),
    objectSize: random.chance(0.8) ? size(random) : null,
    versionId: random.chance(0.6) ? random.text(32, 'abcdefghij0123456789') : null,
    hostId: randomHostId(random),
    fields: random.pick(ERAS),
    spelling: { space: random.pick(['%20', '+']) },
  });
  const bad = maker.hostile && random.chance(0.03);
  return [bad ? { ...event, ...badKey(random.pick(BAD_ONCE_ENCODED)) } : event];
}

/** A parent and its rows; a key may come with several versions, never twice with the same. */
function batchDelete(maker: Maker): AccessEvent[] {
  const { random, words } = maker;
  const parent = accessEvent({
    ...request(maker, 'REST.POST.MULTI_OBJECT_DELETE', 'POST'),
    requestId: random.hex(16),
    requestUri: 'POST /?delete HTTP/1.1',
  });
  const rows = new Map<string, AccessEvent>();
  for (let count = random.between(1, 12); count > 0; count--) {
    const key = random.pick(words.keys);
    const versionId = random.chance(0.3) ? random.pick(['v1', 'v2', 'null']) : null;
    const denied = random.chance(0.1);
    rows.set(`${key} ${versionId}`, {
      ...parent,
      operation: 'BATCH.DELETE.OBJECT',
      key,
      versionId,
      requestUri: null,
      status: denied ? 403 : random.pick([204, 204, 200]),
      errorCode: denied ? 'AccessDenied' : null,
      bytesSent: null,
      objectSize: size(random),
      totalMs: null,
      turnAroundMs: null,
      referer: null,
      refererHost: null,
      userAgent: null,
      spelling: { space: random.pick(['%20', '+']) },
    });
  }
  return [parent, ...rows.values()];
}

function copy(maker: Maker): AccessEvent[] {
  const { random, words } = maker;
  const [operation, source] = random.pick([
    ['REST.COPY.OBJECT', 'REST.COPY.OBJECT_GET'],
    ['REST.COPY.PART', 'REST.COPY.PART_GET'],
  ] as const);
  const key = random.pick(words.keys);
  const requestUri = `PUT /${encodeOnce(key)} HTTP/1.1`;
  const target = accessEvent({ ...request(maker, operation, 'PUT'), requestId: random.hex(16), key, requestUri });
  const from: AccessEvent = {
    ...target,
    bucket: random.pick(maker.buckets),
    operation: source,
    requestUri: null,
    referer: null,
    refererHost: null,
    userAgent: null,
    bytesSent: null,
    totalMs: null,
    turnAroundMs: null,
    spelling: {},
  };
  return [target, from];
}

/** Everything of a request that does not depend on what it is about. */
function request(maker: Maker, operation: string, method: string) {
  const { random, words } = maker;
  const failed = random.chance(0.25);
  const [status, errorCode] = failed ? random.pick(FAILURES) : ([succeeded(random, method), null] as const);
  const [referer, refererHost] = random.pick(words.referers);
  const tls = random.weighted(CONNECTIONS);
  const badBytes = maker.hostile && random.chance(0.02);
  const bucket = random.pick(maker.buckets);
  const turnAroundMs = random.chance(0.95) ? Math.floor(10 ** (random.next() * 4)) : null;
  const requester = random.pick(REQUESTERS);
  return {
    bucket,
    timeMs: time(maker),
    operation,
    requester,
    remoteIp: random.chance(0.97) ? random.pick(ADDRESSES) : null,
    requestId: random.chance(0.99) ? random.hex(16) : null,
    status,
    errorCode,
    bytesSent: failed ? 243 : method === 'GET' ? size(random) : null,
    objectSize: failed ? null : size(random),
    turnAroundMs,
    totalMs: turnAroundMs === null ? null : turnAroundMs + random.below(5_000),
    referer,
    refererHost,
    userAgent: badBytes ? BAD_BYTES_USER_AGENT : random.pick(words.userAgents),
    hostId: randomHostId(random),
    signatureVersion:
      requester === null
        ? null
        : random.weighted([
            ['SigV4', 9],
            ['SigV2', 1],
          ] as const),
    authenticationType: requester === null ? null : random.pick(['AuthHeader', 'AuthHeader', 'QueryString']),
    ...tls,
    hostHeader: random.weighted([
      [`${bucket}.s3.eu-west-1.amazonaws.com`, 8],
      ['bucket.vpce-0ee55ff66aa77bb88-k2j3h4g5.s3.eu-west-1.vpce.amazonaws.com', 2],
      [null, 1],
    ]),
    accessPointArn: random.chance(0.1) ? 'arn:aws:s3:eu-west-1:111122223333:accesspoint/web' : null,
    aclRequired: random.chance(0.05) ? 'Yes' : null,
    sourceRegion: random.chance(0.4) ? random.pick(['eu-west-1', 'us-east-1']) : null,
    fields: random.pick(ERAS),
    spelling: {
      space: random.pick(['%20', '+'] as const),
      ...(badBytes && { badBytes }),
      ...(random.chance(0.05) && { bareDashes: true }),
    },
  };
}

const MODERN = 'TLS_AES_128_GCM_SHA256';
type Connection = Pick<AccessEvent, 'tlsVersion' | 'cipherSuite'>;
const CONNECTIONS: readonly (readonly [Connection, number])[] = [
  [{ tlsVersion: 'TLSv1.3', cipherSuite: MODERN }, 8],
  [{ tlsVersion: 'TLSv1.2', cipherSuite: MODERN }, 4],
  [{ tlsVersion: 'TLSV1.2', cipherSuite: MODERN }, 1],
  [{ tlsVersion: 'TLSv1.1', cipherSuite: 'ECDHE-RSA-AES128-SHA' }, 1],
  [{ tlsVersion: 'TLSv1', cipherSuite: 'ECDHE-RSA-AES128-SHA' }, 1],
  [{ tlsVersion: 'tlsv1.0', cipherSuite: 'AES128-SHA' }, 1],
  [{ tlsVersion: 'SSLv3', cipherSuite: 'RC4-MD5' }, 1],
  [{ tlsVersion: null, cipherSuite: null }, 2],
  [{ tlsVersion: null, cipherSuite: MODERN }, 1],
];

function succeeded(random: Random, method: string): number {
  if (method === 'DELETE') return random.pick([204, 204, 204, 200]);
  return method === 'GET' ? random.pick([200, 200, 200, 206, 304]) : 200;
}

function size(random: Random): number {
  return random.chance(0.05) ? 0 : Math.floor(10 ** (1 + random.next() * 9));
}

/** Any second of the days; now and then the first or the last second of one. */
function time({ random, startMs, days }: Maker): number {
  const dayMs = startMs + random.below(days) * 86_400_000;
  return (
    dayMs +
    1_000 *
      random.weighted([
        [random.below(86_400), 18],
        [0, 1],
        [86_399, 1],
      ] as const)
  );
}

function withBadKey<T extends { versionId: string | null }>(random: Random, event: T): T {
  return { ...event, ...badKey(random.pick(BAD_TWICE_ENCODED)) };
}

function badKey(rawKey: string) {
  return { key: rawKey, spelling: { rawKey } };
}
