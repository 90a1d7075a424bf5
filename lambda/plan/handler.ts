import { S3Client } from '@aws-sdk/client-s3';
import { loadCatalogue } from '../../lib/analyses/catalogue';
import { planRun } from '../../lib/workflow/audit-run/plan-run';
import { readSettings } from '../../lib/workflow/audit-run/settings';
import { PATIENT, stepHandler } from '../step-handler';

const s3 = new S3Client(PATIENT);
const catalogue = loadCatalogue();

export const handler = stepHandler('plan', async (event, { remainingMs }) =>
  planRun(event, { s3, catalogue, remainingMs, settings: readSettings(process.env) }),
);
