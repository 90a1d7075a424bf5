import { HOSTILE_KEYS, HOSTILE_USER_AGENTS } from '../hostile-text';
import { parseUtc } from '../log-time';
import { type Random, randomHostId, seededRandom } from '../random';
import { type TrailEvent, trailEvent } from './event';
import { CALLERS, CHANGES, CONNECTIONS, FAILURES, SOURCES } from './random-words';

/** Options of {@link randomTrailEvents}. */
export interface RandomTrailOptions {
  readonly seed: number;
  /** Records to make; a few more when the last ones belong together. */
  readonly count: number;
  /** First day, ISO. @default 2026-02-01 */
  readonly from?: string;
  /** @default 7 */
  readonly days?: number;
  /** Keys and user agents that parsers stumble over. @default false */
  readonly hostile?: boolean;
  /** Plain keys to choose from. @default 50 */
  readonly keys?: number;
}

interface Maker {
  readonly random: Random;
  readonly startMs: number;
  readonly days: number;
  readonly keys: readonly string[];
  readonly userAgents: readonly (string | null)[];
}

const OWNER = '111122223333';
const NO_BUCKET = { bucket: null, bucketAccountId: null };
const OBJECT_CALLS = [
  'GetObject',
  'GetObject',
  'HeadObject',
  'PutObject',
  'CopyObject',
  'DeleteObject',
  'DeleteObject',
  'UploadPart',
];

/** Different records of every kind, in no order. The same options give the same records. */
export function randomTrailEvents(options: RandomTrailOptions): TrailEvent[] {
  const { seed, count, from = '2026-02-01', days = 7, hostile = false, keys = 50 } = options;
  const random = seededRandom(seed);
  const plainKeys = Array.from({ length: keys }, (_, i) => `media/${random.text(5, 'abcdef')} ${i}.jpg`);
  const plainAgents = [null, 'aws-cli/2.22.33', 'Boto3/1.35.90 md/Botocore#1.35.90', 'S3Console/0.4'];
  const maker: Maker = {
    random,
    startMs: parseUtc(from),
    days,
    keys: hostile ? [...plainKeys, ...HOSTILE_KEYS] : plainKeys,
    // JSON has no place for NUL in what engines read as text.
    userAgents: hostile ? [...plainAgents, ...HOSTILE_USER_AGENTS.filter((text) => !text.includes('\0'))] : plainAgents,
  };
  const events: TrailEvent[] = [];
  while (events.length < count) {
    const make = random.weighted([
      [objectCall, 60],
      [change, 12],
      [readOnlyManagement, 6],
      [otherService, 8],
      [batchDelete, 3],
      [seenByTwoAccounts, 6],
    ] as const);
    events.push(...make(maker));
  }
  return events;
}

function objectCall(maker: Maker): TrailEvent[] {
  const { random } = maker;
  const name = random.pick(OBJECT_CALLS);
  const deletes = name === 'DeleteObject';
  const call = callOf(maker, name);
  const versionId = random.chance(0.3) ? random.text(16, 'abcdef0123456789') : null;
  const marker = deletes && versionId === null && call.errorCode === null && random.chance(0.6);
  return [
    {
      ...call,
      readOnly: /^(?:Get|Head)/.test(name),
      key: random.pick(maker.keys),
      versionId,
      madeDeleteMarker: marker,
      response: deletes ? deleteResponse(random, marker) : null,
      bytesIn: random.chance(0.9) ? random.below(1e9) : null,
      bytesOut: random.chance(0.9) ? random.below(1e9) : null,
    },
  ];
}

/** S3 writes the header as text; a boolean means the same. */
function deleteResponse(random: Random, marker: boolean): TrailEvent['response'] {
  if (marker) return random.pick([null, { 'x-amz-delete-marker': true }, { 'x-amz-version-id': 'v9' }]);
  return random.pick([null, { 'x-amz-delete-marker': 'false' }, { 'x-amz-version-id': 'v9' }]);
}

