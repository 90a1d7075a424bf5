import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { stopRollups } from '../../../lib/workflow/log-rollup/stop-rollups';
import { LocalAws } from '../../aws';
import { clientConfig } from '../../aws/helpers';

const MACHINE = 'arn:aws:states:eu-west-1:111122223333:stateMachine:rollup';

let aws: LocalAws;
let sfn: SFNClient;

beforeEach(async () => {
  aws = await LocalAws.start();
  // a rollup that waits goes on waiting
  aws.clock.pause();
  sfn = new SFNClient(clientConfig(aws));
  const trust = { Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const roleArn = `arn:aws:iam::${aws.account}:role/states`;
  aws.iam.createRole(roleArn, { Version: '2012-10-17', Statement: trust }, {});
  const States = { Wait: { Type: 'Wait', Seconds: 86_400, End: true } };
  const definition = JSON.stringify({ StartAt: 'Wait', States });
  aws.states.put({ arn: MACHINE, name: 'rollup', roleArn, definition, tracing: false, logs: false });
});
afterEach(async () => {
  sfn.destroy();
  await aws.stop();
  aws.violations.assertNone();
});

const start = () => sfn.send(new StartExecutionCommand({ stateMachineArn: MACHINE, input: '{}' }));
const ended = () => [...aws.states.executions.values()].map(({ status, error }) => [status, error]);

test('one that is started while others are being stopped is stopped, too', async () => {
  await start();
  await start();
  let pauses = 0;
  const sleep = async () => {
    if (pauses++ === 0) await start();
  };
  await stopRollups({ sfn, stateMachineArn: MACHINE, sleep, remainingMs: () => 60_000 });
  expect(ended()).toEqual(Array.from({ length: 3 }, () => ['ABORTED', 'StackDeleted']));
});

test('nothing is waited for when none is running', async () => {
  const sleep = () => Promise.reject(new Error('it waited'));
  await stopRollups({ sfn, stateMachineArn: MACHINE, sleep, remainingMs: () => 60_000 });
});

test('fails when there is no time left and some may be running', async () => {
  await start();
  const stopping = stopRollups({ sfn, stateMachineArn: MACHINE, sleep: async () => {}, remainingMs: () => 1000 });
  await expect(stopping).rejects.toThrow('1 rollup may still be running');
});
