import { setMaxListeners } from 'node:events';
import { ListObjectsV2Command, S3Client, type S3ClientConfig, type S3ServiceException } from '@aws-sdk/client-s3';
import { AuditError } from '../shared/errors';
import { formatS3Address, type S3Address } from './s3-address';
import { explainS3Failure } from './s3-failures';
import { endpointOf, SmallObjects } from './small-objects';

/** How to get at S3; what is absent is found as the AWS SDKs find it (environment, shared files, instance). */
export interface S3Access {
  /** Of a service that speaks S3's language, in place of AWS. */
  readonly endpointUrl?: string;
  readonly profile?: string;
  /** By default the one in which the bucket is. */
  readonly region?: string;
  /** Whether the caller pays for a bucket of somebody else. */
  readonly requestPayer?: boolean;
  /** Requests at the same time. */
  readonly connections?: number;
}

/** A bucket with logs, and a client that reaches it. */
export interface LogBucket {
  readonly s3: S3Client;
  readonly name: string;
  /** Where it is when that is not AWS; empty otherwise. */
  readonly endpoint: string;
  readonly requestPayer: boolean;
  readonly profile?: string;
  readonly signal?: AbortSignal;
  /** A short cut for small objects, where there is one. */
  readonly small?: SmallObjects;
  close(): void;
}

/** Attempts at a request; S3 asks for patience when many come at once. */
const ATTEMPTS = 7;
const CONNECT_MS = 10_000;
/** Silence after which a request counts as lost. */
const SILENCE_MS = 60_000;
const CONNECTIONS = 8;
const ANY_REGION = 'us-east-1';

/**
 * Makes sure that the objects below an address can be listed, in whichever Region the bucket is. It must be closed.
 * @throws AuditError when there are no credentials, no bucket or no permission
 */
export async function openBucket(address: S3Address, access: S3Access, signal?: AbortSignal): Promise<LogBucket> {
  // every request listens to it
  if (signal) setMaxListeners(0, signal);
  const region = access.region ?? (await configuredRegion(access));
  const first = await tryRegion(address, access, region, signal);
  if ('s3' in first) return first;
  if (access.region !== undefined) {
    throw new AuditError(
      'LOG_BUCKET_ELSEWHERE',
      `the bucket ${address.bucket} is in ${first.elsewhere}, not in ${access.region}; leave the Region out, or say ${first.elsewhere}`,
    );
  }
  const second = await tryRegion(address, access, first.elsewhere, signal);
  if ('s3' in second) return second;
  throw new AuditError(
    'LOG_BUCKET_ELSEWHERE',
    `S3 says that the bucket ${address.bucket} is in ${first.elsewhere}, and there that it is in ${second.elsewhere}; say the Region`,
  );
}

async function tryRegion(
  { bucket, prefix }: S3Address,
  access: S3Access,
  region: string,
  signal?: AbortSignal,
): Promise<LogBucket | { readonly elsewhere: string }> {
  const s3 = new S3Client(clientConfig(access, region));
  const { requestPayer = false, profile, connections = CONNECTIONS } = access;
  let sent: unknown;
  s3.middlewareStack.add(
    (next) => (args) => {
      sent = args.request;
      return next(args);
    },
    { step: 'deserialize', name: 'rememberRequest' },
  );
  const shared = { requestPayer, ...(profile === undefined ? {} : { profile }) };
  try {
    await s3.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        MaxKeys: 1,
        ...(requestPayer ? { RequestPayer: 'requester' } : {}),
      }),
      signal ? { abortSignal: signal } : {},
    );
  } catch (error) {
    s3.destroy();
    signal?.throwIfAborted();
    const elsewhere = regionIn(error);
    if (elsewhere !== undefined && elsewhere !== region) return { elsewhere };
    throw explainS3Failure(error, { action: 'list', address: formatS3Address({ bucket, prefix }), ...shared });
  }
  s3.middlewareStack.remove('rememberRequest');
  const place = endpointOf(sent);
  const small = place && new SmallObjects(s3, place, requestPayer, connections, SILENCE_MS);
  const close = () => {
    small?.close();
    s3.destroy();
  };
  if (small) signal?.addEventListener('abort', () => small.close());
  return {
    s3,
    name: bucket,
    endpoint: endpointUrlOf(access) ?? '',
    ...shared,
    ...(signal ? { signal } : {}),
    ...(small ? { small } : {}),
    close,
  };
}

/** Region that S3 names in a refusal to answer in another one. */
function regionIn(error: unknown): string | undefined {
  const { $response, $metadata, name } = error as S3ServiceException & { Region?: string };
  const isRedirect = [301, 307].includes($metadata?.httpStatusCode ?? 0) || name === 'AuthorizationHeaderMalformed';
  return isRedirect
    ? ($response?.headers?.['x-amz-bucket-region'] ?? (error as { Region?: string }).Region)
    : undefined;
}

/** The Region that is configured, or one that exists in every account. */
export async function configuredRegion(access: S3Access): Promise<string> {
  // the SDK does not look at the second variable of the AWS CLI
  const named = process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION;
  if (named) return named;
  const s3 = new S3Client(clientConfig(access));
  try {
    return await s3.config.region();
  } catch {
    // none is configured: S3 tells the right one
    return ANY_REGION;
  } finally {
    s3.destroy();
  }
}

/** How clients are made that get at S3 in this way. */
export function clientConfig(access: S3Access, region?: string): S3ClientConfig {
  const { profile, connections = CONNECTIONS } = access;
  const endpoint = endpointUrlOf(access);
  const agent = { keepAlive: true, maxSockets: connections };
  return {
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
    // others than AWS know a bucket only by the path
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    maxAttempts: ATTEMPTS,
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      socketTimeout: SILENCE_MS,
      httpAgent: agent,
      httpsAgent: agent,
    },
  };
}

function endpointUrlOf({ endpointUrl }: S3Access): string | undefined {
  return endpointUrl ?? process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL;
}
