import { type AccessEvent, isS3Action } from '../../access/event';
import { utcDay, utcHour } from '../../log-time';
import { lifecycleAction } from '../access/lifecycle';
import { isDownload, isStatusClass, isUpload, networkPath, uploadedBytes, weaknesses } from '../access/meaning';
import { latency } from '../access/timing';
import { distinct, groupRows, largest, type Row, share, sortRows, sum } from '../rows';
import { firstAndLast, select } from '../selection';
import {
  busiest,
  counted,
  type ExpectedReport,
  foldersOf,
  lastTime,
  maskAddress,
  type ReportOptions,
  withShare,
} from './common';

/** The panels of a report on access logs, whole, computed from the events. */
export const accessReport: ExpectedReport<AccessEvent> = (events, options = {}) => {
  const found = select(events, options);
  return {
    summary: [summary(found)],
    traffic: traffic(found, options),
    'errors-by-hour': errorsByHour(found),
    ...objects(found),
    operations: operations(found),
    buckets: buckets(found),
    ...addresses(found, options),
    requesters: requesters(found),
    'user-agents': agents(found),
    'hot-links': hotLinks(found, options),
    'status-codes': statusCodes(found),
    latency: latencies(events, options),
    denials: denials(found),
    anonymous: anonymous(found),
    'weak-access': weakAccess(found),
    'network-paths': networkPaths(found),
    deletions: deletions(found),
    lifecycle: lifecycle(found),
  };
};

const bytesSent = (events: readonly AccessEvent[]): number => sum(events.map((event) => event.bytesSent));
const bytesUploaded = (events: readonly AccessEvent[]): number => sum(events.map(uploadedBytes));
const withStatus = (events: readonly AccessEvent[], status: number): number =>
  events.filter((event) => event.status === status).length;
const isError = (event: AccessEvent): boolean => isStatusClass(event, 4) || isStatusClass(event, 5);
const isAnonymous = (event: AccessEvent): boolean => event.requester === null && !isS3Action(event);

function isDeletion({ operation, status }: AccessEvent): boolean {
  if (['S3.EXPIRE.OBJECT', 'S3.CREATE.DELETEMARKER'].includes(operation)) return true;
  return ['REST.DELETE.OBJECT', 'BATCH.DELETE.OBJECT'].includes(operation) && (status === 200 || status === 204);
}

function summary(events: readonly AccessEvent[]): Row {
  const errors4xx = events.filter((event) => isStatusClass(event, 4)).length;
  const errors5xx = events.filter((event) => isStatusClass(event, 5)).length;
  const strangers = events.filter(isAnonymous).length;
  const { first_time = null, last_time = null } = firstAndLast(events);
  return {
    requests: events.length,
    downloads: events.filter(isDownload).length,
    uploads: events.filter(isUpload).length,
    bytes_sent: bytesSent(events),
    bytes_uploaded: bytesUploaded(events),
    buckets: distinct(events.map((event) => event.bucket)),
    keys: distinct(events.map(({ bucket, key }) => (key === null ? null : JSON.stringify([bucket, key])))),
    requesters: distinct(events.map((event) => event.requester)),
    remote_ips: distinct(events.map((event) => event.remoteIp)),
    errors: errors4xx + errors5xx,
    errors_4xx: errors4xx,
    errors_5xx: errors5xx,
    error_share: share(errors4xx + errors5xx, events.filter((event) => event.status !== null).length),
    anonymous_requests: strangers,
    anonymous_share: share(strangers, events.filter((event) => !isS3Action(event)).length),
    deletions: events.filter(isDeletion).length,
    lifecycle_actions: events.filter((event) => lifecycleAction(event) !== null).length,
    first_time,
    last_time,
  };
}

