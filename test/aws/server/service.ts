import type { AwsError } from './aws-error';
import type { Call } from './call';
import type { HttpReply, HttpRequest } from './http-message';

/** Everything about a call that the server knows before the service has looked at it. */
export type Caller = Omit<Call, 'action'>;

/** An operation of a service that a request is for. */
export interface Routed {
  readonly action: string;
  /** What the request is about, for tests that ask for faults: bucket and key, or the input as JSON. */
  readonly resource: string;
  run(call: Call): Promise<HttpReply>;
}

/** A service behind the one server. */
export interface Service {
  /** Signing name; S3 Control, which shares S3's, is `s3-control`. */
  readonly name: string;
  /** @throws AwsError for a request that the service doesn't know */
  route(request: HttpRequest, caller: Caller): Routed;
  /** The answer to a request that failed. */
  errorReply(error: AwsError, request: HttpRequest): HttpReply;
}
