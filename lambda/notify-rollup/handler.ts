import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { WorkStore } from '../../lib/workflow/audit-run/work-store';
import { notifyRollup } from '../../lib/workflow/log-rollup/notify-rollup';
import { ALL_ROLLUPS } from '../../lib/workflow/log-rollup/rollup-kept';
import { readRollupSettings } from '../../lib/workflow/log-rollup/rollup-settings';
import type { RollupEvent } from '../../lib/workflow/log-rollup/rollup-state';
import { tellMissing } from '../../lib/workflow/log-rollup/tell-missing';
import { PATIENT, stepHandler } from '../step-handler';

const sns = new SNSClient(PATIENT);
const s3 = tellMissing(new S3Client(PATIENT));

export const handler = stepHandler('notify-rollup', async (event: RollupEvent, { now }) => {
  const settings = readRollupSettings(process.env);
  const store = new WorkStore(s3, settings.workBucket, settings.account, ALL_ROLLUPS);
  return await notifyRollup(event, { sns, settings, store, now: now() });
});
