import type { AccessEvent } from '../../access/event';
import { isoSeconds } from '../../log-time';
import { sortRows } from '../rows';
import { type Answer, select } from '../selection';

const NOT_CONFIGURATION = ['OBJECT', 'PART', 'UPLOAD', 'UPLOADS', 'MULTI_OBJECT_DELETE', 'RESTORE'];
const NAMES: Record<string, string> = {
  BUCKETPOLICY: 'policy',
  LOGGING_STATUS: 'logging',
  OBJECT_LOCK_CONFIGURATION: 'object-lock',
};

/** Who changed which configuration of a bucket. */
export const configChanges: Answer<AccessEvent> = (events, options = {}) => {
  const rows = select(events, options)
    .filter((event) => subject(event) !== null && (options.includeFailed || succeeded(event)))
    .map((event) => ({
      event_time: isoSeconds(event.timeMs),
      bucket: event.bucket,
      change: change(subject(event) ?? ''),
      action: action(event),
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

/** What a configuration request is about, in the words of its operation; null when it is none. */
function subject(event: AccessEvent): string | null {
  const [interfaceName, verb, name = ''] = event.operation.split('.');
  const changes = interfaceName === 'REST' && ['PUT', 'DELETE', 'POST'].includes(verb ?? '');
  return changes && event.key === null && !NOT_CONFIGURATION.includes(name) ? name : null;
}

function change(name: string): string {
  return NAMES[name] ?? name.toLowerCase().replaceAll('_', '-');
}

function action(event: AccessEvent): string {
  if (event.operation.startsWith('REST.DELETE.')) return 'delete';
  return event.operation === 'REST.PUT.BUCKET' ? 'create' : 'put';
}

function succeeded(event: AccessEvent): boolean {
  return event.status !== null && event.status >= 200 && event.status <= 299;
}
