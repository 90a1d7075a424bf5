import { ListSubscriptionsByTopicCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { clientConfig } from './helpers';
import { LocalAws } from './local-aws';

const TopicArn = 'arn:aws:sns:eu-west-1:111122223333:topic';
const HOUR = 3_600_000;

let aws: LocalAws;
let sns: SNSClient;

beforeEach(async () => {
  aws = await LocalAws.start();
  sns = new SNSClient(clientConfig(aws));
  aws.sns.createTopic(TopicArn);
  aws.sns.subscribe(TopicArn, 'person@example.com');
});

afterEach(async () => {
  sns.destroy();
  await aws.stop();
  aws.violations.assertNone();
});

const publish = (Subject: string, Message = 'text') => sns.send(new PublishCommand({ TopicArn, Subject, Message }));
const subscriptions = async () =>
  (await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions?.map(
    ({ SubscriptionArn }) => SubscriptionArn,
  );

test('drops messages until the subscription is confirmed', async () => {
  await publish('one');
  expect(await subscriptions()).toEqual(['PendingConfirmation']);
  aws.confirmSubscription('person@example.com');
  await publish('two', 'line\nand line & <tag>');
  expect(await subscriptions()).toEqual([expect.stringContaining(TopicArn)]);
  expect(aws.mails).toMatchObject([
    { to: 'person@example.com', subject: 'one', delivered: false },
    { subject: 'two', text: 'line\nand line & <tag>', delivered: true },
  ]);
});

test('forgets a subscription that nobody confirms for 48 hours', async () => {
  await aws.clock.advance(47 * HOUR);
  expect(await subscriptions()).toHaveLength(1);
  await aws.clock.advance(2 * HOUR);
  expect(await subscriptions()).toEqual([]);
  expect(() => aws.confirmSubscription('person@example.com')).toThrow('no subscription');
});

test.each([
  ['a subject of 100 characters', 'x'.repeat(100), 'text'],
  ['a subject with a line break', 'a\nb', 'text'],
  ['a subject that is not ASCII', 'käse', 'text'],
  ['a message over 256 KB', 'subject', 'x'.repeat(262_145)],
])('refuses %s', async (_, subject, message) => {
  await expect(publish(subject, message)).rejects.toMatchObject({ name: 'InvalidParameterException' });
});

test('counts members that it does not know as violations', async () => {
  const call = sns.send(new PublishCommand({ TopicArn, Message: 'x', Subject: 's', MessageGroupId: 'g' }));
  await expect(call).rejects.toThrow();
  expect(aws.violations.take()).toEqual([expect.stringContaining('MessageGroupId')]);
});

test('answers as throttled, and the SDK tries again', async () => {
  const fault = aws.faults.add({ kind: 'throttle', service: 'sns', action: 'Publish', times: 2 });
  await publish('again');
  expect(fault).toMatchObject({ hits: 2, seen: 3 });
  expect(aws.mails).toHaveLength(1);
});

test('does twice what a network repeats', async () => {
  aws.faults.add({ kind: 'twice', service: 'sns' });
  await publish('once');
  expect(aws.mails).toHaveLength(2);
});
