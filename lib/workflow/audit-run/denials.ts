/** Whether a service has refused a call for want of a permission. Each names this in its own way. */
export function isDenied(error: unknown): boolean {
  const {
    name = '',
    $metadata,
    cause,
  } = error as {
    name?: string;
    $metadata?: { httpStatusCode?: number };
    cause?: unknown;
  };
  if (/^(AccessDenied|AccessDeniedException|AuthorizationError(Exception)?|Forbidden|403)$/.test(name)) return true;
  if ($metadata?.httpStatusCode === 403) return true;
  return cause !== undefined && cause !== error && isDenied(cause);
}
