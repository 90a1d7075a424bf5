import type { AccessEvent } from '../../access/event';
import { isoSeconds, utcHour } from '../../log-time';
import { distinct, groupRows, largest, percentile, type Row, sortRows, sum } from '../rows';
import { type Answer, firstAndLast, select } from '../selection';
import { networkPath } from './meaning';

/** How long requests took, by operation. */
export const latency: Answer<AccessEvent> = (events, options = {}) => {
  const by = (event: AccessEvent): Row => {
    if (options.by === 'hour') return { hour: utcHour(event.timeMs) };
    return options.by === 'requester' ? { requester: event.requester } : {};
  };
  const rows = groupRows(
    select(events, options).filter((event) => event.status !== null),
    (event) => ({ ...by(event), operation: event.operation }),
    (members) => {
      const turnAround = members.map((event) => event.turnAroundMs);
      const total = members.map((event) => event.totalMs);
      return {
        requests: members.length,
        turn_around_p50_ms: percentile(turnAround, 50),
        turn_around_p90_ms: percentile(turnAround, 90),
        turn_around_p99_ms: percentile(turnAround, 99),
        turn_around_max_ms: largest(turnAround),
        total_p50_ms: percentile(total, 50),
        total_p90_ms: percentile(total, 90),
        total_p99_ms: percentile(total, 99),
        total_max_ms: largest(total),
        bytes_sent: sum(members.map((event) => event.bytesSent)),
      };
    },
  );
  return sortRows(rows, '-requests');
};

/** The requests that S3 worked longest on. */
export const slowestRequests: Answer<AccessEvent> = (events, options) => {
  const rows = select(events, options)
    .filter((event) => event.turnAroundMs !== null)
    .map((event) => ({
      turn_around_ms: event.turnAroundMs,
      total_ms: event.totalMs,
      event_time: isoSeconds(event.timeMs),
      bucket: event.bucket,
      operation: event.operation,
      key: event.key,
      requester: event.requester,
      remote_ip: event.remoteIp,
      bytes_sent: event.bytesSent,
      object_size: event.objectSize,
      http_status: event.status,
      request_id: event.requestId,
      host_id: event.hostId,
    }));
  return sortRows(rows, '-turn_around_ms');
};

/** Which ways requests took through the network. */
export const networkPaths: Answer<AccessEvent> = (events, options) => {
  const rows = groupRows(
    select(events, options),
    (event) => ({
      path: networkPath(event),
      bucket: event.bucket,
      requester: event.requester,
      operation: event.operation,
    }),
    (members) => ({
      requests: members.length,
      remote_ips: distinct(members.map((event) => event.remoteIp)),
      bytes_sent: sum(members.map((event) => event.bytesSent)),
      turn_around_max_ms: largest(members.map((event) => event.turnAroundMs)),
      ...firstAndLast(members),
    }),
  );
  return sortRows(rows, '-requests');
};
