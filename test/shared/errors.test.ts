import { AuditError, FAILURE_CODES, USAGE_CODES, UsageError } from '../../lib/shared/errors';

test('carries code, message and cause', () => {
  const cause = new Error('ENOENT');
  const error = new AuditError('LOGS_NOT_FOUND', 'no such folder: logs', { cause });
  expect(error).toMatchObject({ code: 'LOGS_NOT_FOUND', message: 'no such folder: logs', cause, name: 'AuditError' });
});

test('tells wrong usage from failure by class', () => {
  expect(new UsageError('EMPTY_WINDOW', 'x')).toBeInstanceOf(AuditError);
  expect(new UsageError('EMPTY_WINDOW', 'x').name).toBe('UsageError');
  expect(new AuditError('QUERY_FAILED', 'x')).not.toBeInstanceOf(UsageError);
});

test('gives no code to both wrong usage and failure', () => {
  expect(Object.keys(USAGE_CODES).filter((code) => code in FAILURE_CODES)).toEqual([]);
});
