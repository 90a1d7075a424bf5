import { isoSeconds } from '../../log-time';
import type { TrailEvent } from '../../trail/event';
import { distinct, groupRows, sortRows, sum } from '../rows';
import { type Answer, firstAndLast } from '../selection';
import { bucketAccount, callerAccount, networkPath, requester, selectCalls, weaknesses } from './meaning';

/** Requests without credentials. */
export const anonymousAccess: Answer<TrailEvent> = (events, options) => {
  const rows = selectCalls(events, options)
    .filter((event) => event.caller.accountId === 'anonymous')
    .map((event) => ({
      event_time: isoSeconds(event.timeMs),
      bucket: event.bucket,
      key: event.key,
      operation: event.name,
      error_code: event.errorCode,
      remote_ip: event.remoteIp,
      user_agent: event.userAgent,
      request_id: event.requestId,
    }));
  return sortRows(rows, 'event_time');
};

/** Everything that touched an object. */
export const objectAccess: Answer<TrailEvent> = (events, options) => {
  const rows = selectCalls(events, options)
    .filter((event) => event.key !== null)
    .map((event) => ({
      event_time: isoSeconds(event.timeMs),
      bucket: event.bucket,
      key: event.key,
      version_id: event.versionId,
      operation: event.name,
      requester: requester(event),
      principal_type: event.caller.type,
      remote_ip: event.remoteIp,
      user_agent: event.userAgent,
      error_code: event.errorCode,
      bytes_in: event.bytesIn,
      bytes_out: event.bytesOut,
      vpc_endpoint_id: event.vpcEndpointId,
      request_id: event.requestId,
    }));
  return sortRows(rows, 'event_time');
};

/** Which ways requests took through the network. */
export const networkPaths: Answer<TrailEvent> = (events, options) => {
  const rows = groupRows(
    selectCalls(events, options),
    (event) => ({
      path: networkPath(event),
      vpc_endpoint_id: event.vpcEndpointId,
      bucket: event.bucket,
      requester: requester(event),
      operation: event.name,
    }),
    (members) => ({
      requests: members.length,
      remote_ips: distinct(members.map((event) => event.remoteIp)),
      bytes_out: sum(members.map((event) => event.bytesOut)),
      ...firstAndLast(members),
    }),
  );
  return sortRows(rows, '-requests');
};

/** Who asks most. */
export const topRequests: Answer<TrailEvent> = (events, options) => {
  const rows = groupRows(
    selectCalls(events, options),
    (event) => ({
      requester: requester(event),
      remote_ip: event.remoteIp,
      bucket: event.bucket,
      operation: event.name,
      error_code: event.errorCode,
    }),
    (members) => ({ requests: members.length, ...firstAndLast(members) }),
  );
  return sortRows(rows, '-requests');
};

/** Requests that will stop working, or should. */
export const weakAccess: Answer<TrailEvent> = (events, options) => {
  const found = selectCalls(events, options).flatMap((event) =>
    weaknesses(event).map((weakness) => ({ weakness, event })),
  );
  const rows = groupRows(
    found,
    ({ weakness, event }) => ({
      weakness,
      bucket: event.bucket,
      requester: requester(event),
      user_agent: event.userAgent,
      operation: event.name,
    }),
    (members) => ({
      requests: members.length,
      remote_ips: distinct(members.map(({ event }) => event.remoteIp)),
      ...firstAndLast(members.map(({ event }) => event)),
    }),
  );
  return sortRows(rows, '-requests');
};

/** Calls from another account than the bucket's. */
export const crossAccountAccess: Answer<TrailEvent> = (events, options) => {
  const rows = groupRows(
    selectCalls(events, options).filter((event) => isForeign(event)),
    (event) => ({
      caller_account: event.caller.accountId,
      requester: requester(event),
      bucket: event.bucket,
      operation: event.name,
    }),
    (members) => ({
      requests: members.length,
      keys: distinct(members.map((event) => event.key)),
      bytes_out: sum(members.map((event) => event.bytesOut)),
      ...firstAndLast(members),
    }),
  );
  return sortRows(rows, '-requests');
};

function isForeign(event: TrailEvent): boolean {
  const account = callerAccount(event);
  return account !== null && account !== bucketAccount(event);
}
