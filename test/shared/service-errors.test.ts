import { AuditError } from '../../lib/shared/errors';
import { isDenied, isPassing } from '../../lib/shared/service-errors';

const error = (name: string, more = {}) => Object.assign(new Error('x'), { name }, more);
const status = (httpStatusCode: number) => ({ $metadata: { httpStatusCode } });

test.each([
  [error('AccessDenied'), true],
  [error('AccessDeniedException'), true],
  [error('AuthorizationErrorException'), true],
  [error('Unknown', status(403)), true],
  [new AuditError('LOG_BUCKET_DENIED', 'x', { cause: error('AccessDenied') }), true],
  [new AuditError('COPY_DENIED', 'x'), false],
  [error('SlowDown', status(503)), false],
])('tells a denial from other errors: %#', (value, expected) => {
  expect(isDenied(value)).toBe(expected);
});

test.each([
  [error('TooManyRequestsException', status(400)), true],
  [error('InternalServerException', { $fault: 'server' }), true],
  [error('x', status(503)), true],
  [error('x', status(429)), true],
  [error('Error', { code: 'ECONNRESET' }), true],
  [error('TimeoutError'), true],
  [error('InvalidRequestException', { $fault: 'client', ...status(400) }), false],
  [error('AccessDeniedException', { $fault: 'client' }), false],
  [new TypeError('x'), false],
])('tells what passes from what does not: %#', (value, expected) => {
  expect(isPassing(value)).toBe(expected);
});
