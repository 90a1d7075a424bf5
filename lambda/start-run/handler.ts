import { setTimeout as sleep } from 'node:timers/promises';
import { AthenaClient } from '@aws-sdk/client-athena';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { SFNClient } from '@aws-sdk/client-sfn';
import { loadCatalogue } from '../../lib/analyses/catalogue';
import { type DeployEvent, type DeployReply, deployReply } from '../../lib/workflow/audit-run/deploy-event';
import { readSettings } from '../../lib/workflow/audit-run/settings';
import { answerDeployment } from '../../lib/workflow/audit-run/start-run';
import { stopRuns } from '../../lib/workflow/audit-run/stop-runs';
import { type LambdaContext, logger, PATIENT } from '../step-handler';

/** What is kept for the answer to CloudFormation. */
const RESERVE_MS = 20_000;
const TRIES = 5;

const catalogue = loadCatalogue();
const clients = {
  sfn: new SFNClient(PATIENT),
  s3: new S3Client(PATIENT),
  control: new S3ControlClient(PATIENT),
  athena: new AthenaClient(PATIENT),
};
const cloudFormation = new CloudFormationClient(PATIENT);

/** Answers whatever happens: CloudFormation would wait for an hour. */
export async function handler(event: DeployEvent, context: LambdaContext): Promise<void> {
  const reply = await answer(event, () => context.getRemainingTimeInMillis() - RESERVE_MS).catch((error: Error) => {
    logger.error('failed', { error });
    return deployReply(event, event.RequestType === 'Delete' ? 'SUCCESS' : 'FAILED', `${error.name}: ${error.message}`);
  });
  logger.info('answered', { request: event.RequestType, status: reply.Status, reason: reply.Reason });
  await put(event.ResponseURL, reply);
}

async function answer(event: DeployEvent, remainingMs: () => number): Promise<DeployReply> {
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
}

async function put(url: string, reply: DeployReply): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      // the address is signed without a type of content
      const response = await fetch(url, {
        method: 'PUT',
        headers: { 'content-type': '' },
        body: JSON.stringify(reply),
      });
      if (response.ok) return;
      throw new Error(`CloudFormation did not take the answer: ${response.status}`);
    } catch (error) {
      if (tries === TRIES) throw error;
      await sleep(1000 * tries);
    }
  }
}
