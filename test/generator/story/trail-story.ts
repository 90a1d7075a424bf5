import { createHash } from 'node:crypto';
import type { AccessEvent } from '../access/event';
import { type TrailEvent, trailEvent } from '../trail/event';
import type { TrailFile } from '../trail/files';
import { accessStoryEvents } from './access-story';
import * as actors from './actors';
import { at, choose } from './calls';
import { callerOf, eventIdOf, toTrailEvent } from './trail-calls';
import { PARAMETERS } from './trail-parameters';

const { ACCOUNT, BACKUPS, PARTNER_ACCOUNT, REGION, bob, partner } = actors;
const SLOT_MS = 12 * 3_600_000;

/** Every record of the story's trail in the order of time. The trail has all writes, and reads of some prefixes only. */
export function trailStoryEvents(): readonly TrailEvent[] {
  return EVENTS;
}

/** The story's files: every second one is plain JSON to be read by people; one record comes twice. */
export function trailStoryFiles(): readonly TrailFile[] {
  const slots = new Map<string, TrailEvent[]>();
  const put = (event: TrailEvent, delayMs: number): void => {
    const id = `${Math.ceil((event.timeMs + delayMs) / SLOT_MS) * SLOT_MS} ${event.recipientAccountId}`;
    slots.set(id, [...(slots.get(id) ?? []), event]);
  };
  for (const event of EVENTS) put(event, 300_000);
  put(twice(), 300_000 + SLOT_MS);
  return [...slots]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, events], index) => {
      const [endMs = '', account = ''] = id.split(' ');
      return {
        account,
        region: REGION,
        deliveredMs: Number(endMs) + 60_000 * choose(id, 20),
        unique: createHash('sha256').update(id).digest('base64').replace(/[+/=]/g, 'x').slice(0, 16),
        entries: events.map((event) => ({ kind: 'event' as const, event })),
        plain: index % 2 === 0,
      };
    });
}

const ACTORS = Object.values(actors).flatMap((value) =>
  typeof value === 'object' ? [value].flat() : [],
) as actors.Actor[];

const EVENTS: readonly TrailEvent[] = [
  ...accessStoryEvents().filter(isRecorded).flatMap(fromAccessLog),
  ...onlyInTheTrail(),
  ...otherServices(),
].sort((a, b) => a.timeMs - b.timeMs);

/** The trail's selectors: every write, and reads of the backups, of `finance/` and of one picture. */
function isRecorded(event: AccessEvent): boolean {
  const read = /^REST\.(?:GET|HEAD)\.OBJECT$/.test(event.operation);
  if (!read || event.bucket === BACKUPS) return true;
  return event.key?.startsWith('finance/') || event.key === 'wallpapers/sunset-beach.jpg';
}

function fromAccessLog(event: AccessEvent): TrailEvent[] {
  const actor = ACTORS.find(
    ({ requester, remoteIp }) => requester === event.requester && (requester !== null || remoteIp === event.remoteIp),
  );
  if (actor === undefined) throw new Error(`no actor for ${event.requester ?? event.remoteIp}`);
  const own = toTrailEvent(event, actor, PARAMETERS[`${event.operation} ${event.bucket} ${event.timeMs}`]);
  if (own === undefined) return [];
  return actor === partner ? inBothAccounts(own) : [own];
}

/** The partner's account gets a record of its own; the bucket's account sees an account, not a role. */
function inBothAccounts(event: TrailEvent): TrailEvent[] {
  const sharedEventId = eventIdOf(`shared ${event.eventId}`);
  const stranger = { ...event.caller, type: 'AWSAccount', arn: null, accessKeyId: null, mfa: null };
  return [
    { ...event, sharedEventId, caller: stranger },
    { ...event, sharedEventId, eventId: eventIdOf(`copy ${event.eventId}`), recipientAccountId: PARTNER_ACCOUNT },
  ];
}

/** Calls that an access log can't have, because the bucket is new, gone or none. */
function onlyInTheTrail(): TrailEvent[] {
  const call = (time: string, name: string, bucket: string | null, parts: Partial<TrailEvent> = {}): TrailEvent =>
    trailEvent({
      eventId: eventIdOf(`${time} ${name}`),
      requestId: createHash('sha256').update(`${time} ${name}`).digest('hex').slice(0, 16).toUpperCase(),
      timeMs: at(time),
      name,
      caller: callerOf(bob),
      remoteIp: bob.remoteIp,
      userAgent: bob.userAgent,
      category: 'Management',
      readOnly: false,
      bucket,
      signatureVersion: 'SigV4',
      authenticationMethod: 'AuthHeader',
      tls: { version: 'TLSv1.3', cipherSuite: 'TLS_AES_128_GCM_SHA256', hostHeader: `s3.${REGION}.amazonaws.com` },
      bucketAccountId: bucket === null ? null : ACCOUNT,
      ...parts,
    });
  const location = { CreateBucketConfiguration: { LocationConstraint: REGION } };
  const blockAll = {
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  };
  const root = {
    type: 'Root',
    arn: `arn:aws:iam::${ACCOUNT}:root`,
    accountId: ACCOUNT,
    principalId: ACCOUNT,
    accessKeyId: 'ASIAROOT000000000001',
    invokedBy: null,
    mfa: true,
  };
  return [
    call('04 09:02:00', 'ListBuckets', null, { readOnly: true }),
    call('04 09:40:10', 'CreateBucket', 'media', {
      parameters: location,
      errorCode: 'BucketAlreadyExists',
      errorMessage: 'The requested bucket name is not available.',
    }),
    call('04 09:41:02', 'CreateBucket', 'acme-scratch', { parameters: location }),
    call('06 10:05:00', 'DeleteBucket', 'acme-scratch'),
    call('06 10:20:00', 'PutAccountPublicAccessBlock', null, {
      caller: root,
      remoteIp: '203.0.113.5',
      parameters: { PublicAccessBlockConfiguration: blockAll, accountId: ACCOUNT },
    }),
  ];
}

/** What other services record in the same files. */
function otherServices(): TrailEvent[] {
  const call = (time: string, source: string, name: string, actor: actors.Actor): TrailEvent =>
    trailEvent({
      eventId: eventIdOf(`${time} ${name}`),
      requestId: eventIdOf(`request ${time} ${name}`),
      timeMs: at(time),
      source,
      name,
      caller: callerOf(actor),
      remoteIp: actor.remoteIp,
      userAgent: actor.userAgent,
      category: 'Management',
    });
  return [
    call('03 00:59:58', 'sts.amazonaws.com', 'AssumeRole', actors.reporting),
    call('03 09:10:07', 'kms.amazonaws.com', 'GenerateDataKey', actors.alice),
    call('04 02:09:50', 'sts.amazonaws.com', 'AssumeRole', actors.cleanup),
    call('04 09:01:12', 'signin.amazonaws.com', 'ConsoleLogin', bob),
    call('06 10:59:58', 'sts.amazonaws.com', 'AssumeRole', actors.reporting),
  ];
}

/** The change of the policy is delivered twice. */
function twice(): TrailEvent {
  return EVENTS.find((event) => event.name === 'PutBucketPolicy' && event.errorCode === null) as TrailEvent;
}
