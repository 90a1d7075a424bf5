import { z } from 'zod';
import { physicalName } from '../physical-name';
import { handlerOf, type ResourceHandler, tagsSchema } from '../resource-handler';

const topic = z.strictObject({
  TopicName: z.string().optional(),
  DisplayName: z.string().max(100).optional(),
  /** AWS's own key: everybody who may use the topic may use it. */
  KmsMasterKeyId: z
    .string()
    .regex(/(^|:)alias\/aws\/sns$/)
    .optional(),
  Tags: tagsSchema,
});

const topicPolicy = z.strictObject({ PolicyDocument: z.unknown(), Topics: z.array(z.string()).min(1) });

const subscription = z.strictObject({
  TopicArn: z.string(),
  Protocol: z.literal('email'),
  Endpoint: z.string().regex(/^[^\s@]+@[^\s@]+$/, 'Invalid parameter: Email address'),
});

export const NOTIFICATION: Readonly<Record<string, ResourceHandler>> = {
  'AWS::SNS::Topic': handlerOf(topic, {
    create({ TopicName, DisplayName }, request) {
      const { partition, region, account } = request.place;
      const name = TopicName ?? physicalName(request, 256);
      const arn = `arn:${partition}:sns:${region}:${account}:${name}`;
      request.platform.sns.createTopic(arn, DisplayName);
      return { physicalId: arn, attributes: { TopicArn: arn, TopicName: name } };
    },
    update: (_, __, before) => before,
    delete: ({ physicalId }, { platform }) => platform.sns.deleteTopic(physicalId),
  }),
  'AWS::SNS::TopicPolicy': handlerOf(topicPolicy, {
    create({ PolicyDocument, Topics }, { platform, logicalId }) {
      for (const arn of Topics) platform.sns.setPolicy(arn, PolicyDocument);
      return { physicalId: logicalId };
    },
    delete() {},
  }),
  // another address is another subscription
  'AWS::SNS::Subscription': handlerOf(subscription, {
    create: ({ TopicArn, Endpoint }, { platform }) => ({ physicalId: platform.sns.subscribe(TopicArn, Endpoint).arn }),
    delete: ({ physicalId }, { platform }) => platform.sns.unsubscribe(physicalId),
  }),
};
