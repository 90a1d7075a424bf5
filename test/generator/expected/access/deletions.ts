import type { AccessEvent } from '../../access/event';
import { isoSeconds } from '../../log-time';
import { distinct, groupRows, sortRows } from '../rows';
import { type Answer, type AnswerOptions, firstAndLast, select } from '../selection';

const BY_LIFECYCLE = ['S3.EXPIRE.OBJECT', 'S3.CREATE.DELETEMARKER'];
const BY_USER = ['REST.DELETE.OBJECT', 'BATCH.DELETE.OBJECT'];

/** Who deleted what, when, from where, and to what effect. */
export const deletions: Answer<AccessEvent> = (events, options) => {
  const rows = deleted(events, options).map((event) => ({
    event_time: isoSeconds(event.timeMs),
    bucket: event.bucket,
    key: event.key,
    version_id: event.versionId,
    deleted_by: deletedBy(event),
    effect: effect(event),
    requester: event.requester,
    remote_ip: event.remoteIp,
    user_agent: event.userAgent,
    operation: event.operation,
    http_status: event.status,
    error_code: event.errorCode,
    request_id: event.requestId,
    host_id: event.hostId,
  }));
  return sortRows(rows, 'event_time');
};

/** How many objects each requester deleted. */
export const deletionSummary: Answer<AccessEvent> = (events, options) => {
  const rows = groupRows(
    deleted(events, options),
    (event) => ({
      deleted_by: deletedBy(event),
      requester: event.requester,
      remote_ip: event.remoteIp,
      bucket: event.bucket,
      operation: event.operation,
    }),
    (members) => ({
      objects: distinct(members.map(({ key, versionId }) => (key === null ? null : JSON.stringify([key, versionId])))),
      ...firstAndLast(members),
    }),
  );
  return sortRows(rows, '-objects');
};

function deleted(events: readonly AccessEvent[], options: AnswerOptions<AccessEvent> = {}): AccessEvent[] {
  return select(events, options).filter(
    (event) =>
      BY_LIFECYCLE.includes(event.operation) ||
      (BY_USER.includes(event.operation) && (options.includeFailed || succeeded(event))),
  );
}

function deletedBy(event: AccessEvent): string {
  return BY_LIFECYCLE.includes(event.operation) ? 'lifecycle' : 'user';
}

function effect(event: AccessEvent): string | null {
  if (event.operation === 'S3.EXPIRE.OBJECT') return 'permanent';
  if (event.operation === 'S3.CREATE.DELETEMARKER') return 'delete-marker';
  if (!succeeded(event)) return null;
  return event.versionId === null ? 'unknown' : 'permanent';
}

function succeeded(event: AccessEvent): boolean {
  return event.status === 200 || event.status === 204;
}
