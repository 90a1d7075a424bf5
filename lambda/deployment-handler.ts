import { setTimeout as sleep } from 'node:timers/promises';
import { type DeployEvent, type DeployReply, deployReply } from '../lib/workflow/audit-run/deploy-event';
import { type LambdaContext, logger } from './step-handler';

/** What is kept for the answer to CloudFormation. */
const RESERVE_MS = 20_000;
const TRIES = 5;

/** The function of a custom resource. It answers whatever happens: CloudFormation would wait for an hour. */
export function deploymentHandler(answer: (event: DeployEvent, remainingMs: () => number) => Promise<DeployReply>) {
  return async (event: DeployEvent, context: LambdaContext): Promise<void> => {
    const reply = await answer(event, () => context.getRemainingTimeInMillis() - RESERVE_MS).catch((error: Error) => {
      logger.error('failed', { error });
      const status = event.RequestType === 'Delete' ? 'SUCCESS' : 'FAILED';
      return deployReply(event, status, `${error.name}: ${error.message}`);
    });
    logger.info('answered', { request: event.RequestType, status: reply.Status, reason: reply.Reason });
    await put(event.ResponseURL, reply);
  };
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