/** A DeleteObjects call with its children, without any (as before June 2025), or failed as a whole. */
function batchDelete(maker: Maker): TrailEvent[] {
  const { random } = maker;
  const call = { ...callOf(maker, 'DeleteObjects'), readOnly: false, requestId: random.hex(16) };
  if (random.chance(0.2)) return [{ ...call, errorCode: 'AccessDenied', errorMessage: 'Access Denied' }];
  const parent = { ...call, errorCode: null, errorMessage: null, parameters: { delete: '' } };
  if (random.chance(0.3)) return [parent];
  const children = Array.from({ length: random.between(1, 8) }, (): TrailEvent => {
    const failed = random.chance(0.1);
    const versionId = random.chance(0.3) ? random.text(16, 'abcdef0123456789') : null;
    return {
      ...parent,
      eventId: eventId(random),
      name: 'DeleteObject',
      eventType: 'AwsServiceEvent',
      parameters: {},
      key: random.pick(maker.keys),
      versionId,
      madeDeleteMarker: !failed && versionId === null && random.chance(0.7),
      errorCode: failed ? 'AccessDenied' : null,
      errorMessage: failed ? 'Access Denied' : null,
    };
  });
  return [parent, ...children];
}

function change(maker: Maker): TrailEvent[] {
  const { random } = maker;
  const [name, parameters] = random.pick(CHANGES);
  const call = callOf(maker, name);
  const nowhere = name.includes('Account') || random.chance(0.03);
  return [{ ...call, category: 'Management', readOnly: false, parameters, ...(nowhere && NO_BUCKET) }];
}

function readOnlyManagement(maker: Maker): TrailEvent[] {
  const { random } = maker;
  const name = random.pick(['GetBucketAcl', 'GetBucketPolicy', 'ListBuckets', 'GetBucketLifecycle']);
  const call = callOf(maker, name);
  return [{ ...call, category: 'Management', ...(name === 'ListBuckets' && NO_BUCKET) }];
}

/** Other services; some of their events have the names of S3's. */
function otherService(maker: Maker): TrailEvent[] {
  const [source, name] = maker.random.pick([
    ['kms.amazonaws.com', 'Decrypt'],
    ['sts.amazonaws.com', 'AssumeRole'],
    ['s3express.amazonaws.com', 'DeleteObject'],
    ['s3-outposts.amazonaws.com', 'PutBucketPolicy'],
  ] as const);
  return [{ ...callOf(maker, name), source, category: 'Management', readOnly: false, userAgent: null }];
}

/** The same call in the trails of two accounts; of a third account's bucket, neither is the owner's. */
function seenByTwoAccounts(maker: Maker): TrailEvent[] {
  const { random } = maker;
  const [event] = objectCall(maker) as [TrailEvent];
  const sharedEventId = eventId(random);
  const bucketAccountId = random.pick([OWNER, OWNER, '777788889999', null]);
  return random
    .pick([
      [OWNER, '444455556666'],
      ['444455556666', OWNER],
    ])
    .map((recipientAccountId) => ({
      ...event,
      eventId: eventId(random),
      sharedEventId,
      recipientAccountId,
      bucketAccountId,
    }));
}

/** Everything of a call that does not depend on its name. */
function callOf(maker: Maker, name: string): TrailEvent {
  const { random } = maker;
  const caller = random.pick(CALLERS);
  const isService = caller.type === 'AWSService';
  const [errorCode, errorMessage] = random.chance(0.2) ? random.pick(FAILURES) : [null, null];
  return trailEvent({
    eventId: eventId(random),
    requestId: random.chance(0.97) ? random.hex(16) : null,
    timeMs: time(maker),
    name,
    region: random.pick(['eu-west-1', 'us-east-1']),
    caller,
    remoteIp: isService ? caller.invokedBy : random.pick(SOURCES),
    userAgent: isService ? caller.invokedBy : random.pick(maker.userAgents),
    errorCode,
    errorMessage,
    bucket: random.pick(['acme-media', 'acme-backups']),
    hostId: random.chance(0.9) ? randomHostId(random) : null,
    authenticationMethod: caller.accessKeyId === null ? null : 'AuthHeader',
    signatureVersion: random.weighted([
      ['SigV4', 8],
      ['SigV2', 1],
      [null, 1],
    ] as const),
    aclRequired: random.chance(0.05) ? 'Yes' : null,
    tls: random.pick(CONNECTIONS),
    vpcEndpointId: random.chance(0.3) ? random.pick(['vpce-0aa11bb22cc33dd44', 'vpce-0ee55ff66aa77bb88']) : null,
    bucketAccountId: random.chance(0.8) ? OWNER : null,
  });
}

function time({ random, startMs, days }: Maker): number {
  const dayMs = startMs + random.below(days) * 86_400_000;
  return (
    dayMs +
    1_000 *
      random.weighted([
        [random.below(86_400), 18],
        [0, 1],
        [86_399, 1],
      ] as const)
  );
}

function eventId(random: Random): string {
  const digits = random.hex(32).toLowerCase();
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`;
}
