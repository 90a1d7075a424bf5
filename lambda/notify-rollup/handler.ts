import { SNSClient } from '@aws-sdk/client-sns';
import { notifyRollup } from '../../lib/workflow/log-rollup/notify-rollup';
import { readRollupSettings } from '../../lib/workflow/log-rollup/rollup-settings';
import type { RollupEvent } from '../../lib/workflow/log-rollup/rollup-state';
import { PATIENT, stepHandler } from '../step-handler';

const sns = new SNSClient(PATIENT);

export const handler = stepHandler('notify-rollup', async (event: RollupEvent, { now }) =>
  notifyRollup(event, { sns, settings: readRollupSettings(process.env), now: now() }),
);
