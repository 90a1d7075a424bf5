import { S3Client } from '@aws-sdk/client-s3';
import { rollUpItem } from '../../lib/workflow/log-rollup/roll-up-item';
import { readRollupSettings } from '../../lib/workflow/log-rollup/rollup-settings';
import type { PeriodEvent } from '../../lib/workflow/log-rollup/rollup-state';
import { tellMissing } from '../../lib/workflow/log-rollup/tell-missing';
import { PATIENT, stepHandler, storeOf } from '../step-handler';

export const handler = stepHandler('roll-up-period', async (event: PeriodEvent, { remainingMs }) => {
  const settings = readRollupSettings(process.env);
  // a store counts the requests of its client
  const s3 = tellMissing(new S3Client(PATIENT));
  return await rollUpItem(event.state, { s3, settings, remainingMs, store: storeOf(event, s3, settings) });
});
