import { setTimeout as delay } from 'node:timers/promises';
import type { Execution } from '../../aws';
import { AuditInTheCloud, EMAIL } from './audit-in-the-cloud';

let cloud: AuditInTheCloud;

beforeAll(async () => {
  cloud = await AuditInTheCloud.deploy();
  cloud.aws.confirmSubscription(EMAIL);
  // nothing waits in no time: what waits can be looked at, and stopped
  cloud.aws.clock.pause();
  cloud.aws.athena.scripts.push({ hangs: true, times: Number.POSITIVE_INFINITY });
}, 180_000);

afterAll(() => cloud.stop());

test('cancel stops the only run that is running, with the copy of its logs', async () => {
  cloud.aws.batch.scripts.push({ hangs: true });
  const execution = await runningIn('WaitForCopy');
  const [job] = [...cloud.aws.batch.jobs.values()].slice(-1);
  const { code, stdout, stderr } = await cloud.cli(['cancel']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(
    /^run \S+ is stopped; it sends no mail\nthe copy of its logs \(job \S+\) is being cancelled\n$/,
  );
  expect(execution).toMatchObject({ status: 'ABORTED', error: 'Cancelled' });
  expect(job?.status).toMatch(/^Cancell/);
});

test('cancel stops the queries of a run, and leaves those of another alone', async () => {
  const [first, second] = [await runningIn('WaitForQueries'), await runningIn('WaitForQueries')];
  const several = await cloud.cli(['cancel']);
  expect(several).toMatchObject({ code: 1, stderr: expect.stringContaining('several runs are running: name one of ') });
  const { code, stdout } = await cloud.cli(['cancel', first.name]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/is stopped; it sends no mail\n3 of its queries are stopped \(/);
  expect([first.status, second.status]).toEqual(['ABORTED', 'RUNNING']);
  const states = [...cloud.aws.athena.queries.values()].map(({ state }) => state);
  expect(states.filter((state) => state === 'CANCELLED')).toHaveLength(3);
  expect(states.filter((state) => state === 'RUNNING' || state === 'QUEUED')).toHaveLength(3);
  expect(await cloud.cli(['cancel', second.name])).toMatchObject({ code: 0 });
});

test('a run that has ended is told as ended, and status as stopped', async () => {
  const [execution] = [...cloud.aws.states.executions.values()].slice(-1);
  const { code, stdout } = await cloud.cli(['cancel', execution?.name ?? '']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^run \S+ had ended before\n$/) });
  const status = await cloud.cli(['status']);
  expect(status.stdout).toMatch(/^Run +\S+: stopped$/m);
  expect(status.stdout).toMatch(/^Cancelled: cancelled with s3-log-audit cancel$/m);
});

test('Ctrl-C ends the waiting for a run, not the run', async () => {
  cloud.aws.batch.scripts.push({ hangs: true });
  const { code, stderr } = await cloud.cli(['start', '--wait'], {
    onStart: (child) =>
      child.stderr?.on('data', (text: Buffer) => {
        if (text.includes('copying')) child.kill('SIGINT');
      }),
  });
  expect(code).toBe(130);
  expect(stderr).toMatch(/the run goes on; 's3-log-audit status \S+' tells how it is\nstopped\n$/);
  const [execution] = [...cloud.aws.states.executions.values()].slice(-1);
  expect(execution?.status).toBe('RUNNING');
  await cloud.cli(['cancel']);
});

test('cancel finds a copy and queries that are just being started', async () => {
  const { faults, athena, batch } = cloud.aws;
  batch.scripts.push({ hangs: true });
  faults.add({ kind: 'slow', service: 's3-control', action: 'CreateJob', delayMs: 2000 });
  await comingTo('StartCopy');
  const copying = await cloud.cli(['cancel']);
  expect(copying.stdout).toMatch(/\nthe copy of its logs \(job \S+\) is being cancelled\n$/);
  faults.add({ kind: 'slow', service: 'athena', action: 'StartQueryExecution', delayMs: 1000, times: 3 });
  await comingTo('StartQueries');
  const querying = await cloud.cli(['cancel']);
  expect(querying).toMatchObject({
    code: 0,
    stderr: '',
    stdout: expect.stringMatching(/\n3 of its queries are stopped/),
  });
  expect([...athena.queries.values()].filter(({ state }) => state === 'RUNNING' || state === 'QUEUED')).toEqual([]);
});

test('cancel does not guess which queries are of the run while another one runs', async () => {
  const other = await runningIn('WaitForQueries');
  cloud.aws.faults.add({ kind: 'slow', service: 'athena', action: 'StartQueryExecution', delayMs: 1000, times: 3 });
  const run = await comingTo('StartQueries');
  const { code, stderr } = await cloud.cli(['cancel', run.name]);
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: expect.stringMatching(/^warning: queries were just being started, .*\(workgroup s3-log-audit-\w+\)\n$/),
  });
  expect(other.status).toBe('RUNNING');
});

/** A run whose function for that state is at work. */
async function comingTo(stateName: string): Promise<Execution> {
  const execution = cloud.aws.startExecution(cloud.stack.outputs.StateMachineArn ?? '', {});
  cloud.aws.clock.resume();
  while (execution.history.states.at(-1) !== stateName && execution.status === 'RUNNING') await delay(1);
  cloud.aws.clock.pause();
  expect(execution).toMatchObject({ status: 'RUNNING' });
  return execution;
}

/** A run that has come to a state and stays there. */
async function runningIn(stateName: string): Promise<Execution> {
  const execution = cloud.aws.startExecution(cloud.stack.outputs.StateMachineArn ?? '', {});
  const isThere = () => execution.history.states.at(-1) === stateName;
  while (!isThere() && execution.status === 'RUNNING') {
    await cloud.aws.clock.advance(1000);
    await delay(5);
  }
  expect({ status: execution.status, there: isThere() }).toEqual({ status: 'RUNNING', there: true });
  return execution;
}