function traffic(events: readonly AccessEvent[], { period = 'day' }: ReportOptions<AccessEvent>): Row[] {
  const rows = groupRows(
    events,
    ({ timeMs }): Row => (period === 'hour' ? { hour: utcHour(timeMs) } : { day: utcDay(timeMs) }),
    (members) => ({
      requests: members.length,
      downloads: members.filter(isDownload).length,
      uploads: members.filter(isUpload).length,
      bytes_sent: bytesSent(members),
      bytes_uploaded: bytesUploaded(members),
      errors_4xx: members.filter((event) => isStatusClass(event, 4)).length,
      errors_5xx: members.filter((event) => isStatusClass(event, 5)).length,
      other_requests: members.filter((event) => !isError(event)).length,
    }),
  );
  return sortRows(rows, period);
}

function errorsByHour(events: readonly AccessEvent[]): Row[] {
  const rows = groupRows(
    events.filter((event) => event.status === 403 || isStatusClass(event, 5)),
    ({ timeMs }) => ({ hour: utcHour(timeMs) }),
    (members) => ({
      errors_403: withStatus(members, 403),
      errors_5xx: members.filter((event) => isStatusClass(event, 5)).length,
    }),
  );
  return sortRows(rows, 'hour');
}

function objects(events: readonly AccessEvent[]): Record<string, Row[]> {
  const rows = groupRows(
    events.filter((event) => event.key !== null),
    ({ bucket, key }) => ({ bucket, key }),
    (members) => ({
      requests: members.length,
      downloads: members.filter(isDownload).length,
      bytes_sent: bytesSent(members),
      not_found: withStatus(members, 404),
    }),
  );
  const listed = rows.map(({ not_found, ...row }) => row as Row);
  return {
    keys: sortRows(withShare(listed, 'requests'), '-requests'),
    'heavy-keys': sortRows(withShare(listed, 'bytes_sent'), '-bytes_sent'),
    folders: sortRows(foldersOf(listed, ['requests', 'downloads', 'bytes_sent']), '-requests'),
    'missing-keys': sortRows(
      rows
        .filter(({ not_found }) => not_found !== 0)
        .map(({ bucket, key, not_found, requests }) => ({ bucket, key, not_found, requests }) as Row),
      '-not_found',
    ),
  };
}

function operations(events: readonly AccessEvent[]): Row[] {
  return busiest(
    events,
    ({ operation }) => ({ operation }),
    (members) => ({
      bytes_sent: bytesSent(members),
      bytes_uploaded: bytesUploaded(members),
      errors: members.filter(isError).length,
    }),
  );
}

function buckets(events: readonly AccessEvent[]): Row[] {
  return busiest(
    events,
    ({ bucket }) => ({ bucket }),
    (members) => ({
      downloads: members.filter(isDownload).length,
      uploads: members.filter(isUpload).length,
      bytes_sent: bytesSent(members),
      bytes_uploaded: bytesUploaded(members),
    }),
  );
}

function addresses(events: readonly AccessEvent[], { masked }: ReportOptions<AccessEvent>): Record<string, Row[]> {
  const told = events.filter((event) => event.remoteIp !== null);
  const rows = groupRows(
    told,
    ({ remoteIp }) => ({ remote_ip: masked ? maskAddress(remoteIp as string) : remoteIp }),
    (members) => ({
      requests: members.length,
      share: share(members.length, told.length),
      downloads: members.filter(isDownload).length,
      bytes_sent: bytesSent(members),
      refused: withStatus(members, 403),
      last_time: lastTime(members),
    }),
  );
  const total = bytesSent(told);
  const hogs = rows
    .filter(({ bytes_sent }) => bytes_sent !== 0)
    .map(({ remote_ip, bytes_sent, requests, downloads }) => ({
      remote_ip,
      bytes_sent,
      share: share(Number(bytes_sent), total),
      requests,
      downloads,
    })) as Row[];
  return { addresses: sortRows(rows, '-requests'), 'bandwidth-hogs': sortRows(hogs, '-bytes_sent') };
}

function requesters(events: readonly AccessEvent[]): Row[] {
  return busiest(
    events,
    ({ requester }) => ({ requester }),
    (members) => ({
      downloads: members.filter(isDownload).length,
      uploads: members.filter(isUpload).length,
      bytes_sent: bytesSent(members),
      bytes_uploaded: bytesUploaded(members),
      refused: withStatus(members, 403),
      last_time: lastTime(members),
    }),
  );
}

