import type { AccessEvent } from '../../access/event';
import { utcDay, utcHour } from '../../log-time';
import { distinct, groupRows, type Row, share, sortRows, sum } from '../rows';
import { type Answer, select } from '../selection';
import { isDownload, isStatusClass, isUpload, uploadedBytes } from './meaning';

/** Traffic by day or hour. */
export const trafficByDay: Answer<AccessEvent> = (events, options = {}) => {
  const period = (event: AccessEvent): Row =>
    options.by === 'hour' ? { hour: utcHour(event.timeMs) } : { day: utcDay(event.timeMs) };
  const rows = groupRows(select(events, options), period, (members) => ({
    requests: members.length,
    downloads: members.filter(isDownload).length,
    uploads: members.filter(isUpload).length,
    bytes_sent: sum(members.map((event) => event.bytesSent)),
    bytes_uploaded: sum(members.map(uploadedBytes)),
    requesters: distinct(members.map((event) => event.requester)),
    remote_ips: distinct(members.map((event) => event.remoteIp)),
    errors_4xx: members.filter((event) => isStatusClass(event, 4)).length,
    errors_5xx: members.filter((event) => isStatusClass(event, 5)).length,
  }));
  return sortRows(rows, options.by === 'hour' ? 'hour' : 'day');
};

/** Which objects are asked for most. */
export const topKeys: Answer<AccessEvent> = (events, options) => {
  const rows = groupRows(
    select(events, options).filter((event) => event.key !== null),
    (event) => ({ bucket: event.bucket, key: event.key }),
    (members) => ({
      requests: members.length,
      downloads: members.filter(isDownload).length,
      bytes_sent: sum(members.map((event) => event.bytesSent)),
      remote_ips: distinct(members.map((event) => event.remoteIp)),
    }),
  );
  return sortRows(rows, '-requests');
};

/** Which sites' pages make visitors download objects. */
export const hotLinks: Answer<AccessEvent> = (events, options = {}) => {
  const own = (options.ownHosts ?? []).map((host) => host.toLowerCase());
  const isOwn = (host: string): boolean => own.some((name) => host === name || host.endsWith(`.${name}`));
  const rows = groupRows(
    select(events, options).filter(
      (event) => isDownload(event) && event.refererHost !== null && !isOwn(event.refererHost),
    ),
    (event) => ({ referrer_host: event.refererHost }),
    (members) => ({
      requests: members.length,
      bytes_sent: sum(members.map((event) => event.bytesSent)),
      keys: distinct(members.map((event) => event.key)),
      remote_ips: distinct(members.map((event) => event.remoteIp)),
    }),
  );
  return sortRows(rows, '-bytes_sent');
};

/** Which clients take most of the bandwidth. */
export const bandwidthHogs: Answer<AccessEvent> = (events, options) => {
  const withAddress = select(events, options).filter((event) => event.remoteIp !== null);
  const total = sum(withAddress.map((event) => event.bytesSent));
  const rows = groupRows(
    withAddress,
    (event) => ({ remote_ip: event.remoteIp, user_agent: event.userAgent }),
    (members) => {
      const bytesSent = sum(members.map((event) => event.bytesSent));
      return { requests: members.length, bytes_sent: bytesSent, share: share(bytesSent, total) };
    },
  );
  return sortRows(rows, '-bytes_sent');
};
