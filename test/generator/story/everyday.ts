import type { AccessEvent } from '../access/event';
import { alice, BACKUPS, backup, inventory, lifecycle, MEDIA, partner, scanner, webServer } from './actors';
import { at, bucketCall, type CallParts, call, choose, copy, objectCall, ruleAction, sizeOf } from './calls';
import { WALLPAPERS } from './keys';

const DAYS = ['03', '04', '05', '06'];
const two = (number: number): string => String(number).padStart(2, '0');

/** What happens every day: the site reads, editors upload, backups run. */
export function everyday(): AccessEvent[] {
  return [
    ...DAYS.flatMap(siteReads),
    ...aroundTheStory(),
    ...uploads(),
    ...DAYS.flatMap(scans),
    ...DAYS.flatMap(backups),
    ...DAYS.flatMap(partnerReads),
  ];
}

/** What lifecycle rules do each night, a little after midnight. */
export function lifecycleNights(): AccessEvent[] {
  const expired = (day: string, from: number, count: number): AccessEvent[] =>
    Array.from({ length: count }, (_, i) =>
      ruleAction(lifecycle, `${day} 00:31:${two(10 + i)}`, 'S3.EXPIRE.OBJECT', `logs/app 2025-11-${two(from + i)}.log`),
    );
  const moved = (time: string, storageClass: string, key: string): AccessEvent =>
    ruleAction(lifecycle, time, `S3.TRANSITION${storageClass}.OBJECT`, key);
  return [
    ...expired('03', 3, 6),
    moved('03 00:33:02', '_SIA', 'originals/2025/ästhetik.tiff'),
    moved('03 00:33:02', '_SIA', 'originals/2025/beach house.tiff'),
    moved('03 00:33:05', '', 'originals/2024/archive-01.tar.gz'),
    moved('03 00:33:06', '_GDA', 'originals/2019/archive-07.tar.gz'),
    ruleAction(lifecycle, '03 00:35:40', 'S3.DELETE.UPLOAD', 'originals/2026/never finished.mp4', { objectSize: null }),
    ...expired('04', 9, 4),
    moved('04 00:33:11', '_INT', 'originals/2025/c+c music.mp4'),
    ...expired('05', 13, 4),
    ruleAction(lifecycle, '05 00:32:20', 'S3.CREATE.DELETEMARKER', 'previews/2025/week 52.webp'),
    ruleAction(lifecycle, '05 00:32:21', 'S3.CREATE.DELETEMARKER', 'previews/2025/week 51.webp'),
    moved('05 00:33:30', '_GIR', 'originals/2024/50% off.png'),
    ...expired('06', 17, 3),
    moved('06 00:33:31', '_ZIA', 'originals/2025/thumbs.tar.gz'),
  ];
}

function siteReads(day: string): AccessEvent[] {
  return Array.from({ length: 18 }, (_, i) => {
    const time = `${day} ${two(5 + i)}:${two(choose(`minute ${day} ${i}`, 60))}:${two(choose(`second ${day} ${i}`, 60))}`;
    const key = WALLPAPERS[choose(`key ${day} ${i}`, WALLPAPERS.length)] as string;
    if (i % 6 === 5) return objectCall(webServer, time, 'HEAD', key);
    if (i % 9 === 4) return objectCall(webServer, time, 'GET', key, { status: 206, bytesSent: 65_536 });
    return objectCall(webServer, time, 'GET', key);
  });
}

/** Records before and after the four days; a window must leave them out. */
function aroundTheStory(): AccessEvent[] {
  const [first, second] = WALLPAPERS as [string, string];
  return [
    objectCall(webServer, '02 12:20:11', 'GET', first),
    objectCall(webServer, '02 19:41:50', 'GET', second),
    objectCall(webServer, '02 23:58:30', 'GET', first),
    objectCall(alice, '02 23:59:59', 'DELETE', 'drafts/yesterday.jpg'),
    objectCall(alice, '07 00:00:00', 'DELETE', 'drafts/tomorrow.jpg'),
    objectCall(webServer, '07 00:04:12', 'GET', second),
    objectCall(webServer, '07 09:30:00', 'GET', first),
  ];
}

function uploads(): AccessEvent[] {
  const film = 'trailers/summer 2026 – final.mp4';
  const part = (time: string, number: number): AccessEvent =>
    objectCall(alice, time, 'PUT', film, {
      operation: 'REST.PUT.PART',
      requestUri: `PUT /trailers/summer%202026%20%E2%80%93%20final.mp4?partNumber=${number}&uploadId=Kx9yQ2 HTTP/1.1`,
      objectSize: 8_388_608,
      totalMs: 1_900 + number,
      turnAroundMs: 35,
    });
  const uploadCall = (time: string, operation: string, query: string): AccessEvent =>
    call(alice, at(time), operation, {
      key: film,
      requestUri: `POST /trailers/summer%202026%20%E2%80%93%20final.mp4?${query} HTTP/1.1`,
      status: 200,
      bytesSent: 380,
      totalMs: 60,
      turnAroundMs: 52,
    });
  return [
    ...WALLPAPERS.slice(0, 6).map((key, i) => objectCall(alice, `03 09:${two(10 + i)}:07`, 'PUT', key)),
    objectCall(alice, '03 09:20:00', 'PUT', 'uploads/a+b=c 100%.txt', { spelling: { space: '+' } }),
    objectCall(alice, '03 09:24:31', 'GET', 'uploads/a+b=c 100%.txt', { spelling: { space: '+' } }),
    uploadCall('03 09:40:00', 'REST.POST.UPLOADS', 'uploads'),
    part('03 09:40:04', 1),
    part('03 09:40:05', 2),
    part('03 09:40:07', 3),
    uploadCall('03 09:40:12', 'REST.POST.UPLOAD', 'uploadId=Kx9yQ2'),
    objectCall(alice, '03 11:02:45', 'DELETE', 'drafts/old name.jpg'),
    bucketCall(alice, '03 11:05:00', 'REST.GET.BUCKET', '?list-type=2&prefix=drafts%2F', { bytesSent: 1_320 }),
    objectCall(alice, '05 16:12:09', 'PUT', 'wallpapers/“quoted” name.jpg'),
  ];
}

function scans(day: string): AccessEvent[] {
  return [
    objectCall(scanner, `${day} 07:30:00`, 'PUT', `scans/2026-02-${day}/page 1.tiff`),
    objectCall(scanner, `${day} 07:30:09`, 'PUT', `scans/2026-02-${day}/page 2.tiff`),
  ];
}

function backups(day: string): AccessEvent[] {
  const scanned = `scans/2026-02-${day}/page 1.tiff`;
  return [
    ...copy(backup, `${day} 22:00:01`, scanned, MEDIA, BACKUPS),
    call(inventory, at(`${day} 03:15:00`), 'REST.PUT.OBJECT', {
      bucket: BACKUPS,
      key: `inventory/acme-media/2026-02-${day}/manifest.json`,
      requestUri: `PUT /inventory/acme-media/2026-02-${day}/manifest.json HTTP/1.1`,
      status: 200,
      objectSize: sizeOf(day),
      totalMs: 33,
      turnAroundMs: 20,
    }),
  ];
}

function partnerReads(day: string): AccessEvent[] {
  // The partner's access rests on an old ACL; the field that tells came to this bucket on the 5th.
  const shared: CallParts = { bucket: BACKUPS, aclRequired: 'Yes' };
  return [
    objectCall(partner, `${day} 02:00:10`, 'GET', 'shared/catalogue.json', shared),
    objectCall(partner, `${day} 02:00:12`, 'GET', `shared/prices ${day}.csv`, shared),
  ];
}
