import { isoSeconds } from '../../log-time';
import { requestParameters, type TrailEvent } from '../../trail/event';
import { sortRows } from '../rows';
import type { Answer } from '../selection';
import { requester, selectCalls } from './meaning';

/** Who changed which configuration, and to what. */
export const configChanges: Answer<TrailEvent> = (events, options = {}) => {
  const rows = selectCalls(events, options)
    .filter((event) => event.category === 'Management' && !event.readOnly)
    .filter((event) => options.includeFailed || event.errorCode === null)
    .map((event) => ({
      event_time: isoSeconds(event.timeMs),
      bucket: event.bucket,
      change: configChange(event.name),
      action: configAction(event.name),
      requester: requester(event),
      remote_ip: event.remoteIp,
      user_agent: event.userAgent,
      operation: event.name,
      error_code: event.errorCode,
      details: details(event),
      region: event.region,
      request_id: event.requestId,
    }));
  return sortRows(rows, 'event_time');
};

/** Buckets that were made and removed, or should have been. */
export const buckets: Answer<TrailEvent> = (events, options) => {
  const rows = selectCalls(events, options)
    .filter((event) => event.name === 'CreateBucket' || event.name === 'DeleteBucket')
    .map((event) => ({
      event_time: isoSeconds(event.timeMs),
      bucket: event.bucket,
      action: configAction(event.name),
      requester: requester(event),
      remote_ip: event.remoteIp,
      user_agent: event.userAgent,
      error_code: event.errorCode,
      region: event.region,
      request_id: event.requestId,
    }));
  return sortRows(rows, 'event_time');
};

/** Who changed the lifecycle configuration, and to what. */
export const lifecycleRules: Answer<TrailEvent> = (events, options) => {
  const names = ['PutBucketLifecycle', 'DeleteBucketLifecycle'].flatMap((name) => [name, `${name}Configuration`]);
  const rows = selectCalls(events, options)
    .filter((event) => names.includes(event.name) && event.errorCode === null)
    .map((event) => ({
      event_time: isoSeconds(event.timeMs),
      bucket: event.bucket,
      action: configAction(event.name),
      requester: requester(event),
      details: details(event),
      request_id: event.requestId,
    }));
  return sortRows(rows, 'event_time');
};

/** `PutBucketPublicAccessBlock` is about `public-access-block`; names of another kind stay as they are. */
export function configChange(name: string): string {
  let rest = name;
  for (const verb of ['Put', 'Delete', 'Create', 'Update']) {
    if (name.startsWith(verb)) rest = name.slice(verb.length);
  }
  if (rest === name) return name;
  if (rest === 'Bucket') return 'bucket';
  if (rest.startsWith('Bucket')) rest = rest.slice('Bucket'.length);
  if (rest.endsWith('Configuration')) rest = rest.slice(0, -'Configuration'.length);
  return rest.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}

export function configAction(name: string): string {
  if (name.startsWith('Delete')) return 'delete';
  return name.startsWith('Create') ? 'create' : 'put';
}

function details(event: TrailEvent): string | null {
  const parameters = requestParameters(event);
  return parameters === null ? null : JSON.stringify(parameters);
}
