import { utcDay, utcHour } from '../../log-time';
import type { TrailEvent } from '../../trail/event';
import { distinct, groupRows, type Row, share, sortRows, sum } from '../rows';
import { firstAndLast } from '../selection';
import { configAction, configChange } from '../trail/config';
import {
  bucketAccount,
  isDenied,
  isServerError,
  networkPath,
  requester,
  selectCalls,
  weaknesses,
} from '../trail/meaning';
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

/** The panels of a report on CloudTrail, whole, computed from the events. */
export const trailReport: ExpectedReport<TrailEvent> = (events, options = {}) => {
  const found = selectCalls(events, options);
  const objects = objectRows(found);
  return {
    summary: [summary(found)],
    traffic: traffic(found, options),
    'errors-by-hour': errorsByHour(found),
    keys: sortRows(withShare(objects, 'requests'), '-requests'),
    folders: sortRows(foldersOf(objects, ['requests', 'downloads', 'bytes_out']), '-requests'),
    operations: operations(found),
    buckets: buckets(found),
    ...addresses(found, options),
    requesters: requesters(found),
    'user-agents': agents(found),
    'error-codes': errorCodes(found),
    denials: denials(found),
    anonymous: anonymous(found),
    'weak-access': weakAccess(found),
    'cross-account-access': crossAccount(found),
    'network-paths': networkPaths(found),
    deletions: deletions(found),
    'config-changes': changes(found),
  };
};

const bytesOut = (events: readonly TrailEvent[]): number => sum(events.map((event) => event.bytesOut));
const bytesIn = (events: readonly TrailEvent[]): number => sum(events.map((event) => event.bytesIn));
const failed = ({ errorCode }: TrailEvent): boolean => errorCode !== null;
const isDownload = (event: TrailEvent): boolean => event.name === 'GetObject' && !failed(event);
const isUpload = (event: TrailEvent): boolean =>
  ['PutObject', 'PostObject', 'CopyObject', 'CompleteMultipartUpload'].includes(event.name) && !failed(event);
const isAnonymous = ({ caller }: TrailEvent): boolean => caller.accountId === 'anonymous';
const isDeletion = (event: TrailEvent): boolean =>
  ['DeleteObject', 'DeleteObjects'].includes(event.name) && !failed(event);
const isChange = (event: TrailEvent): boolean => event.category === 'Management' && !event.readOnly && !failed(event);

function summary(events: readonly TrailEvent[]): Row {
  const errors = events.filter(failed).length;
  const strangers = events.filter(isAnonymous).length;
  const { first_time = null, last_time = null } = firstAndLast(events);
  return {
    requests: events.length,
    downloads: events.filter(isDownload).length,
    uploads: events.filter(isUpload).length,
    bytes_out: bytesOut(events),
    bytes_in: bytesIn(events),
    buckets: distinct(events.map((event) => event.bucket)),
    keys: distinct(events.map(({ bucket, key }) => (key === null ? null : JSON.stringify([bucket, key])))),
    requesters: distinct(events.map(requester)),
    remote_ips: distinct(events.map((event) => event.remoteIp)),
    errors,
    denied: events.filter(isDenied).length,
    errors_5xx: events.filter(isServerError).length,
    error_share: share(errors, events.length),
    anonymous_requests: strangers,
    anonymous_share: share(strangers, events.length),
    deletions: events.filter(isDeletion).length,
    config_changes: events.filter(isChange).length,
    first_time,
    last_time,
  };
}

function traffic(events: readonly TrailEvent[], { period = 'day' }: ReportOptions<TrailEvent>): Row[] {
  const rows = groupRows(
    events,
    ({ timeMs }): Row => (period === 'hour' ? { hour: utcHour(timeMs) } : { day: utcDay(timeMs) }),
    (members) => ({
      requests: members.length,
      downloads: members.filter(isDownload).length,
      uploads: members.filter(isUpload).length,
      bytes_out: bytesOut(members),
      bytes_in: bytesIn(members),
      client_errors: members.filter((event) => failed(event) && !isServerError(event)).length,
      errors_5xx: members.filter(isServerError).length,
      other_requests: members.filter((event) => !failed(event)).length,
    }),
  );
  return sortRows(rows, period);
}

function errorsByHour(events: readonly TrailEvent[]): Row[] {
  const rows = groupRows(
    events.filter((event) => isDenied(event) || isServerError(event)),
    ({ timeMs }) => ({ hour: utcHour(timeMs) }),
    (members) => ({
      denied: members.filter(isDenied).length,
      errors_5xx: members.filter(isServerError).length,
    }),
  );
  return sortRows(rows, 'hour');
}

function objectRows(events: readonly TrailEvent[]): Row[] {
  return groupRows(
    events.filter((event) => event.key !== null),
    ({ bucket, key }) => ({ bucket, key }),
    (members) => ({
      requests: members.length,
      downloads: members.filter(isDownload).length,
      bytes_out: bytesOut(members),
    }),
  );
}

