import type { SpaceStyle } from '../key-encoding';

/** How many fields a line has; AWS appended fields over the years, and 28 stands for the next one. */
export type FieldCount = 18 | 24 | 25 | 26 | 27 | 28;

/** One request (or lifecycle action) as an access log can tell it; null is what the log writes as `-` or can't tell yet. */
export interface AccessEvent {
  readonly bucketOwner: string;
  readonly bucket: string;
  /** When S3 received the request, whole seconds. */
  readonly timeMs: number;
  readonly remoteIp: string | null;
  /** null: anonymous. */
  readonly requester: string | null;
  readonly requestId: string | null;
  readonly operation: string;
  /** The key as the owner of the object knows it, not encoded. */
  readonly key: string | null;
  /** Method, target and protocol exactly as the client sent them. */
  readonly requestUri: string | null;
  readonly status: number | null;
  readonly errorCode: string | null;
  readonly bytesSent: number | null;
  readonly objectSize: number | null;
  readonly totalMs: number | null;
  readonly turnAroundMs: number | null;
  readonly referer: string | null;
  /** Host of the referer in lower case, without user and port; null when the referer is no URL with a host. */
  readonly refererHost: string | null;
  readonly userAgent: string | null;
  readonly versionId: string | null;
  readonly hostId: string | null;
  readonly signatureVersion: string | null;
  readonly cipherSuite: string | null;
  readonly authenticationType: string | null;
  readonly hostHeader: string | null;
  readonly tlsVersion: string | null;
  readonly accessPointArn: string | null;
  readonly aclRequired: string | null;
  readonly sourceRegion: string | null;
  readonly fields: FieldCount;
  readonly spelling: Spelling;
}

/** Choices of writing that don't change what a line means. */
export interface Spelling {
  /** How a space in the key is written. @default %20 */
  readonly space?: SpaceStyle;
  /** The key field itself, for keys that can't be decoded; `key` then holds the same text. */
  readonly rawKey?: string;
  /** Empty quoted fields as `-` instead of `"-"`. @default as the operation does it */
  readonly bareDashes?: boolean;
  /** Writes every U+FFFD as a byte that is not UTF-8, so that a reader sees U+FFFD again. @default false */
  readonly badBytes?: boolean;
}

/** The parts of an event that have no default. */
export type AccessEventParts = Partial<AccessEvent> & Pick<AccessEvent, 'bucket' | 'timeMs' | 'operation'>;

const EMPTY: Omit<AccessEvent, 'bucket' | 'timeMs' | 'operation'> = {
  bucketOwner: '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be',
  remoteIp: null,
  requester: null,
  requestId: null,
  key: null,
  requestUri: null,
  status: null,
  errorCode: null,
  bytesSent: null,
  objectSize: null,
  totalMs: null,
  turnAroundMs: null,
  referer: null,
  refererHost: null,
  userAgent: null,
  versionId: null,
  hostId: null,
  signatureVersion: null,
  cipherSuite: null,
  authenticationType: null,
  hostHeader: null,
  tlsVersion: null,
  accessPointArn: null,
  aclRequired: null,
  sourceRegion: null,
  fields: 27,
  spelling: {},
};

/** Makes an event; what its line is too short to tell becomes null. */
export function accessEvent(parts: AccessEventParts): AccessEvent {
  const event = { ...EMPTY, ...parts };
  return { ...event, ...untold(event.fields) };
}

/** Whether the operation is one that S3 does by itself: lifecycle rules, checksums, … */
export function isS3Action(event: AccessEvent): boolean {
  return event.operation.startsWith('S3.');
}

function untold(fields: FieldCount): Partial<AccessEvent> {
  return {
    ...(fields < 24 && {
      hostId: null,
      signatureVersion: null,
      cipherSuite: null,
      authenticationType: null,
      hostHeader: null,
      tlsVersion: null,
    }),
    ...(fields < 25 && { accessPointArn: null }),
    ...(fields < 26 && { aclRequired: null }),
    ...(fields < 27 && { sourceRegion: null }),
  };
}
