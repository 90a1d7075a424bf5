import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { loadCatalogue } from '../../lib/analyses/catalogue';
import { notifyRun } from '../../lib/workflow/audit-run/notify-run';
import { readSettings } from '../../lib/workflow/audit-run/settings';
import { PATIENT, stepHandler, storeOf } from '../step-handler';

const s3 = new S3Client(PATIENT);
const sns = new SNSClient(PATIENT);
const catalogue = loadCatalogue();

export const handler = stepHandler('notify', async (event, { now }) => {
  const settings = readSettings(process.env);
  return await notifyRun(event, { sns, settings, catalogue, store: storeOf(event, s3, settings), now: now() });
});
