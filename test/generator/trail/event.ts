/** Who called: the parts of `userIdentity` that matter. */
export interface Caller {
  /** For example `AssumedRole`, `IAMUser`, `Root`, `AWSAccount`, `AWSService`. */
  readonly type: string;
  readonly arn: string | null;
  /** Twelve digits, or `anonymous`. */
  readonly accountId: string | null;
  readonly principalId?: string;
  readonly accessKeyId: string | null;
  readonly invokedBy: string | null;
  readonly userName?: string;
  /** null: the event has no session. */
  readonly mfa: boolean | null;
}

/** What is known of the connection. */
export interface Tls {
  readonly version: string | null;
  readonly cipherSuite: string | null;
  readonly hostHeader: string | null;
}

/** One record of CloudTrail. A call that two accounts see is two records with one `sharedEventId`. */
export interface TrailEvent {
  readonly eventId: string;
  readonly sharedEventId: string | null;
  readonly requestId: string | null;
  readonly timeMs: number;
  /** For example `s3.amazonaws.com`. */
  readonly source: string;
  readonly name: string;
  readonly region: string;
  readonly caller: Caller;
  /** An address or the name of a service. */
  readonly remoteIp: string | null;
  /** Without the brackets around it. */
  readonly userAgent: string | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly eventType: 'AwsApiCall' | 'AwsServiceEvent';
  readonly category: 'Management' | 'Data';
  readonly readOnly: boolean;
  readonly bucket: string | null;
  readonly key: string | null;
  readonly versionId: string | null;
  /** Request parameters beside bucket, key and version. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly response: Readonly<Record<string, unknown>> | null;
  /** Whether the request made a delete marker, as the response tells. */
  readonly madeDeleteMarker: boolean;
  readonly hostId: string | null;
  readonly authenticationMethod: string | null;
  readonly signatureVersion: string | null;
  readonly bytesIn: number | null;
  readonly bytesOut: number | null;
  readonly aclRequired: string | null;
  /** null: `tlsDetails` is missing. */
  readonly tls: Tls | null;
  readonly vpcEndpointId: string | null;
  /** Account whose trail has the record. */
  readonly recipientAccountId: string;
  /** Account of the bucket as `resources` tells; null when they don't. */
  readonly bucketAccountId: string | null;
}

/** The parts of an event that have no default. */
export type TrailEventParts = Partial<TrailEvent> & Pick<TrailEvent, 'eventId' | 'timeMs' | 'name' | 'caller'>;

/** A caller without credentials. */
export const ANONYMOUS: Caller = {
  type: 'AWSAccount',
  arn: null,
  accountId: 'anonymous',
  principalId: '',
  accessKeyId: null,
  invokedBy: null,
  mfa: null,
};

const EMPTY: Omit<TrailEvent, 'eventId' | 'timeMs' | 'name' | 'caller'> = {
  sharedEventId: null,
  requestId: null,
  source: 's3.amazonaws.com',
  region: 'eu-west-1',
  remoteIp: null,
  userAgent: null,
  errorCode: null,
  errorMessage: null,
  eventType: 'AwsApiCall',
  category: 'Data',
  readOnly: true,
  bucket: null,
  key: null,
  versionId: null,
  parameters: {},
  response: null,
  madeDeleteMarker: false,
  hostId: null,
  authenticationMethod: null,
  signatureVersion: null,
  bytesIn: null,
  bytesOut: null,
  aclRequired: null,
  tls: null,
  vpcEndpointId: null,
  recipientAccountId: '111122223333',
  bucketAccountId: null,
};

/** Makes an event from its parts. */
export function trailEvent(parts: TrailEventParts): TrailEvent {
  return { ...EMPTY, ...parts };
}

/** The request parameters as the record has them; null when there are none. */
export function requestParameters(event: TrailEvent): Readonly<Record<string, unknown>> | null {
  const all = {
    ...(event.bucket !== null && { bucketName: event.bucket }),
    ...event.parameters,
    ...(event.key !== null && { key: event.key }),
    ...(event.versionId !== null && { versionId: event.versionId }),
  };
  return Object.keys(all).length === 0 ? null : all;
}
