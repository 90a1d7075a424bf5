import type { AccessEvent, TrailEvent } from '../generator';
import { requester } from '../generator/expected/trail/meaning';

/** A filter: its name, its values, and what they mean for an event. */
export type FilterCase<Event> = readonly [name: string, values: readonly string[], (event: Event) => boolean];

/** A value that occurs among the events, and not in all of them. */
export function someValue<Event>(events: readonly Event[], value: (event: Event) => string | null): string {
  const values = events.map(value).filter((text): text is string => text !== null && text !== '');
  const [first] = values;
  const other = values.find((text) => text !== first);
  if (first === undefined || other === undefined) throw new Error('the corpus has no two values of this kind');
  return other;
}

/** Every filter of access logs with values that some of the events have. */
export function accessFilterCases(events: readonly AccessEvent[]): readonly FilterCase<AccessEvent>[] {
  const bucket = someValue(events, (event) => event.bucket);
  const key = someValue(events, (event) => event.key);
  const version = someValue(events, (event) => event.versionId);
  const requester = someValue(events, (event) => event.requester);
  const operation = someValue(events, (event) => event.operation);
  const errorCode = someValue(events, (event) => event.errorCode);
  const requestId = someValue(events, (event) => event.requestId);
  const uri = someValue(events, (event) => event.requestUri).slice(0, 6);
  const referrer = someValue(events, (event) => event.refererHost);
  const versionAsked = someValue(events, versionIdParameter);
  const ip = someValue(events, (event) => (event.remoteIp?.includes(':') ? null : event.remoteIp));
  return [
    ['bucket', [bucket], (event) => event.bucket === bucket],
    ['key', [key], (event) => event.key === key],
    ['key-prefix', [key.slice(0, 4)], (event) => event.key?.startsWith(key.slice(0, 4)) ?? false],
    ['version-id', [version], ({ versionId }) => versionId === version],
    ['requester', [requester], (event) => event.requester === requester],
    ['requester', ['arn:aws:sts::*'], (event) => event.requester?.startsWith('arn:aws:sts::') ?? false],
    ['requester', ['-'], (event) => event.requester === null],
    ['exclude-requester', [requester, '-'], (event) => event.requester !== requester && event.requester !== null],
    ['operation', ['REST.GET.*'], (event) => event.operation.startsWith('REST.GET.')],
    [
      'operation',
      [operation, 'S3.EXPIRE.OBJECT'],
      (event) => [operation, 'S3.EXPIRE.OBJECT'].includes(event.operation),
    ],
    ['remote-ip', [ip], ({ remoteIp }) => remoteIp === ip],
    ['remote-ip', ['10.0.0.0/8'], ({ remoteIp }) => remoteIp?.startsWith('10.') ?? false],
    ['remote-ip', ['::/0'], ({ remoteIp }) => remoteIp?.includes(':') ?? false],
    ['error-code', [errorCode], (event) => event.errorCode === errorCode],
    ['request-id', [requestId], (event) => event.requestId === requestId],
    ['user-agent-contains', ['AWS-'], ({ userAgent }) => userAgent?.toLowerCase().includes('aws-') ?? false],
    ['status', ['4xx', '503'], ({ status }) => status !== null && (Math.floor(status / 100) === 4 || status === 503)],
    ['uri-contains', [uri], ({ requestUri }) => requestUri?.includes(uri) ?? false],
    ['referrer-host', [referrer.toUpperCase()], ({ refererHost }) => refererHost === referrer],
    ['query-param', [`versionId=${versionAsked}`], (event) => versionIdParameter(event) === versionAsked],
  ];
}

/** The first `versionId` in the query string of the request line. */
function versionIdParameter({ requestUri }: AccessEvent): string | null {
  const [query = ''] = requestUri?.split('?').slice(1).join('?').split(' ') ?? [];
  const parameter = query.split('&').find((text) => text.startsWith('versionId='));
  return parameter?.slice('versionId='.length) ?? null;
}

/** Every filter of CloudTrail with values that some of the events have. */
export function trailFilterCases(events: readonly TrailEvent[]): readonly FilterCase<TrailEvent>[] {
  const bucket = someValue(events, (event) => event.bucket);
  const key = someValue(events, (event) => event.key);
  const version = someValue(events, (event) => event.versionId);
  const arn = someValue(events, (event) => event.caller.arn);
  const errorCode = someValue(events, (event) => event.errorCode);
  const requestId = someValue(events, (event) => event.requestId);
  const region = someValue(events, (event) => event.region);
  const account = someValue(events, (event) => event.recipientAccountId);
  const accessKey = someValue(events, (event) => event.caller.accessKeyId);
  return [
    ['bucket', [bucket], (event) => event.bucket === bucket],
    ['key', [key], (event) => event.key === key],
    ['key-prefix', [key.slice(0, 4)], (event) => event.key?.startsWith(key.slice(0, 4)) ?? false],
    ['version-id', [version], ({ versionId }) => versionId === version],
    ['requester', [arn], ({ caller }) => caller.arn === arn],
    ['requester', ['-'], (event) => requester(event) === null],
    ['exclude-requester', ['arn:*', '-'], (event) => requester(event)?.startsWith('arn:') === false],
    ['operation', ['Delete*'], ({ name }) => name.startsWith('Delete')],
    ['remote-ip', ['10.0.0.0/8'], ({ remoteIp }) => remoteIp?.startsWith('10.') ?? false],
    ['error-code', [errorCode], (event) => event.errorCode === errorCode],
    ['request-id', [requestId], (event) => event.requestId === requestId],
    ['user-agent-contains', ['AWS-'], ({ userAgent }) => userAgent?.toLowerCase().includes('aws-') ?? false],
    ['region', [region], (event) => event.region === region],
    ['account', [account], ({ recipientAccountId }) => recipientAccountId === account],
    ['access-key-id', [accessKey], ({ caller }) => caller.accessKeyId === accessKey],
  ];
}
