import type { KeyFormat } from '../../logging-setup/bucket-logging';
import { carryOutEnable } from '../../logging-setup/change/carry-out';
import { planEnable } from '../../logging-setup/change/plan-enable';
import { readSetup } from '../../logging-setup/read-setup';
import { UsageError } from '../../shared/errors';
import { type ChangeOptions, change, requireConfirmable } from '../logging-change';
import { requireBucketName, requireChoice, withSetupClients } from '../logging-options';
import { type OutputHost, shown } from '../output-host';

/** Options of `logging enable`, as commander gives them. */
export interface LoggingEnableOptions extends ChangeOptions {
  readonly target: string;
  readonly prefix?: string;
  readonly keyFormat: string;
  readonly allowUncertain?: boolean;
}

const KEY_FORMATS: readonly KeyFormat[] = ['event-time', 'delivery-time', 'flat'];
/** A key has 1,024 bytes, and what S3 puts behind the prefix has 150 at most. */
const LONGEST_PREFIX = 850;

/** Has buckets log to a target. @returns the exit code */
export async function enableLogging(options: LoggingEnableOptions, host: OutputHost): Promise<number> {
  const keyFormat = requireChoice(options.keyFormat, '--key-format', KEY_FORMATS);
  const target = requireBucketName(options.target, '--target');
  const names = [...new Set(options.bucket.map((name) => requireBucketName(name, '--bucket')))];
  const prefix = options.prefix === undefined ? {} : { prefix: requirePrefix(options.prefix) };
  requireConfirmable(options);
  return withSetupClients(options, host, async (clients) => {
    host.showProgress('looking at the buckets');
    const setup = await readSetup(clients, { names, targets: [target], withTrails: false });
    const allowUncertain = options.allowUncertain === true;
    const plan = planEnable(setup, { names, target, ...prefix, keyFormat, allowUncertain }, new Date());
    const question = `Have ${names.map(shown).join(', ')} log to ${shown(target)}?`;
    return change(plan, { question, carryOut: carryOutEnable }, options, clients, host);
  });
}

/** A prefix that keys can have and a policy can name. @throws UsageError */
function requirePrefix(prefix: string): string {
  const problem =
    Buffer.byteLength(prefix) > LONGEST_PREFIX
      ? `may have ${LONGEST_PREFIX} bytes`
      : /[\p{Cc}\p{Cs}]/u.test(prefix)
        ? "can't have control characters"
        : /[*?$]/.test(prefix)
          ? "can't have *, ? or $, which mean something in the policy of the target"
          : undefined;
  if (problem === undefined) return prefix;
  throw new UsageError('INVALID_OPTION', `--prefix ${problem}, got '${prefix}'`);
}
