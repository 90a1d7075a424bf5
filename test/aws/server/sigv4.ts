import { AwsError } from './aws-error';
import type { HttpRequest } from './http-message';

/** What a signature says about a request. The signature itself is not computed again. */
export interface Signature {
  readonly accessKeyId: string;
  readonly region: string;
  /** Signing name of the service, such as `s3`, `athena`, `states`. */
  readonly service: string;
}

const HEADER =
  /^AWS4-HMAC-SHA256 Credential=([^/,]+)\/\d{8}\/([^/,]+)\/([^/,]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

/**
 * Reads the credential scope from the Authorization header.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html
 * @throws AwsError when the request is not signed, or not in this way
 */
export function requireSignature(request: HttpRequest): Signature {
  const header = request.headers.authorization;
  if (header === undefined) {
    throw new AwsError('MissingAuthenticationToken', 'the request is not signed', 403);
  }
  const [, accessKeyId, region, service, signedHeaders] = HEADER.exec(header) ?? [];
  if (!accessKeyId || !region || !service || !signedHeaders) {
    throw new AwsError('IncompleteSignature', `this is no signature of version 4: ${header}`, 400);
  }
  const signed = new Set(signedHeaders.split(';'));
  const unsigned = ['host', ...Object.keys(request.headers).filter((name) => name.startsWith('x-amz-'))].filter(
    (name) => !signed.has(name) && !NEVER_SIGNED.has(name),
  );
  if (unsigned.length > 0) {
    throw new AwsError('AccessDenied', `there were headers that were not signed: ${unsigned.join(', ')}`, 403);
  }
  return { accessKeyId, region, service };
}

const NEVER_SIGNED = new Set(['x-amzn-trace-id', 'x-amz-user-agent']);
