import { S3Client } from '@aws-sdk/client-s3';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { readSettings } from '../../lib/workflow/audit-run/settings';
import { startCopy } from '../../lib/workflow/audit-run/start-copy';
import { PATIENT, stateOf, stepHandler, storeOf } from '../step-handler';

const s3 = new S3Client(PATIENT);
const control = new S3ControlClient(PATIENT);

export const handler = stepHandler('start-copy', async (event, { now }) => {
  const settings = readSettings(process.env);
  return await startCopy(stateOf(event), settings, control, storeOf(event, s3, settings), now());
});
