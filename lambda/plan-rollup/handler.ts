import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { planRollup } from '../../lib/workflow/log-rollup/plan-rollup';
import { readRollupSettings } from '../../lib/workflow/log-rollup/rollup-settings';
import type { RollupEvent } from '../../lib/workflow/log-rollup/rollup-state';
import { tellMissing } from '../../lib/workflow/log-rollup/tell-missing';
import { logger, PATIENT, stepHandler, storeOf } from '../step-handler';

const sfn = new SFNClient(PATIENT);

export const handler = stepHandler('plan-rollup', async (event: RollupEvent, { remainingMs }) => {
  const settings = readRollupSettings(process.env);
  // a store counts the requests of its client
  const s3 = tellMissing(new S3Client(PATIENT));
  const note = (text: string) => logger.info(text);
  return await planRollup(event, { s3, sfn, settings, remainingMs, note, store: storeOf(event, s3, settings) });
});