function operations(events: readonly TrailEvent[]): Row[] {
  return busiest(
    events,
    ({ name }) => ({ operation: name }),
    (members) => ({
      bytes_out: bytesOut(members),
      bytes_in: bytesIn(members),
      errors: members.filter(failed).length,
    }),
  );
}

function buckets(events: readonly TrailEvent[]): Row[] {
  return busiest(
    events,
    ({ bucket }) => ({ bucket }),
    (members) => ({
      downloads: members.filter(isDownload).length,
      uploads: members.filter(isUpload).length,
      bytes_out: bytesOut(members),
      bytes_in: bytesIn(members),
    }),
  );
}

function addresses(events: readonly TrailEvent[], { masked }: ReportOptions<TrailEvent>): Record<string, Row[]> {
  const told = events.filter((event) => event.remoteIp !== null);
  const rows = groupRows(
    told,
    ({ remoteIp }) => ({ remote_ip: masked ? maskAddress(remoteIp as string) : remoteIp }),
    (members) => ({
      requests: members.length,
      share: share(members.length, told.length),
      downloads: members.filter(isDownload).length,
      bytes_out: bytesOut(members),
      refused: members.filter(isDenied).length,
      last_time: lastTime(members),
    }),
  );
  const hogs = rows
    .filter(({ bytes_out }) => bytes_out !== 0)
    .map(({ remote_ip, bytes_out, requests, downloads }) => ({
      remote_ip,
      bytes_out,
      share: share(Number(bytes_out), bytesOut(told)),
      requests,
      downloads,
    })) as Row[];
  return { addresses: sortRows(rows, '-requests'), 'bandwidth-hogs': sortRows(hogs, '-bytes_out') };
}

function requesters(events: readonly TrailEvent[]): Row[] {
  return busiest(
    events,
    (event) => ({ requester: requester(event), principal_type: event.caller.type }),
    (members) => ({
      downloads: members.filter(isDownload).length,
      uploads: members.filter(isUpload).length,
      changes: members.filter(isChange).length,
      refused: members.filter(isDenied).length,
      last_time: lastTime(members),
    }),
  );
}

function agents(events: readonly TrailEvent[]): Row[] {
  return busiest(
    events,
    ({ userAgent }) => ({ user_agent: userAgent }),
    (members) => ({
      downloads: members.filter(isDownload).length,
      bytes_out: bytesOut(members),
    }),
  );
}

function errorCodes(events: readonly TrailEvent[]): Row[] {
  const errors = events.filter(failed);
  return busiest(errors, ({ errorCode }) => ({ error_code: errorCode }), firstAndLast);
}

function denials(events: readonly TrailEvent[]): Row[] {
  return counted(
    events.filter(isDenied),
    (event) => ({
      requester: requester(event),
      bucket: event.bucket,
      operation: event.name,
      error_code: event.errorCode,
    }),
    (members) => ({
      remote_ips: distinct(members.map((event) => event.remoteIp)),
      ...firstAndLast(members),
    }),
  );
}

function anonymous(events: readonly TrailEvent[]): Row[] {
  const strangers = events.filter(isAnonymous);
  return busiest(
    strangers,
    ({ bucket, name, errorCode }) => ({ bucket, operation: name, error_code: errorCode }),
    (members) => ({
      bytes_out: bytesOut(members),
    }),
  );
}

function weakAccess(events: readonly TrailEvent[]): Row[] {
  return counted(
    events.flatMap((event) => weaknesses(event).map((weakness) => ({ weakness, event }))),
    ({ weakness, event }) => ({ weakness, requester: requester(event) }),
    (members) => ({ last_time: lastTime(members.map(({ event }) => event)) }),
  );
}

function crossAccount(events: readonly TrailEvent[]): Row[] {
  const isForeign = (event: TrailEvent) =>
    /^\d{12}$/.test(event.caller.accountId ?? '') && event.caller.accountId !== bucketAccount(event);
  return counted(
    events.filter(isForeign),
    (event) => ({
      caller_account: event.caller.accountId,
      requester: requester(event),
      bucket: event.bucket,
      operation: event.name,
    }),
    (members) => ({
      keys: distinct(members.map((event) => event.key)),
      bytes_out: bytesOut(members),
      last_time: lastTime(members),
    }),
  );
}

function networkPaths(events: readonly TrailEvent[]): Row[] {
  return busiest(
    events,
    (event) => ({ path: networkPath(event), vpc_endpoint_id: event.vpcEndpointId }),
    (members) => ({
      remote_ips: distinct(members.map((event) => event.remoteIp)),
      bytes_out: bytesOut(members),
    }),
  );
}

function deletions(events: readonly TrailEvent[]): Row[] {
  return counted(
    events.filter(isDeletion),
    (event) => ({ requester: requester(event), bucket: event.bucket, operation: event.name }),
    firstAndLast,
  );
}

function changes(events: readonly TrailEvent[]): Row[] {
  return counted(
    events.filter(isChange),
    (event) => ({
      change: configChange(event.name),
      action: configAction(event.name),
      requester: requester(event),
      bucket: event.bucket,
    }),
    firstAndLast,
  );
}
