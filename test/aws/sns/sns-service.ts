import { z } from 'zod';
import { AwsError } from '../server/aws-error';
import { operation } from '../server/operation';
import { queryService } from '../server/query-service';
import type { Service } from '../server/service';
import type { Sns } from './sns';

const PAGE = 100;

/** Limits of Publish. Source: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const publishInput = z.strictObject({
  TopicArn: z.string(),
  Subject: z.string(),
  Message: z.string(),
});

/** Amazon SNS's API. */
export function snsService(sns: Sns): Service {
  const onTopic =
    (action: string) =>
    ({ TopicArn }: { TopicArn: string }) => [{ action, resource: TopicArn }];
  return queryService({
    name: 'sns',
    version: '2010-03-31',
    namespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
    operations: {
      Publish: operation({
        input: publishInput,
        permissions: onTopic('sns:Publish'),
        run({ TopicArn, Subject, Message }) {
          requireSubject(Subject);
          const bytes = Buffer.byteLength(Message);
          if (bytes === 0 || bytes > 262_144) throw invalid(`Message too long or empty: ${bytes} bytes`);
          return { MessageId: sns.publish(sns.requireTopic(TopicArn), Subject, Message) };
        },
      }),
      ListSubscriptionsByTopic: operation({
        input: z.strictObject({ TopicArn: z.string(), NextToken: z.string().optional() }),
        permissions: onTopic('sns:ListSubscriptionsByTopic'),
        run({ TopicArn, NextToken }) {
          const topic = sns.requireTopic(TopicArn);
          const start = Number(NextToken ?? 0);
          const all = sns.subscriptionsOf(topic);
          return {
            Subscriptions: all.slice(start, start + PAGE).map(({ arn, endpoint, confirmed }) => ({
              SubscriptionArn: confirmed ? arn : 'PendingConfirmation',
              Owner: TopicArn.split(':')[4],
              Protocol: 'email',
              Endpoint: endpoint,
              TopicArn,
            })),
            ...(all.length > start + PAGE ? { NextToken: String(start + PAGE) } : {}),
          };
        },
      }),
    },
  });
}

/** Printable ASCII, fewer than 100 characters, beginning with a letter, digit or punctuation mark, no line break. */
function requireSubject(subject: string): void {
  if (!/^[\x21-\x7e][\x20-\x7e]{0,98}$/.test(subject))
    throw invalid(`Invalid parameter: Subject: ${JSON.stringify(subject)}`);
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameter', message);
}
