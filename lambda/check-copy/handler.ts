import { S3Client } from '@aws-sdk/client-s3';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { checkCopy } from '../../lib/workflow/audit-run/check-copy';
import { readSettings } from '../../lib/workflow/audit-run/settings';
import { PATIENT, stateOf, stepHandler, storeOf } from '../step-handler';

const s3 = new S3Client(PATIENT);
const control = new S3ControlClient(PATIENT);

export const handler = stepHandler('check-copy', async (event, { now }) => {
  const settings = readSettings(process.env);
  return await checkCopy(stateOf(event), settings, control, storeOf(event, s3, settings), now());
});
