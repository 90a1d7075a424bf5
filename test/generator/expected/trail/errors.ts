import { isoSeconds } from '../../log-time';
import type { TrailEvent } from '../../trail/event';
import { distinct, groupRows, share, sortRows } from '../rows';
import { type Answer, firstAndLast } from '../selection';
import { isDenied, isServerError, requester, selectCalls } from './meaning';

/** Every denied call. */
export const accessDenied: Answer<TrailEvent> = (events, options) => {
  const rows = selectCalls(events, options)
    .filter(isDenied)
    .map((event) => ({
      event_time: isoSeconds(event.timeMs),
      bucket: event.bucket,
      key: event.key,
      operation: event.name,
      requester: requester(event),
      principal_type: event.caller.type,
      remote_ip: event.remoteIp,
      user_agent: event.userAgent,
      error_code: event.errorCode,
      error_message: event.errorMessage,
      vpc_endpoint_id: event.vpcEndpointId,
      region: event.region,
      request_id: event.requestId,
    }));
  return sortRows(rows, 'event_time');
};

/** The denied calls summed up. */
export const accessDeniedSummary: Answer<TrailEvent> = (events, options) => {
  const rows = groupRows(
    selectCalls(events, options).filter(isDenied),
    (event) => ({
      requester: requester(event),
      bucket: event.bucket,
      operation: event.name,
      error_code: event.errorCode,
    }),
    (members) => ({
      requests: members.length,
      remote_ips: distinct(members.map((event) => event.remoteIp)),
      keys: distinct(members.map((event) => event.key)),
      ...firstAndLast(members),
    }),
  );
  return sortRows(rows, '-requests');
};

/** Calls that failed by the caller's fault, summed up. */
export const clientErrors: Answer<TrailEvent> = (events, options) => {
  const rows = groupRows(
    selectCalls(events, options).filter((event) => event.errorCode !== null && !isServerError(event)),
    (event) => ({
      http_status: null,
      error_code: event.errorCode,
      bucket: event.bucket,
      operation: event.name,
      requester: requester(event),
    }),
    (members) => ({ requests: members.length, ...firstAndLast(members) }),
  );
  return sortRows(rows, '-requests');
};

/** Calls that failed by S3's fault, with the calls that they are a part of. */
export const serverErrors: Answer<TrailEvent> = (events, options) => {
  const calls = selectCalls(events, options);
  const rows = groupRows(
    calls.filter(isServerError),
    (event) => ({
      requester: requester(event),
      bucket: event.bucket,
      operation: event.name,
      http_status: null,
      error_code: event.errorCode,
    }),
    (members) => {
      const [one] = members as readonly [TrailEvent];
      const requests = calls.filter(
        (event) => requester(event) === requester(one) && event.bucket === one.bucket && event.name === one.name,
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
