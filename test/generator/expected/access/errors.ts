import type { AccessEvent } from '../../access/event';
import { isoSeconds } from '../../log-time';
import { distinct, groupRows, share, sortRows } from '../rows';
import { type Answer, firstAndLast, select } from '../selection';
import { isStatusClass } from './meaning';

/** Every 403. */
export const accessDenied: Answer<AccessEvent> = (events, options) => {
  const rows = select(events, options)
    .filter((event) => event.status === 403)
    .map((event) => ({
      event_time: isoSeconds(event.timeMs),
      bucket: event.bucket,
      key: event.key,
      operation: event.operation,
      requester: event.requester,
      remote_ip: event.remoteIp,
      user_agent: event.userAgent,
      error_code: event.errorCode,
      authentication_type: event.authenticationType,
      request_uri: event.requestUri,
      request_id: event.requestId,
      host_id: event.hostId,
    }));
  return sortRows(rows, 'event_time');
};

/** The 403s summed up. */
export const accessDeniedSummary: Answer<AccessEvent> = (events, options) => {
  const rows = groupRows(
    select(events, options).filter((event) => event.status === 403),
    ({ requester, bucket, operation, errorCode }) => ({ requester, bucket, operation, error_code: errorCode }),
    (members) => ({
      requests: members.length,
      remote_ips: distinct(members.map((event) => event.remoteIp)),
      keys: distinct(members.map((event) => event.key)),
      ...firstAndLast(members),
    }),
  );
  return sortRows(rows, '-requests');
};

/** The 4xx summed up. */
export const clientErrors: Answer<AccessEvent> = (events, options) => {
  const rows = groupRows(
    select(events, options).filter((event) => isStatusClass(event, 4)),
    ({ status, errorCode, bucket, operation, requester }) => ({
      http_status: status,
      error_code: errorCode,
      bucket,
      operation,
      requester,
    }),
    (members) => ({ requests: members.length, ...firstAndLast(members) }),
  );
  return sortRows(rows, '-requests');
};

/** The 5xx summed up, with the requests that they are a part of. */
export const serverErrors: Answer<AccessEvent> = (events, options) => {
  const selected = select(events, options);
  const rows = groupRows(
    selected.filter((event) => isStatusClass(event, 5)),
    ({ requester, bucket, operation, status, errorCode }) => ({
      requester,
      bucket,
      operation,
      http_status: status,
      error_code: errorCode,
    }),
    (members) => {
      const [one] = members as readonly [AccessEvent];
      const requests = selected.filter(
        (event) =>
          event.requester === one.requester && event.bucket === one.bucket && event.operation === one.operation,
      ).length;
      return {
        errors: members.length,
        requests,
        error_rate: share(members.length, requests),
        ...firstAndLast(members),
      };
    },
  );
  return sortRows(rows, '-errors');
};

/** How often each status and error code was answered. */
export const statusCodes: Answer<AccessEvent> = (events, options) => {
  const answered = select(events, options).filter((event) => event.status !== null);
  const rows = groupRows(
    answered,
    ({ status, errorCode }) => ({ http_status: status, error_code: errorCode }),
    (members) => ({ requests: members.length, share: share(members.length, answered.length) }),
  );
  return sortRows(rows, '-requests');
};
