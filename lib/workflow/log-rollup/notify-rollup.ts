import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { executionLink } from '../../report/mail/console-links';
import { type RollupFacts, renderRollupFailedMail, renderRollupProblemsMail } from '../../report/mail/rollup-mail';
import { AuditError, errorName } from '../../shared/errors';
import { lambdaError } from '../audit-run/lambda-error';
import { runIdOf } from '../audit-run/run-id';
import { fetchSubscription } from '../audit-run/subscription';
import { CONFIRMATION_LIMIT_MS, confirmationWaitSeconds } from '../audit-run/wait-times';
import type { RollupSettings } from './rollup-settings';
import type { RollupEvent, RollupState } from './rollup-state';

export interface NotifyServices {
  readonly sns: SNSClient;
  readonly settings: RollupSettings;
  readonly now: Date;
}

type NotifyReply = RollupEvent['state'] & Partial<Pick<RollupState, 'next' | 'waitSeconds' | 'error'>>;

/**
 * Tells what could not be rolled up, or why the rollup could not be done at all, once the subscription is confirmed: SNS
 * drops what it would have to send before.
 * @throws AuditError when nobody has confirmed in time
 */
export async function notifyRollup(event: RollupEvent, services: NotifyServices): Promise<NotifyReply> {
  const { state, mail } = event;
  const waitSeconds = await secondsToWait(event, services);
  if (waitSeconds !== undefined) return { ...state, next: 'wait', waitSeconds };
  const { sns, settings } = services;
  const facts = rollupFacts(event, settings);
  const { subject, body } =
    mail === 'failed' ? renderRollupFailedMail(facts, failureOf(state)) : renderRollupProblemsMail(facts);
  await sns.send(new PublishCommand({ TopicArn: settings.topicArn, Subject: subject, Message: body }));
  if (mail === 'failed' || !('totals' in state) || state.totals.failed === 0) return { ...state, next: 'done' };
  const Cause = `${state.totals.failed} of ${state.totals.periods} periods could not be rolled up; the mail names them`;
  return { ...state, next: 'failed', error: { Error: errorName('ROLLUP_INCOMPLETE'), Cause } };
}

/** Seconds to wait for the confirmation; undefined when mails arrive. */
async function secondsToWait(
  { execution }: RollupEvent,
  { sns, settings, now }: NotifyServices,
): Promise<number | undefined> {
  const { topicArn, contactEmail } = settings;
  const subscription = await fetchSubscription(sns, topicArn, contactEmail);
  if (subscription === 'confirmed') return undefined;
  const elapsedMs = now.getTime() - new Date(execution.startedAt).getTime();
  if (subscription === 'pending' && elapsedMs < CONFIRMATION_LIMIT_MS) return confirmationWaitSeconds(elapsedMs);
  throw new AuditError(
    'MAIL_NOT_DELIVERED',
    `the rollup had something to tell, but ${contactEmail} ${subscription === 'pending' ? 'has not confirmed the subscription for the mails' : 'has no subscription for the mails any more'}; subscribe again with: aws sns subscribe --topic-arn ${topicArn} --protocol email --notification-endpoint ${contactEmail}`,
  );
}

function rollupFacts({ state, execution }: RollupEvent, settings: RollupSettings): RollupFacts {
  const { logBucket, logPrefix, destinationBucket, destinationPrefix, level, format, stackName } = settings;
  return {
    stackName,
    runId: runIdOf(execution.arn, execution.startedAt),
    executionLink: executionLink(settings, execution.arn),
    source: `s3://${logBucket}/${logPrefix}`,
    destination: `s3://${destinationBucket}/${destinationPrefix}`,
    level,
    format,
    ...('totals' in state ? { totals: state.totals } : {}),
    problems: 'problems' in state ? state.problems : [],
  };
}

function failureOf({ error }: RollupEvent['state']) {
  return lambdaError(error ?? { Error: 'Unknown', Cause: '' });
}
