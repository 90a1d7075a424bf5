import { setTimeout as sleep } from 'node:timers/promises';
import { SFNClient } from '@aws-sdk/client-sfn';
import { deployReply } from '../../lib/workflow/audit-run/deploy-event';
import { readRollupSettings } from '../../lib/workflow/log-rollup/rollup-settings';
import { stopRollups } from '../../lib/workflow/log-rollup/stop-rollups';
import { deploymentHandler } from '../deployment-handler';
import { PATIENT } from '../step-handler';

const sfn = new SFNClient(PATIENT);

export const handler = deploymentHandler(async (event, remainingMs) => {
  if (event.RequestType !== 'Delete') return deployReply(event, 'SUCCESS', 'nothing is to be done');
  const { stateMachineArn } = readRollupSettings(process.env);
  await stopRollups({ sfn, stateMachineArn, remainingMs, sleep: async (ms) => await sleep(ms) });
  return deployReply(event, 'SUCCESS', 'rollups are stopped');
});
