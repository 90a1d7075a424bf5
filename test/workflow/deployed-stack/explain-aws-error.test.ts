import { AuditError } from '../../../lib/shared/errors';
import { explainAwsError } from '../../../lib/workflow/deployed-stack/explain-aws-error';

const USER = 'User: arn:aws:iam::111122223333:user/eve is not authorized to perform: states:StartExecution';
const CALLER = { region: 'eu-west-1', profile: 'audit' };

test.each([
  ['ExpiredTokenException', 'The security token is expired', 'CREDENTIALS_EXPIRED', "'aws sso login --profile audit'"],
  ['CredentialsProviderError', 'Token is expired. Run aws sso login', 'CREDENTIALS_EXPIRED', 'have expired'],
  ['CredentialsProviderError', 'Could not resolve', 'NO_CREDENTIALS', "the profile 'audit' gives no AWS credentials"],
  ['UnrecognizedClientException', 'The token is invalid', 'CREDENTIALS_REFUSED', 'whether eu-west-1 is enabled'],
  [
    'AccessDeniedException',
    USER,
    'AWS_DENIED',
    `ask whoever grants access for states:StartExecution; AWS says: ${USER}`,
  ],
  ['Forbidden', '', 'AWS_DENIED', 'ask whoever grants access for states:StartExecution'],
  ['ThrottlingException', 'Rate exceeded', 'AWS_FAILED', 'states:StartExecution failed: ThrottlingException: Rate'],
])('%s (%s) is told as %s', (name, message, code, words) => {
  const error = Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400 } });
  const explained = explainAwsError(error, CALLER, 'states:StartExecution');
  expect(explained).toBeInstanceOf(AuditError);
  expect(explained).toMatchObject({ code, message: expect.stringContaining(words), cause: error });
});

test('a bare 403, as S3 answers a HEAD, is a denial', () => {
  const error = Object.assign(new Error('UnknownError'), { name: '403', $metadata: { httpStatusCode: 403 } });
  expect(explainAwsError(error, {}, 's3:ListBucket')).toMatchObject({
    code: 'AWS_DENIED',
    message: 'you may not do this: ask whoever grants access for s3:ListBucket',
  });
});

test('a host that is not there may be a Region that is not there', () => {
  const error = Object.assign(new Error('getaddrinfo'), {
    code: 'ENOTFOUND',
    hostname: 'states.eu-wset-1.amazonaws.com',
  });
  expect(explainAwsError(error, { region: 'eu-wset-1' })).toMatchObject({
    code: 'AWS_UNREACHABLE',
    message:
      'AWS can not be reached at states.eu-wset-1.amazonaws.com (ENOTFOUND); check the network and whether there is a Region eu-wset-1',
  });
});

test('errors of ours and bugs stay what they are', () => {
  const own = new AuditError('RUN_MISSING', 'there is no such run');
  const bug = new TypeError('undefined is not a function');
  expect(explainAwsError(own, CALLER, 'states:ListExecutions')).toBe(own);
  expect(explainAwsError(bug, CALLER)).toBe(bug);
});
