/** What errors of service clients have in common. */
interface ServiceError {
  readonly name?: string;
  readonly code?: string;
  readonly $fault?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly cause?: unknown;
}

const DENIALS = /^(AccessDenied|AccessDeniedException|AuthorizationError(Exception)?|Forbidden|403)$/;
const THROTTLES =
  /^(Throttling|Throttled|ThrottlingException|ThrottledException|TooManyRequestsException|TooManyRequests|SlowDown|RequestLimitExceeded|ServiceUnavailable|InternalError)$/;
const CONNECTIONS = /^(TimeoutError|ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)$/;

/** Whether a service has refused a call for want of a permission. Each names this in its own way. */
export function isDenied(error: unknown): boolean {
  const { name = '', $metadata, cause } = error as ServiceError;
  if (DENIALS.test(name) || $metadata?.httpStatusCode === 403) return true;
  return cause !== undefined && cause !== error && isDenied(cause);
}

/** Whether a call that failed may succeed later: throttled, a fault of the service, or no connection. */
export function isPassing(error: unknown): boolean {
  const { name = '', code = '', $fault, $metadata } = error as ServiceError;
  const status = $metadata?.httpStatusCode ?? 0;
  if ($fault === 'server' || status === 429 || status >= 500) return true;
  return THROTTLES.test(name) || CONNECTIONS.test(name) || CONNECTIONS.test(code);
}
