import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { executionLink } from '../../report/mail/console-links';
import type { Mail } from '../../report/mail/mail';
import {
  type RollupFacts,
  renderRollupFailedMail,
  renderRollupProblemsMail,
  renderRollupRecoveredMail,
} from '../../report/mail/rollup-mail';
import { AuditError, errorName } from '../../shared/errors';
import { lambdaError } from '../audit-run/lambda-error';
import { runIdOf } from '../audit-run/run-id';
import { fetchSubscription } from '../audit-run/subscription';
import { CONFIRMATION_LIMIT_MS, confirmationWaitSeconds } from '../audit-run/wait-times';
import type { WorkStore } from '../audit-run/work-store';
import { isScheduled, isTroubled } from './rollup-input';
import { KEPT } from './rollup-kept';
import type { RollupSettings } from './rollup-settings';
import type { RollupEvent, RollupState } from './rollup-state';
import { addFailures, isMailDue, type ToldFailures } from './told-failures';

export interface NotifyServices {
  readonly sns: SNSClient;
  readonly settings: RollupSettings;
  /** What all rollups of the stack know. */
  readonly store: WorkStore;
  readonly now: Date;
}

type NotifyReply = RollupEvent['state'] & Partial<Pick<RollupState, 'next' | 'waitSeconds' | 'error'>>;

/**
 * Tells what could not be rolled up, or why the rollup could not be done at all, once the subscription is confirmed: SNS
 * drops what it would have to send before. What goes on from rollup to rollup is mailed when it begins or changes and then once a
 * day, and when it is over. A rollup that somebody has started is always told of.
 * @throws AuditError when nobody has confirmed in time
 */
export async function notifyRollup(event: RollupEvent, services: NotifyServices): Promise<NotifyReply> {
  const { state, execution } = event;
  const { store, now } = services;
  const before = (await store.find<ToldFailures | null>(KEPT.told)) ?? undefined;
  const codes = codesOf(event);
  if (codes.length === 0) return await endFailures(event, services, before);
  const isDue = !isScheduled(execution.input) || isMailDue(before, codes, now);
  const waitSeconds = isDue ? await secondsToWait(event, services) : undefined;
  if (waitSeconds !== undefined) return { ...state, next: 'wait', waitSeconds };
  if (isDue) await send(renderMail(event, services, before), services);
  const { startedAt } = execution;
  await store.put(KEPT.told, addFailures(before, codes, { startedAt, ...(isDue ? { mailedAt: now } : {}) }));
  if (event.mail === 'failed' || !('totals' in state) || state.totals.failed === 0) return { ...state, next: 'done' };
  const Cause = `${state.totals.failed} of ${state.totals.periods} periods could not be rolled up${isDue ? '; the mail names them' : ''}`;
  return { ...state, next: 'failed', error: { Error: errorName('ROLLUP_INCOMPLETE'), Cause } };
}

/** Names of what has failed; none when all is done. */
function codesOf({ state, mail }: RollupEvent): readonly string[] {
  if (mail === 'failed') return [failureOf(state).code];
  return 'problems' in state ? [...new Set(state.problems.map(({ code }) => code))] : [];
}

/** A whole rollup without a failure ends what has been told before. Nobody has to wait for the mail. */
async function endFailures(
  event: RollupEvent,
  services: NotifyServices,
  before: ToldFailures | undefined,
): Promise<NotifyReply> {
  const { state, execution } = event;
  const isWhole = !('continuedBy' in state) && !isTroubled(execution.input);
  if (before && isWhole) {
    await send(renderRollupRecoveredMail(rollupFacts(event, services.settings), before), services);
    await services.store.put(KEPT.told, null);
  }
  return { ...state, next: 'done' };
}

function renderMail(event: RollupEvent, { settings }: NotifyServices, before: ToldFailures | undefined): Mail {
  const facts = { ...rollupFacts(event, settings), ...(before ? { failing: before } : {}) };
  return event.mail === 'failed'
    ? renderRollupFailedMail(facts, failureOf(event.state))
    : renderRollupProblemsMail(facts);
}

async function send({ subject, body }: Mail, { sns, settings }: NotifyServices): Promise<void> {
  await sns.send(new PublishCommand({ TopicArn: settings.topicArn, Subject: subject, Message: body }));
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
