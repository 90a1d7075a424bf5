import { S3Client } from '@aws-sdk/client-s3';
import { loadCatalogue } from '../../lib/analyses/catalogue';
import { readSettings } from '../../lib/workflow/audit-run/settings';
import { summarizeRun } from '../../lib/workflow/audit-run/summarize-run';
import { PATIENT, stateOf, stepHandler, storeOf } from '../step-handler';

const s3 = new S3Client(PATIENT);
const catalogue = loadCatalogue();

export const handler = stepHandler('summarize', async (event, { now, remainingMs }) => {
  const settings = readSettings(process.env);
  const store = storeOf(event, s3, settings);
  const services = { s3, settings, catalogue, store, remainingMs, now: now() };
  return await summarizeRun(stateOf(event), event.execution, services);
});
