import { AuditError, oneLine, UsageError } from '../../shared/errors';

/** From where and as whom AWS is called, for messages. */
export interface AwsCaller {
  /** Undefined when it could not be found out. */
  readonly region?: string;
  readonly profile?: string;
}

/** What of an error of the AWS SDK is looked at. */
interface AwsError {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly hostname?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const EXPIRED = ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'TokenRefreshRequired'];
const REFUSED = [
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'IncompleteSignature',
  'RequestTimeTooSkewed',
  'InvalidToken',
  'AuthFailure',
];
const DENIED = ['AccessDenied', 'AccessDeniedException', 'Forbidden', 'AuthorizationError', 'UnauthorizedOperation'];
const UNREACHABLE = [
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
];

/**
 * What an error of a call means to the person at the command line, with what to do. `action` is the IAM action of the call,
 * if there was one. An error that does not come from AWS is given back as it is.
 */
export function explainAwsError(error: unknown, caller: AwsCaller, action?: string): unknown {
  if (error instanceof AuditError) return error;
  const { name = '', code = '', message = '', $metadata } = error as AwsError;
  if (/^Region is missing|^Region not accepted/.test(message)) return noRegion(message);
  if (EXPIRED.includes(name) || isExpiredLogin(name, message)) return expired(error, caller);
  if (/CredentialsProviderError|^ProviderError|TokenProviderError/.test(name)) return noCredentials(error, caller);
  if (REFUSED.includes(name)) return refused(error, caller);
  if (DENIED.includes(name) || $metadata?.httpStatusCode === 403) return denied(error, action);
  if (UNREACHABLE.includes(code) || name === 'TimeoutError') return unreachable(error, caller);
  if ($metadata === undefined || action === undefined) return error;
  return new AuditError('AWS_FAILED', `${action} failed: ${name}: ${oneLine(error)}; try again later`, {
    cause: error,
  });
}

function isExpiredLogin(name: string, message: string): boolean {
  return /ProviderError/.test(name) && /expired|sso login|aws login/i.test(message);
}

function noRegion(message: string): UsageError {
  const reason = /^Region not accepted: region="[^"]/.test(message) ? 'the Region is none' : 'no Region is set';
  return new UsageError(
    'MISSING_REGION',
    `${reason}; add --region with the Region of the stack, such as eu-west-1, or set AWS_REGION`,
  );
}

function expired(cause: unknown, { profile }: AwsCaller): AuditError {
  const login = `aws sso login${profile === undefined ? '' : ` --profile ${profile}`}`;
  return new AuditError(
    'CREDENTIALS_EXPIRED',
    `your AWS credentials have expired; get new ones, for example with '${login}'`,
    { cause },
  );
}

function noCredentials(cause: unknown, { profile }: AwsCaller): AuditError {
  return new AuditError(
    'NO_CREDENTIALS',
    profile === undefined
      ? "there are no AWS credentials; sign in as for the AWS CLI, then name the profile with --profile, or set AWS_PROFILE ('aws configure list' shows what is found)"
      : `the profile '${profile}' gives no AWS credentials (${oneLine(cause)}); 'aws configure list-profiles' shows the profiles there are`,
    { cause },
  );
}

function refused(cause: unknown, { region = 'this Region' }: AwsCaller): AuditError {
  return new AuditError(
    'CREDENTIALS_REFUSED',
    `AWS refuses your credentials (${(cause as AwsError).name}: ${oneLine(cause)}); check --profile and the clock of this machine, and whether ${region} is enabled for the account`,
    { cause },
  );
}

function denied(cause: unknown, action = 'this call'): AuditError {
  const said = oneLine(cause);
  // most services say who may not do what, and why not
  const details = /not authorized to perform/.test(said) ? `; AWS says: ${said}` : '';
  return new AuditError('AWS_DENIED', `you may not do this: ask whoever grants access for ${action}${details}`, {
    cause,
  });
}

function unreachable(cause: unknown, { region }: AwsCaller): AuditError {
  const { code, name, hostname } = cause as AwsError;
  const where = hostname === undefined ? '' : ` at ${hostname}`;
  return new AuditError(
    'AWS_UNREACHABLE',
    `AWS can not be reached${where} (${code ?? name}); check the network${region === undefined ? '' : ` and whether there is a Region ${region}`}`,
    { cause },
  );
}
