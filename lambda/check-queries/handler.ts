import { AthenaClient } from '@aws-sdk/client-athena';
import { checkQueries } from '../../lib/workflow/audit-run/check-queries';
import { readSettings } from '../../lib/workflow/audit-run/settings';
import { PATIENT, stateOf, stepHandler } from '../step-handler';

const athena = new AthenaClient(PATIENT);

export const handler = stepHandler('check-queries', async (event, { now }) =>
  checkQueries(stateOf(event), readSettings(process.env), athena, now()),
);
