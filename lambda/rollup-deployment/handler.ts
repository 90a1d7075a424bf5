import { setTimeout as sleep } from 'node:timers/promises';
import { SFNClient } from '@aws-sdk/client-sfn';
import { answerDeployment } from '../../lib/workflow/log-rollup/answer-deployment';
import { readRollupSettings } from '../../lib/workflow/log-rollup/rollup-settings';
import { stopRollups } from '../../lib/workflow/log-rollup/stop-rollups';
import { deploymentHandler } from '../deployment-handler';
import { PATIENT } from '../step-handler';

const sfn = new SFNClient(PATIENT);

export const handler = deploymentHandler(async (event, remainingMs) => {
  const settings = readRollupSettings(process.env);
  const { stateMachineArn } = settings;
  return await answerDeployment(event, settings, () =>
    stopRollups({ sfn, stateMachineArn, remainingMs, sleep: async (ms) => await sleep(ms) }),
  );
});
