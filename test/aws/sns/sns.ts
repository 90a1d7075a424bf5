import type { VirtualClock } from '../clock/virtual-clock';
import type { Iam } from '../iam/iam';
import { type PolicyDocument, parsePolicy } from '../iam/policy-document';
import { AwsError } from '../server/aws-error';
import { newUuid } from '../server/ids';

export interface Subscription {
  readonly arn: string;
  readonly endpoint: string;
  readonly created: Date;
  confirmed: boolean;
}

export interface Topic {
  readonly arn: string;
  readonly displayName: string;
  policy?: PolicyDocument;
  readonly subscriptions: Subscription[];
}

/** A message to one subscriber. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly sentAt: Date;
  /** False when SNS dropped it because nobody had confirmed the subscription. */
  readonly delivered: boolean;
}

/** SNS deletes subscriptions that nobody confirms. */
const CONFIRMATION_LIMIT_MS = 48 * 3_600_000;

/** Amazon SNS as far as topics with mail subscriptions go. */
export class Sns {
  readonly mails: Mail[] = [];
  private readonly topics = new Map<string, Topic>();

  constructor(
    iam: Iam,
    private readonly clock: VirtualClock,
  ) {
    iam.addResourcePolicies((resource) => {
      const topic = this.topics.get(resource);
      return topic && { account: resource.split(':')[4] as string, ...(topic.policy ? { policy: topic.policy } : {}) };
    });
  }

  get topicArns(): readonly string[] {
    return [...this.topics.keys()];
  }

  createTopic(arn: string, displayName = ''): Topic {
    const topic: Topic = { arn, displayName, subscriptions: [] };
    this.topics.set(arn, topic);
    return topic;
  }

  deleteTopic(arn: string): void {
    this.topics.delete(arn);
  }

  setPolicy(arn: string, policy: unknown): void {
    this.requireTopic(arn).policy = parsePolicy(policy);
  }

  requireTopic(arn: string): Topic {
    const topic = this.topics.get(arn);
    if (!topic) throw new AwsError('NotFound', 'Topic does not exist', 404);
    return topic;
  }

  /** Somebody gets a mail with a link, and nothing else until he has followed it. */
  subscribe(topicArn: string, endpoint: string): Subscription {
    const subscription = { arn: `${topicArn}:${newUuid()}`, endpoint, created: this.clock.now(), confirmed: false };
    this.requireTopic(topicArn).subscriptions.push(subscription);
    return subscription;
  }

  unsubscribe(subscriptionArn: string): void {
    for (const { subscriptions } of this.topics.values()) {
      const index = subscriptions.findIndex(({ arn }) => arn === subscriptionArn);
      if (index >= 0) subscriptions.splice(index, 1);
    }
  }

  /** What a person does with the link in the mail. @throws Error when there is nothing left to confirm */
  confirm(endpoint: string): void {
    const all = [...this.topics.values()].flatMap((topic) => this.subscriptionsOf(topic));
    const pending = all.filter((subscription) => subscription.endpoint === endpoint && !subscription.confirmed);
    if (pending.length === 0) throw new Error(`no subscription of ${endpoint} waits for a confirmation`);
    for (const subscription of pending) subscription.confirmed = true;
  }

  subscriptionsOf(topic: Topic): readonly Subscription[] {
    const oldest = this.clock.now().getTime() - CONFIRMATION_LIMIT_MS;
    return topic.subscriptions.filter(({ confirmed, created }) => confirmed || created.getTime() > oldest);
  }

  publish(topic: Topic, subject: string, text: string): string {
    for (const { endpoint, confirmed } of this.subscriptionsOf(topic)) {
      this.mails.push({ to: endpoint, subject, text, sentAt: this.clock.now(), delivered: confirmed });
    }
    return newUuid();
  }
}
