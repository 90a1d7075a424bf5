import type { AccessEvent } from '../access/event';
import { alice, BACKUPS, backup, bob, cleanup, MEDIA, reporting, webServer } from './actors';
import { batchDelete, bucketCall, copy, failed, objectCall, versionOf } from './calls';
import { TEMPLATES, TEMPORARY, TRAILERS, WALLPAPERS } from './keys';

const two = (number: number): string => String(number).padStart(2, '0');

/** The night of the 4th: the clean-up script deletes too much. */
export function deletionNight(): AccessEvent[] {
  const list = (time: string, query: string): AccessEvent =>
    bucketCall(cleanup, time, 'REST.GET.BUCKET', query, { bytesSent: 9_870 });
  return [
    list('04 02:10:02', '?list-type=2&prefix=t'),
    ...batchDelete(cleanup, '04 02:10:05', TEMPORARY.slice(0, 10)),
    ...batchDelete(cleanup, '04 02:10:09', [...TEMPORARY.slice(10), ...TEMPLATES]),
    ...batchDelete(cleanup, '04 02:10:13', TRAILERS),
    list('04 02:14:58', '?versions&prefix=trailers%2F'),
    ...TRAILERS.map((key, i) =>
      objectCall(cleanup, `04 02:15:${two(1 + 3 * i)}`, 'DELETE', key, { versionId: versionOf(key) }),
    ),
    ...TEMPORARY.slice(0, 4).map((key, i) => objectCall(cleanup, `04 02:16:${two(10 + i)}`, 'DELETE', key)),
    ...['trailers/spring 2025.mp4', 'trailers/summer 2025.mp4'].map((key, i) =>
      objectCall(cleanup, `04 02:17:${two(30 + i)}`, 'DELETE', key, {
        bucket: BACKUPS,
        ...failed(403, 'AccessDenied'),
      }),
    ),
  ];
}

/** The morning after: pages miss their templates, and an editor brings them back from the backups. */
export function restoration(): AccessEvent[] {
  const missing = TEMPLATES.slice(0, 5).flatMap((key, i) => [
    objectCall(webServer, `04 06:0${i}:11`, 'GET', key, failed(404, 'NoSuchKey')),
    objectCall(webServer, `04 07:1${i}:40`, 'GET', key, failed(404, 'NoSuchKey')),
  ]);
  const restored = TEMPLATES.flatMap((key, i) => copy(alice, `04 08:20:${two(5 * i)}`, key, BACKUPS, MEDIA));
  const saved = TEMPLATES.slice(0, 2).flatMap((key, i) => copy(backup, `03 22:0${1 + i}:30`, key, MEDIA, BACKUPS));
  return [...saved, ...missing, ...restored];
}

/** Configuration: the administrator opens the bucket on the 4th by mistake and closes it on the 6th. */
export function configuration(): AccessEvent[] {
  const put = (time: string, subject: string, query: string, bucket = MEDIA): AccessEvent =>
    bucketCall(bob, time, `REST.PUT.${subject}`, query, { bucket });
  return [
    bucketCall(bob, '04 09:10:20', 'REST.GET.BUCKETPOLICY', '?policy', { bytesSent: 812 }),
    bucketCall(bob, '04 09:14:40', 'REST.DELETE.PUBLIC_ACCESS_BLOCK', '?publicAccessBlock'),
    put('04 09:15:02', 'BUCKETPOLICY', '?policy'),
    put('04 09:31:00', 'VERSIONING', '?versioning'),
    put('04 09:33:17', 'LIFECYCLE', '?lifecycle'),
    put('04 10:05:00', 'REPLICATION', '?replication', BACKUPS),
    bucketCall(reporting, '05 01:00:31', 'REST.PUT.BUCKETPOLICY', '?policy', failed(403, 'AccessDenied')),
    put('05 13:20:00', 'ENCRYPTION', '?encryption', BACKUPS),
    put('05 13:22:45', 'LOGGING_STATUS', '?logging', BACKUPS),
    objectCall(bob, '05 13:30:10', 'PUT', WALLPAPERS[0] as string, {
      operation: 'REST.PUT.ACL',
      requestUri: 'PUT /wallpapers/sunset-beach.jpg?acl HTTP/1.1',
      objectSize: null,
    }),
    put('06 10:00:05', 'BUCKETPOLICY', '?policy'),
    put('06 10:00:41', 'PUBLIC_ACCESS_BLOCK', '?publicAccessBlock'),
    put('06 10:02:00', 'OWNERSHIP_CONTROLS', '?ownershipControls', BACKUPS),
  ];
}

/** The nightly report: denied for three nights, until the administrator mends its policy. */
export function nightlyReport(): AccessEvent[] {
  const denied = failed(403, 'AccessDenied');
  const night = (day: string): AccessEvent[] => [
    bucketCall(reporting, `${day} 01:00:00`, 'REST.GET.BUCKET', '?list-type=2&prefix=finance%2F', denied),
    objectCall(reporting, `${day} 01:00:02`, 'GET', 'finance/revenue.csv', denied),
    objectCall(reporting, `${day} 01:00:03`, 'GET', 'finance/costs & fees.csv', denied),
    objectCall(reporting, `${day} 01:00:04`, 'HEAD', 'finance/summary.csv', { ...denied, bytesSent: null }),
  ];
  return [
    ...night('03'),
    ...night('04'),
    ...night('05'),
    bucketCall(reporting, '06 11:00:00', 'REST.GET.BUCKET', '?list-type=2&prefix=finance%2F', { bytesSent: 1_840 }),
    objectCall(reporting, '06 11:00:02', 'GET', 'finance/revenue.csv'),
    objectCall(reporting, '06 11:00:03', 'GET', 'finance/costs & fees.csv'),
  ];
}
