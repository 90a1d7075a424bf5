import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Catalogue } from '../../analyses/catalogue';
import { renderFailedMail } from '../../report/mail/failed-mail';
import type { Mail } from '../../report/mail/mail';
import type { RunFacts } from '../../report/mail/mail-facts';
import { renderNothingFoundMail } from '../../report/mail/nothing-found-mail';
import { renderResultsMail } from '../../report/mail/results-mail';
import { renderStartedMail } from '../../report/mail/started-mail';
import { AuditError } from '../../shared/errors';
import { resultKeys } from './cloud-names';
import { failedStep, failureFacts, foundFacts, resultFacts, runFacts, stackFacts } from './mail-facts';
import { abortLists } from './run-lists';
import { KEPT, type RunPlan } from './run-plan';
import type { RunSummary } from './run-record';
import { parseRunInput } from './run-request';
import type { MailKind, RunState, StepEvent } from './run-state';
import type { Settings } from './settings';
import { fetchSubscription } from './subscription';
import { CONFIRMATION_LIMIT_MS, confirmationWaitSeconds } from './wait-times';
import type { WorkStore } from './work-store';

export interface NotifyServices {
  readonly sns: SNSClient;
  readonly settings: Settings;
  readonly catalogue: Catalogue;
  readonly store: WorkStore;
  readonly now: Date;
}

/** What the reply tells the state machine; the rest of the state goes on as it is. */
type NotifyReply = StepEvent['state'] & Partial<Pick<RunState, 'next' | 'waitSeconds' | 'failedStep'>>;

/**
 * Sends a mail of the run. The last mail of a run waits until the subscription is confirmed: SNS drops what it would
 * have to send before.
 * @throws AuditError when nobody has confirmed in time
 */
export async function notifyRun(event: StepEvent, services: NotifyServices): Promise<NotifyReply> {
  const { mail: kind, state } = event;
  if (kind === undefined) throw new Error('notify is not told which mail to send');
  if (kind === 'failed') await abortPlan(event, services);
  if (kind !== 'started') {
    const waitSeconds = await secondsToWait(event, services);
    if (waitSeconds !== undefined) {
      return { ...state, ...(kind === 'failed' ? { failedStep: failedStep(state) } : {}), next: 'wait', waitSeconds };
    }
  }
  const { subject, body } = await renderMail(kind, event, services);
  const { topicArn } = services.settings;
  await services.sns.send(new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: body }));
  return kind === 'started' ? state : { ...state, next: 'done', waitSeconds: 0 };
}

/** Seconds to wait for the confirmation; undefined when mails arrive. */
async function secondsToWait(
  { execution }: StepEvent,
  { sns, settings, now }: NotifyServices,
): Promise<number | undefined> {
  const subscription = await fetchSubscription(sns, settings.topicArn, settings.contactEmail);
  if (subscription === 'confirmed') return undefined;
  const elapsedMs = now.getTime() - new Date(execution.startedAt).getTime();
  if (subscription === 'pending' && elapsedMs < CONFIRMATION_LIMIT_MS) return confirmationWaitSeconds(elapsedMs);
  throw notDelivered(subscription, settings);
}

function notDelivered(subscription: string, settings: Settings): AuditError {
  const { contactEmail, resultsBucket, topicArn, stackName } = settings;
  const happened =
    subscription === 'pending'
      ? `${contactEmail} has not confirmed the subscription for the mails`
      : `${contactEmail} has no subscription for the mails any more`;
  return new AuditError(
    'MAIL_NOT_DELIVERED',
    `${happened}; results, if there are any, are in s3://${resultsBucket}/${resultKeys.runs} ('s3-log-audit status --stack ${stackName}' shows them); subscribe again with: aws sns subscribe --topic-arn ${topicArn} --protocol email --notification-endpoint ${contactEmail}`,
  );
}

async function renderMail(kind: MailKind, event: StepEvent, services: NotifyServices): Promise<Mail> {
  const { settings, store, catalogue } = services;
  const { execution, state } = event;
  if (kind === 'failed') {
    return renderFailedMail(
      failureFacts(state, settings),
      stackFacts(execution, settings),
      understoodRun(event, services),
    );
  }
  const request = parseRunInput(execution.input, settings, catalogue, new Date(execution.startedAt));
  const run = runFacts(request, execution, settings);
  const plan = await store.get<RunPlan>(KEPT.plan);
  // the coverage query is one more
  const found = foundFacts(plan, request.analyses.length + 1);
  switch (kind) {
    case 'started':
      return renderStartedMail(run, found);
    case 'nothing-found':
      return renderNothingFoundMail(run, found, plan.hints);
    case 'results':
      return renderResultsMail(run, found, resultFacts(await store.get<RunSummary>(KEPT.summary), settings, catalogue));
  }
}

/** What the run was asked for, unless that is just what was wrong with it. */
function understoodRun({ execution }: StepEvent, { settings, catalogue }: NotifyServices): RunFacts | undefined {
  try {
    const request = parseRunInput(execution.input, settings, catalogue, new Date(execution.startedAt));
    return runFacts(request, execution, settings);
  } catch (error) {
    if (error instanceof AuditError) return undefined;
    throw error;
  }
}

/** A plan that was ended from outside leaves its lists half-way. */
async function abortPlan({ state }: StepEvent, { store }: NotifyServices): Promise<void> {
  if (!('runId' in state) || state.next !== 'plan') return;
  // the mail is what counts; the bucket aborts uploads that are left over
  await abortLists(state, store).catch(() => {});
}
