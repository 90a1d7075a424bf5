import { AuditError, failureCodes, UsageError, usageCodes } from '../../lib/shared/errors';

test('carries code, message and cause', () => {
  const cause = new Error('ENOENT');
  const error = new AuditError('LogsNotFound', 'no such folder: logs', { cause });
  expect(error).toMatchObject({ code: 'LogsNotFound', message: 'no such folder: logs', cause, name: 'AuditError' });
});

test('tells wrong usage from failure by class', () => {
  expect(new UsageError('InvalidWindow', 'x')).toBeInstanceOf(AuditError);
  expect(new UsageError('InvalidWindow', 'x').name).toBe('UsageError');
  expect(new AuditError('QueryFailed', 'x')).not.toBeInstanceOf(UsageError);
});

test('gives no code to both wrong usage and failure', () => {
  expect(Object.keys(usageCodes).filter((code) => code in failureCodes)).toEqual([]);
});
