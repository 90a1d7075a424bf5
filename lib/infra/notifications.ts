import { Alias } from 'aws-cdk-lib/aws-kms';
import { Subscription, SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

export interface NotificationsProps {
  readonly contactEmail: string;
}

/** The topic that all mails go through, encrypted at rest and taking nothing over plain HTTP. */
export class Notifications extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { contactEmail }: NotificationsProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', {
      displayName: 'S3 Log Audit',
      masterKey: Alias.fromAliasName(this, 'Key', 'alias/aws/sns'),
      enforceSSL: true,
    });
    new Subscription(this, 'Contact', {
      topic: this.topic,
      protocol: SubscriptionProtocol.EMAIL,
      endpoint: contactEmail,
    });
  }
}
