import { AuditError } from '../../lib/shared/errors';

/** Class, code and message of the user error that an action must end with. */
export function failureOf(action: () => unknown): { name: string; code: string; message: string } {
  try {
    action();
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    const { name, code, message } = error;
    return { name, code, message };
  }
  throw new Error('the action did not fail');
}