function agents(events: readonly AccessEvent[]): Row[] {
  return busiest(
    events,
    ({ userAgent }) => ({ user_agent: userAgent }),
    (members) => ({
      downloads: members.filter(isDownload).length,
      bytes_sent: bytesSent(members),
    }),
  );
}

function hotLinks(events: readonly AccessEvent[], { ownHosts = [] }: ReportOptions<AccessEvent>): Row[] {
  const isOwn = (host: string) => ownHosts.some((own) => host === own || host.endsWith(`.${own}`));
  const linked = events.filter((event) => isDownload(event) && event.refererHost !== null && !isOwn(event.refererHost));
  const rows = groupRows(
    linked,
    ({ refererHost }) => ({ referrer_host: refererHost }),
    (members) => ({
      bytes_sent: bytesSent(members),
      share: share(bytesSent(members), bytesSent(linked)),
      requests: members.length,
    }),
  );
  return sortRows(rows, '-bytes_sent');
}

function statusCodes(events: readonly AccessEvent[]): Row[] {
  const told = events.filter((event) => event.status !== null);
  return busiest(told, ({ status, errorCode }) => ({ http_status: status, error_code: errorCode }), firstAndLast);
}

function latencies(events: readonly AccessEvent[], { window, filter }: ReportOptions<AccessEvent>): Row[] {
  return latency(events, { ...(window ? { window } : {}), ...(filter ? { filter } : {}) })
    .filter((row) => row.turn_around_max_ms !== null)
    .map(({ bytes_sent, ...row }) => row as Row);
}

function denials(events: readonly AccessEvent[]): Row[] {
  return counted(
    events.filter((event) => event.status === 403),
    ({ requester, bucket, operation, errorCode }) => ({ requester, bucket, operation, error_code: errorCode }),
    (members) => ({
      remote_ips: distinct(members.map((event) => event.remoteIp)),
      ...firstAndLast(members),
    }),
  );
}

function anonymous(events: readonly AccessEvent[]): Row[] {
  const strangers = events.filter(isAnonymous);
  return busiest(
    strangers,
    ({ bucket, operation, status, errorCode }) => ({ bucket, operation, http_status: status, error_code: errorCode }),
    (members) => ({
      bytes_sent: bytesSent(members),
    }),
  );
}

function weakAccess(events: readonly AccessEvent[]): Row[] {
  return counted(
    events.flatMap((event) => weaknesses(event).map((weakness) => ({ weakness, event }))),
    ({ weakness, event }) => ({ weakness, requester: event.requester }),
    (members) => ({ last_time: lastTime(members.map(({ event }) => event)) }),
  );
}

function networkPaths(events: readonly AccessEvent[]): Row[] {
  return busiest(
    events,
    (event) => ({ path: networkPath(event) }),
    (members) => ({
      remote_ips: distinct(members.map((event) => event.remoteIp)),
      bytes_sent: bytesSent(members),
      turn_around_max_ms: largest(members.map((event) => event.turnAroundMs)),
    }),
  );
}

function deletions(events: readonly AccessEvent[]): Row[] {
  return counted(
    events.filter(isDeletion),
    (event) => ({
      deleted_by: isS3Action(event) ? 'lifecycle' : 'user',
      requester: event.requester,
      bucket: event.bucket,
      operation: event.operation,
    }),
    firstAndLast,
  );
}

function lifecycle(events: readonly AccessEvent[]): Row[] {
  const rows = groupRows(
    events.filter((event) => lifecycleAction(event) !== null),
    (event) => ({ bucket: event.bucket, action: lifecycleAction(event) }),
    (members) => ({
      objects: members.length,
      bytes: sum(members.map((event) => event.objectSize)),
      ...firstAndLast(members),
    }),
  );
  return sortRows(rows, '-objects');
}
