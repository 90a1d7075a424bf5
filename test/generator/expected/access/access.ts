import { type AccessEvent, isS3Action } from '../../access/event';
import { isoSeconds } from '../../log-time';
import { distinct, groupRows, sortRows, sum } from '../rows';
import { type Answer, firstAndLast, select } from '../selection';
import { weaknesses } from './meaning';

/** Requests without credentials. */
export const anonymousAccess: Answer<AccessEvent> = (events, options) => {
  const rows = select(events, options)
    .filter((event) => event.requester === null && !isS3Action(event))
    .map((event) => ({
      event_time: isoSeconds(event.timeMs),
      bucket: event.bucket,
      key: event.key,
      operation: event.operation,
      http_status: event.status,
      error_code: event.errorCode,
      remote_ip: event.remoteIp,
      user_agent: event.userAgent,
      referer: event.referer,
      bytes_sent: event.bytesSent,
      request_id: event.requestId,
    }));
  return sortRows(rows, 'event_time');
};

/** Everything that touched an object. */
export const objectAccess: Answer<AccessEvent> = (events, options) => {
  const rows = select(events, options)
    .filter((event) => event.key !== null)
    .map((event) => ({
      event_time: isoSeconds(event.timeMs),
      bucket: event.bucket,
      key: event.key,
      version_id: event.versionId,
      operation: event.operation,
      requester: event.requester,
      remote_ip: event.remoteIp,
      user_agent: event.userAgent,
      http_status: event.status,
      error_code: event.errorCode,
      bytes_sent: event.bytesSent,
      request_id: event.requestId,
    }));
  return sortRows(rows, 'event_time');
};

/** Who asks most. */
export const topRequests: Answer<AccessEvent> = (events, options) => {
  const rows = groupRows(
    select(events, options),
    (event) => ({
      requester: event.requester,
      remote_ip: event.remoteIp,
      bucket: event.bucket,
      operation: event.operation,
      http_status: event.status,
    }),
    (members) => ({
      requests: members.length,
      bytes_sent: sum(members.map((event) => event.bytesSent)),
      ...firstAndLast(members),
    }),
  );
  return sortRows(rows, '-requests');
};

/** Requests that will stop working, or should. */
export const weakAccess: Answer<AccessEvent> = (events, options) => {
  const found = select(events, options).flatMap((event) => weaknesses(event).map((weakness) => ({ weakness, event })));
  const rows = groupRows(
    found,
    ({ weakness, event }) => ({
      weakness,
      bucket: event.bucket,
      requester: event.requester,
      user_agent: event.userAgent,
      operation: event.operation,
    }),
    (members) => ({
      requests: members.length,
      remote_ips: distinct(members.map(({ event }) => event.remoteIp)),
      ...firstAndLast(members.map(({ event }) => event)),
    }),
  );
  return sortRows(rows, '-requests');
};
