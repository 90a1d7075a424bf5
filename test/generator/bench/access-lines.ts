import { accessLogTime } from '../log-time';
import type { Random } from '../random';
import type { AccessPools, BenchKey } from './access-pools';

const OWNER = '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be';
const BUCKETS = ['acme-media', 'acme-media', 'acme-backups', 'acme-media'];
const BROKEN = 'this line was cut in the middle of';

/** Makes benchmark lines; every call appends lines for one request to `out`. */
export type LineMaker = (out: string[], eventMs: number) => void;

/** Lines with the mixture of a busy bucket: mostly GET, few deletes, lifecycle rows and errors. */
export function lineMaker(random: Random, pools: AccessPools): LineMaker {
  let requestNumber = 0;
  let timeText = '';
  let timeSecond = -1;

  const formatTime = (ms: number): string => {
    const second = Math.floor(ms / 1000);
    if (second !== timeSecond) {
      timeSecond = second;
      timeText = accessLogTime(ms);
    }
    return timeText;
  };
  // Squaring the share makes some keys and clients far more popular than others.
  const popular = <T>(items: readonly T[]): T => {
    const share = random.next();
    return items[Math.floor(share * share * items.length)] as T;
  };
  const hostId = (): string => `${random.pick(pools.hostIdHalves)}${random.pick(pools.hostIdHalves)}A=`;

  const start = (ms: number, ip: string, requester: string, id: string, bucket: string): string =>
    `${OWNER} ${bucket} [${formatTime(ms)}] ${ip} ${requester} ${id} `;

  const tail = (ip: string, requester: string, bucket: string, versionId: string): string => {
    const anonymous = requester === '-';
    const host =
      ip.startsWith('10.') && random.chance(0.2)
        ? 'bucket.vpce-0a1b2c3d-x1.s3.eu-west-1.vpce.amazonaws.com'
        : `${bucket}.s3.eu-west-1.amazonaws.com`;
    const tls = random.chance(0.99) ? 'TLSv1.3' : 'TLSv1.1';
    const signature = anonymous ? '-' : random.chance(0.995) ? 'SigV4' : 'SigV2';
    const all = [
      versionId,
      `${hostId()} ${signature} TLS_AES_128_GCM_SHA256 ${anonymous ? '-' : 'AuthHeader'} ${host} ${tls}`,
      '-',
      random.chance(0.003) ? 'Yes' : '-',
      ip.startsWith('10.') ? 'eu-west-1' : '-',
      'future-field',
    ];
    return all.slice(0, eraParts(random)).join(' ');
  };

  const get = (out: string[], ms: number): void => {
    const key = popular(pools.keys);
    const [operation, method] = random.weighted([
      [['REST.GET.OBJECT', 'GET'], 72],
      [['REST.HEAD.OBJECT', 'HEAD'], 9],
      [['REST.PUT.OBJECT', 'PUT'], 16],
      [['REST.PUT.PART', 'PUT'], 2],
      [['REST.GET.BUCKET', 'GET'], 1],
    ] as const);
    const ip = popular(pools.ips);
    const requester = method !== 'PUT' && random.chance(0.08) ? '-' : popular(pools.requesters);
    const bucket = random.pick(BUCKETS);
    const [status, error] = random.weighted([
      [['200', '-'], 920],
      [['206', '-'], 20],
      [['403', 'AccessDenied'], 15],
      [['404', 'NoSuchKey'], 30],
      [['503', 'SlowDown'], 4],
      [['500', 'InternalError'], 1],
    ] as const);
    const listing = operation === 'REST.GET.BUCKET';
    const sent = error !== '-' ? '243' : method === 'GET' ? String(key.size) : '-';
    const total = 5 + Math.floor(10 ** (random.next() * 3.5));
    const query = random.chance(0.1) ? '?x-id=GetObject&partNumber=1' : '';
    const referer = random.chance(0.25) ? random.pick(pools.referers) : '-';
    const agent = random.chance(0.0005) ? 'Mozilla/5.0 "quoted" agent' : popular(pools.userAgents);
    out.push(
      `${start(ms, ip, requester, requestId(requestNumber++), bucket)}${operation} ${listing ? '-' : key.twice} "${method} /${listing ? '' : key.once}${query} HTTP/1.1" ${status} ${error} ${sent} ${error === '-' && !listing ? key.size : '-'} ${total} ${Math.floor(total * random.next())} "${referer}" "${agent}" ${tail(ip, requester, bucket, random.chance(0.1) ? random.pick(pools.versionIds) : '-')}`,
    );
  };

  const remove = (out: string[], ms: number): void => {
    const key = random.pick(pools.keys);
    const ip = popular(pools.ips);
    const requester = popular(pools.requesters);
    const versionId = random.chance(0.3) ? random.pick(pools.versionIds) : '-';
    out.push(
      `${start(ms, ip, requester, requestId(requestNumber++), 'acme-media')}REST.DELETE.OBJECT ${key.twice} "DELETE /${key.once}${versionId === '-' ? '' : `?versionId=${versionId}`} HTTP/1.1" 204 - - ${key.size} ${random.between(10, 90)} ${random.between(5, 60)} "-" "${popular(pools.userAgents)}" ${tail(ip, requester, 'acme-media', versionId)}`,
    );
  };

  const batchRow = (ms: number, ip: string, requester: string, id: string, key: BenchKey): string =>
    `${start(ms, ip, requester, id, 'acme-media')}BATCH.DELETE.OBJECT ${key.once} - 204 - - ${key.size} - - - - ${tail(ip, requester, 'acme-media', '-')}`;

  const batch = (out: string[], ms: number): void => {
    const id = requestId(requestNumber++);
    const ip = popular(pools.ips);
    const requester = popular(pools.requesters);
    out.push(
      `${start(ms, ip, requester, id, 'acme-media')}REST.POST.MULTI_OBJECT_DELETE - "POST /?delete HTTP/1.1" 200 - 1432 - ${random.between(40, 900)} ${random.between(30, 800)} "-" "${popular(pools.userAgents)}" ${tail(ip, requester, 'acme-media', '-')}`,
    );
    for (let rows = random.between(2, 60); rows > 0; rows--)
      out.push(batchRow(ms, ip, requester, id, random.pick(pools.keys)));
  };

  const copy = (out: string[], ms: number): void => {
    const key = random.pick(pools.keys);
    const ip = popular(pools.ips);
    const requester = popular(pools.requesters);
    const id = requestId(requestNumber++);
    out.push(
      `${start(ms, ip, requester, id, 'acme-backups')}REST.COPY.OBJECT ${key.twice} "PUT /${key.once} HTTP/1.1" 200 - 274 ${key.size} 80 60 "-" "${popular(pools.userAgents)}" ${tail(ip, requester, 'acme-backups', '-')}`,
      `${start(ms, ip, requester, id, 'acme-media')}REST.COPY.OBJECT_GET ${key.twice} - 200 - - ${key.size} - - - - ${tail(ip, requester, 'acme-media', '-')}`,
    );
  };

  const lifecycle = (out: string[], ms: number): void => {
    const key = random.pick(pools.keys);
    const operation = random.weighted([
      ['S3.EXPIRE.OBJECT', 5],
      ['S3.TRANSITION_SIA.OBJECT', 3],
      ['S3.TRANSITION.OBJECT', 1],
      ['S3.CREATE.DELETEMARKER', 1],
    ] as const);
    out.push(
      `${start(ms, '-', 'AmazonS3', requestId(requestNumber++), 'acme-media')}${operation} ${key.once} "-" - - - ${key.size} - - "-" "-" ${random.pick(pools.versionIds)} ${hostId()} - - - - - - -`,
    );
  };

  const makers = [
    [get, 91_290],
    [remove, 1_500],
    [batch, 50],
    [copy, 900],
    [lifecycle, 3_100],
    [(out: string[]) => out.push(BROKEN), 1],
  ] as const;
  return (out, eventMs) => random.weighted<(out: string[], ms: number) => unknown>(makers)(out, eventMs);
}

/** How many of the parts of a line's end exist: six eras from 18 to 28 fields. */
function eraParts(random: Random): number {
  const share = random.next();
  if (share < 0.01) return 1;
  if (share < 0.05) return 2;
  if (share < 0.1) return 3;
  if (share < 0.5) return 4;
  return share < 0.99 ? 5 : 6;
}

const HEX16 = Array.from({ length: 65536 }, (_, i) => i.toString(16).toUpperCase().padStart(4, '0'));

/** Sixteen digits that differ for every number: the multiplications are one-to-one on 32 bits. */
function requestId(number: number): string {
  const low = Math.imul(number + 1, 0x9e3779b1) >>> 0;
  const high = Math.imul(number ^ 0x5bd1e995, 0x85ebca6b) >>> 0;
  return `${HEX16[high >>> 16]}${HEX16[high & 65535]}${HEX16[low >>> 16]}${HEX16[low & 65535]}`;
}
