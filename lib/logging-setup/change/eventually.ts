import { setTimeout as sleep } from 'node:timers/promises';
import { explainAwsError } from '../../workflow/deployed-stack/explain-aws-error';

/** Waits between attempts, in ms: S3 shows a change of a bucket's configuration after a while. */
const WAITS_MS = [200, 1000, 2000, 4000];

/** Whether something is so, or becomes so within seconds. */
export async function eventually(isSo: () => Promise<boolean>, signal: AbortSignal): Promise<boolean> {
  for (const waitMs of WAITS_MS) {
    if (await isSo()) return true;
    await sleep(waitMs, undefined, { signal });
  }
  return isSo();
}

/** Makes a call, and makes it again after errors of these names. @throws AuditError that names the missing permission */
export async function attempted(
  permission: string,
  call: () => Promise<unknown>,
  { again = [], signal }: { readonly again?: readonly string[]; readonly signal: AbortSignal },
): Promise<void> {
  for (const waitMs of [...WAITS_MS, undefined]) {
    try {
      await call();
      return;
    } catch (error) {
      if (waitMs === undefined || !again.includes((error as Error).name)) throw explainAwsError(error, {}, permission);
      await sleep(waitMs, undefined, { signal });
    }
  }
}
