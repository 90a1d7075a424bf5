import { AthenaClient } from '@aws-sdk/client-athena';
import { S3Client } from '@aws-sdk/client-s3';
import { readSettings } from '../../lib/workflow/audit-run/settings';
import { startQueries } from '../../lib/workflow/audit-run/start-queries';
import { PATIENT, stateOf, stepHandler, storeOf } from '../step-handler';

const s3 = new S3Client(PATIENT);
const athena = new AthenaClient(PATIENT);

export const handler = stepHandler('start-queries', async (event, { now }) => {
  const settings = readSettings(process.env);
  return await startQueries(stateOf(event), settings, athena, storeOf(event, s3, settings), now());
});
