import { AuditError } from '../../shared/errors';
import { type DeployEvent, type DeployReply, deployReply } from '../audit-run/deploy-event';
import { requireFolder } from './rollup-job';
import type { RollupSettings } from './rollup-settings';

/** Does what a deployment asks for: refuses parameters that no rollup could have, and stops all rollups before they go. */
export async function answerDeployment(
  event: DeployEvent,
  settings: RollupSettings,
  stopRollups: () => Promise<void>,
): Promise<DeployReply> {
  if (event.RequestType === 'Delete') {
    await stopRollups();
    return deployReply(event, 'SUCCESS', 'rollups are stopped');
  }
  try {
    requireFolder(settings);
    return deployReply(event, 'SUCCESS', 'the schedule starts rollups');
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    return deployReply(event, 'FAILED', error.message);
  }
}
