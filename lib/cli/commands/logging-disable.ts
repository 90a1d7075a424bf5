import { carryOutDisable } from '../../logging-setup/change/carry-out';
import { planDisable } from '../../logging-setup/change/plan-disable';
import { readSetup } from '../../logging-setup/read-setup';
import { UsageError } from '../../shared/errors';
import { type ChangeOptions, change, requireConfirmable } from '../logging-change';
import { requireBucketName, withSetupClients } from '../logging-options';
import { type OutputHost, shown } from '../output-host';

/** Options of `logging disable`, as commander gives them. */
export interface LoggingDisableOptions extends ChangeOptions {
  readonly removeGrant?: boolean;
  readonly target?: string;
}

/** Has buckets not log any more. @returns the exit code */
export async function disableLogging(options: LoggingDisableOptions, host: OutputHost): Promise<number> {
  const names = [...new Set(options.bucket.map((name) => requireBucketName(name, '--bucket')))];
  const target = options.target === undefined ? undefined : requireBucketName(options.target, '--target');
  const { removeGrant = false } = options;
  if (target !== undefined && !removeGrant) {
    throw new UsageError('INVALID_OPTION', '--target only says where a statement is removed; add --remove-grant');
  }
  requireConfirmable(options);
  return withSetupClients(options, host, async (clients) => {
    host.showProgress('looking at the buckets');
    const targets = target === undefined ? [] : [target];
    const setup = await readSetup(clients, { names, targets, withTrails: false });
    const plan = planDisable(setup, { names, removeGrant, ...(target === undefined ? {} : { target }) });
    const question = `Switch off the logging of ${names.map(shown).join(', ')}?`;
    return change(plan, { question, carryOut: carryOutDisable }, options, clients, host);
  });
}
