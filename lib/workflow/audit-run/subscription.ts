import { ListSubscriptionsByTopicCommand, type SNSClient, type Subscription } from '@aws-sdk/client-sns';

/** Whether mails arrive: `gone` when the subscription was never made, or was deleted. */
export type SubscriptionState = 'confirmed' | 'pending' | 'gone';

/** Asks for the state of the subscription of an address to a topic. */
export async function fetchSubscription(sns: SNSClient, topicArn: string, address: string): Promise<SubscriptionState> {
  let token: string | undefined;
  const found: Subscription[] = [];
  do {
    const page = await sns.send(
      new ListSubscriptionsByTopicCommand({ TopicArn: topicArn, ...(token === undefined ? {} : { NextToken: token }) }),
    );
    found.push(...(page.Subscriptions ?? []));
    token = page.NextToken;
  } while (token !== undefined && token !== '');
  return subscriptionState(found, address);
}

/** The best state that any subscription of the address is in. */
export function subscriptionState(subscriptions: readonly Subscription[], address: string): SubscriptionState {
  const states = subscriptions
    .filter(({ Endpoint = '' }) => Endpoint.toLowerCase() === address.toLowerCase())
    .map(({ SubscriptionArn = '' }) => SubscriptionArn);
  if (states.some((arn) => arn.startsWith('arn:'))) return 'confirmed';
  return states.includes('PendingConfirmation') ? 'pending' : 'gone';
}
