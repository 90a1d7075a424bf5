import type { AccessEvent } from '../access/event';
import { type Actor, plainHttp, probe, REGION, visitors, webServer } from './actors';
import { bucketCall, type CallParts, failed, objectCall } from './calls';
import { WALLPAPERS } from './keys';

const two = (number: number): string => String(number).padStart(2, '0');
const picture = (i: number): string => WALLPAPERS[i % WALLPAPERS.length] as string;
const visitor = (i: number): Actor => visitors[i % visitors.length] as Actor;

/** While the bucket is open, another site shows its pictures, and the own site's pages do, too. */
export function openBucket(): AccessEvent[] {
  const hotLinked = Array.from({ length: 40 }, (_, i) =>
    objectCall(visitor(i), hotLinkTime(i), 'GET', picture(i % 3), {
      referer: `https://free-wallpapers.example/gallery?page=${1 + (i % 4)}`,
      refererHost: 'free-wallpapers.example',
    }),
  );
  const own = Array.from({ length: 8 }, (_, i) =>
    objectCall(visitor(i + 2), `05 ${two(9 + i)}:05:00`, 'GET', picture(i), {
      referer: i % 2 === 0 ? 'https://www.acme.example/' : 'https://Blog.Acme.example:443/posts/wallpapers',
      refererHost: i % 2 === 0 ? 'www.acme.example' : 'blog.acme.example',
    }),
  );
  const forum: CallParts = { referer: 'http://user@forum.example/t/1"2', refererHost: 'forum.example' };
  return [...hotLinked, ...own, objectCall(visitor(1), '05 18:44:02', 'GET', picture(1), forum)];
}

/** Before and after, the same requests are denied; probes find nothing. */
export function closedBucket(): AccessEvent[] {
  const denied = failed(403, 'AccessDenied');
  const referer = { referer: 'https://free-wallpapers.example/new', refererHost: 'free-wallpapers.example' };
  return [
    objectCall(visitor(0), '03 20:15:00', 'GET', picture(0), { ...denied, ...referer }),
    objectCall(visitor(3), '06 14:10:00', 'GET', picture(0), { ...denied, ...referer }),
    objectCall(visitor(4), '06 15:12:09', 'GET', picture(2), { ...denied, ...referer }),
    bucketCall(probe, '03 12:00:00', 'REST.GET.BUCKET', '?list-type=2', denied),
    bucketCall(probe, '03 12:00:01', 'REST.GET.ACL', '?acl', denied),
    objectCall(probe, '03 12:00:02', 'GET', '.git/config', denied),
    objectCall(probe, '06 12:00:02', 'GET', '.env', denied),
    objectCall(plainHttp, '04 17:45:00', 'GET', picture(4)),
    objectCall(plainHttp, '05 17:45:00', 'GET', picture(4)),
    ...presigned(),
  ];
}

/** From the 4th, an hour after the bucket was opened, to the 6th, an hour before it was closed. */
function hotLinkTime(i: number): string {
  const seconds = two((i * 17) % 60);
  if (i < 12) return `04 ${two(11 + i)}:${two((i * 7) % 60)}:${seconds}`;
  if (i < 32) return `05 ${two(i - 8)}:${two((i * 11) % 60)}:${seconds}`;
  return `06 0${i - 31}:${two((i * 13) % 60)}:${seconds}`;
}

/** Presigned URLs: the site's role signs, visitors fetch. */
function presigned(): AccessEvent[] {
  return [0, 1, 2].map((i) => {
    const carrier: Actor = {
      ...visitor(i),
      requester: webServer.requester,
      ...(webServer.accessKeyId !== undefined && { accessKeyId: webServer.accessKeyId }),
    };
    return objectCall(carrier, `03 ${13 + i}:37:20`, 'GET', 'previews/2026/spring.webp', {
      requestUri:
        'GET /previews/2026/spring.webp?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=300&X-Amz-SignedHeaders=host HTTP/1.1',
      authenticationType: 'QueryString',
    });
  });
}

/** The afternoon of the 5th: the site asks too fast, and S3 answers slowly or not at all. */
export function overload(): AccessEvent[] {
  const slowDown: CallParts = { ...failed(503, 'SlowDown'), totalMs: 310, turnAroundMs: 305 };
  const internal: CallParts = { ...failed(500, 'InternalError'), totalMs: 2_050, turnAroundMs: 2_048 };
  const slow = (time: string, key: string, turnAroundMs: number): AccessEvent =>
    objectCall(webServer, time, 'GET', key, { turnAroundMs, totalMs: turnAroundMs + 870 });
  return [
    ...Array.from({ length: 9 }, (_, i) =>
      objectCall(webServer, `05 14:0${1 + Math.floor(i / 4)}:${two(10 + 5 * i)}`, 'GET', picture(i), slowDown),
    ),
    slow('05 14:00:41', picture(0), 4_120),
    slow('05 14:02:03', picture(3), 7_344),
    slow('05 14:04:57', picture(1), 3_005),
    objectCall(webServer, '05 14:03:20', 'GET', picture(5), internal),
    objectCall(webServer, '05 14:03:21', 'HEAD', picture(5), { ...internal, bytesSent: null }),
    bucketCall(webServer, '05 14:06:00', 'REST.GET.BUCKET', '?list-type=2', { ...slowDown, sourceRegion: REGION }),
  ];
}
