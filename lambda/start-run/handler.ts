import { setTimeout as sleep } from 'node:timers/promises';
import { AthenaClient } from '@aws-sdk/client-athena';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { SFNClient } from '@aws-sdk/client-sfn';
import { loadCatalogue } from '../../lib/analyses/catalogue';
import { readSettings } from '../../lib/workflow/audit-run/settings';
import { answerDeployment } from '../../lib/workflow/audit-run/start-run';
import { stopRuns } from '../../lib/workflow/audit-run/stop-runs';
import { deploymentHandler } from '../deployment-handler';
import { PATIENT } from '../step-handler';

const catalogue = loadCatalogue();
const clients = {
  sfn: new SFNClient(PATIENT),
  s3: new S3Client(PATIENT),
  control: new S3ControlClient(PATIENT),
  athena: new AthenaClient(PATIENT),
};
const cloudFormation = new CloudFormationClient(PATIENT);

export const handler = deploymentHandler(async (event, remainingMs) => {
  const settings = readSettings(process.env);
  const pause = async (ms: number) => await sleep(ms);
  return await answerDeployment(event, {
    ...clients,
    cloudFormation,
    settings,
    catalogue,
    now: () => new Date(),
    sleep: pause,
    stopRuns: () => stopRuns({ ...clients, settings, sleep: pause, remainingMs }),
  });
});
