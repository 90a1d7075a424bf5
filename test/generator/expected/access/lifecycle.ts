import type { AccessEvent } from '../../access/event';
import { isoSeconds, utcDay } from '../../log-time';
import { groupRows, sortRows, sum } from '../rows';
import { type Answer, select } from '../selection';

const ACTIONS: Record<string, string> = {
  'S3.EXPIRE.OBJECT': 'expiration',
  'S3.CREATE.DELETEMARKER': 'delete-marker',
  'S3.DELETE.UPLOAD': 'abort-upload',
  'S3.TRANSITION.OBJECT': 'transition:GLACIER',
  'S3.TRANSITION_SIA.OBJECT': 'transition:STANDARD_IA',
  'S3.TRANSITION_ZIA.OBJECT': 'transition:ONEZONE_IA',
  'S3.TRANSITION_INT.OBJECT': 'transition:INTELLIGENT_TIERING',
  'S3.TRANSITION_GIR.OBJECT': 'transition:GLACIER_IR',
  'S3.TRANSITION_GDA.OBJECT': 'transition:DEEP_ARCHIVE',
};

/** What lifecycle rules did, object by object. */
export const lifecycleActions: Answer<AccessEvent> = (events, options) => {
  const rows = select(events, options)
    .filter((event) => lifecycleAction(event) !== null)
    .map((event) => ({
      event_time: isoSeconds(event.timeMs),
      bucket: event.bucket,
      key: event.key,
      version_id: event.versionId,
      action: lifecycleAction(event),
      object_size: event.objectSize,
      request_id: event.requestId,
    }));
  return sortRows(rows, 'event_time');
};

/** What lifecycle rules did, day by day. */
export const lifecycleStatistics: Answer<AccessEvent> = (events, options) => {
  const rows = groupRows(
    select(events, options).filter((event) => lifecycleAction(event) !== null),
    (event) => ({ day: utcDay(event.timeMs), bucket: event.bucket, action: lifecycleAction(event) }),
    (members) => ({ objects: members.length, bytes: sum(members.map((event) => event.objectSize)) }),
  );
  return sortRows(rows, 'day', 'bucket', 'action');
};

/** The storage class or end that a lifecycle rule brought an object to; null when the event is no such action. */
export function lifecycleAction(event: AccessEvent): string | null {
  const known = ACTIONS[event.operation];
  if (known !== undefined) return known;
  // A storage class that S3 may add one day.
  const future = /^S3\.TRANSITION_(.+)\.OBJECT$/.exec(event.operation);
  return future ? `transition:${future[1]}` : null;
}
