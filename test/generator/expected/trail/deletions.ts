import { isoSeconds } from '../../log-time';
import type { TrailEvent } from '../../trail/event';
import { distinct, groupRows, sortRows } from '../rows';
import { type Answer, type AnswerOptions, firstAndLast } from '../selection';
import { isS3, requester, selectCalls } from './meaning';

/** Who deleted what, when, from where, and to what effect. */
export const deletions: Answer<TrailEvent> = (events, options) => {
  const rows = deleted(events, options).map((event) => ({
    event_time: isoSeconds(event.timeMs),
    bucket: event.bucket,
    key: event.key,
    version_id: event.versionId,
    deleted_by: 'user',
    effect: effect(event),
    requester: requester(event),
    remote_ip: event.remoteIp,
    user_agent: event.userAgent,
    operation: event.name,
    http_status: null,
    error_code: event.errorCode,
    request_id: event.requestId,
    host_id: event.hostId,
    principal_type: event.caller.type,
    access_key_id: event.caller.accessKeyId,
    mfa_authenticated: event.caller.mfa === null ? null : String(event.caller.mfa),
    region: event.region,
    account_id: event.recipientAccountId,
  }));
  return sortRows(rows, 'event_time');
};

/** How many objects each requester deleted. */
export const deletionSummary: Answer<TrailEvent> = (events, options) => {
  const rows = groupRows(
    deleted(events, options),
    (event) => ({
      deleted_by: 'user',
      requester: requester(event),
      remote_ip: event.remoteIp,
      bucket: event.bucket,
      operation: event.name,
    }),
    (members) => ({
      objects: distinct(members.map(({ key, versionId }) => (key === null ? null : JSON.stringify([key, versionId])))),
      ...firstAndLast(members),
    }),
  );
  return sortRows(rows, '-objects');
};

/** Single deletions, and batches of which the trail has no single ones. */
function deleted(events: readonly TrailEvent[], options: AnswerOptions<TrailEvent> = {}): TrailEvent[] {
  const told = new Set(
    events.filter((event) => isS3(event) && event.name === 'DeleteObject').map(({ requestId }) => requestId),
  );
  return selectCalls(events, options)
    .filter(
      (event) =>
        event.name === 'DeleteObject' ||
        (event.name === 'DeleteObjects' && (event.requestId === null || !told.has(event.requestId))),
    )
    .filter((event) => options.includeFailed || event.errorCode === null);
}

function effect(event: TrailEvent): string | null {
  if (event.errorCode !== null) return null;
  if (event.versionId !== null) return 'permanent';
  return event.madeDeleteMarker ? 'delete-marker' : 'unknown';
}
