import { loadCatalogue } from '../../../lib/analyses/catalogue';
import { COVERAGE } from '../../../lib/analyses/render-coverage';
import { AuditError } from '../../../lib/shared/errors';
import type { RunState, StepEvent } from '../../../lib/workflow/audit-run/run-state';
import { MAX_STATE_BYTES, runStep } from '../../../lib/workflow/audit-run/run-step';
import { withShortErrors } from '../../../lib/workflow/audit-run/start-queries';

const event = (name: string): StepEvent => ({
  state: {},
  execution: {
    arn: `arn:aws:states:eu-west-1:111122223333:execution:audit:${name}`,
    startedAt: '2026-03-01T12:00:00.000Z',
    input: {},
  },
});

/** An invocation whose sleep moves its clock. */
function invocationAt(start: string) {
  let nowMs = Date.parse(start);
  const slept: number[] = [];
  return {
    slept,
    now: () => new Date(nowMs),
    sleep: async (ms: number) => {
      slept.push(ms);
      nowMs += ms;
    },
    remainingMs: () => 900_000,
  };
}

const denial = Object.assign(new Error('no'), { name: 'AccessDenied' });

test('a failure has the name by which the state machine and the mail know it', async () => {
  const failure = runStep(event('x'), invocationAt('2026-03-01T12:00:01Z'), async () => {
    throw new AuditError('LOG_BUCKET_DENIED', 'the stack may not list');
  });
  await expect(failure).rejects.toMatchObject({ name: 'LogBucketDenied', message: 'the stack may not list' });
});

test('a bug keeps its name', async () => {
  const failure = runStep(event('x'), invocationAt('2026-03-01T12:00:01Z'), async () => {
    throw new TypeError('oops');
  });
  await expect(failure).rejects.toMatchObject({ name: 'TypeError', message: 'oops' });
});

test('a run that a deployment started is patient while IAM does not know its roles', async () => {
  const invocation = invocationAt('2026-03-01T12:00:30Z');
  let calls = 0;
  const result = await runStep(event('deploy-0123'), invocation, async () => {
    if (++calls < 4) throw new AuditError('LOG_BUCKET_DENIED', 'no', { cause: denial });
    return 'done';
  });
  expect({ result, slept: invocation.slept }).toEqual({ result: 'done', slept: [10_000, 10_000, 10_000] });
});

test.each([
  ['deploy-0123', '2026-03-01T12:00:00Z', 18],
  ['deploy-0123', '2026-03-01T12:03:01Z', 0],
  ['by-hand', '2026-03-01T12:00:00Z', 0],
])('fails on a denial of the run %s at %s after %i pauses', async (name, time, pauses) => {
  const invocation = invocationAt(time);
  const failure = runStep(event(name), invocation, async () => {
    throw denial;
  });
  await expect(failure).rejects.toBe(denial);
  expect(invocation.slept).toHaveLength(pauses);
});

test('a service that stays busy has a name of its own: the state machine tries again', async () => {
  const busy = Object.assign(new Error('Please reduce your\nrequest rate.'), { name: 'SlowDown' });
  const failure = runStep(event('x'), invocationAt('2026-03-01T12:00:01Z'), async () => {
    throw busy;
  });
  await expect(failure).rejects.toMatchObject({
    name: 'ServiceBusy',
    message: expect.stringContaining('(SlowDown: Please reduce your request rate.)'),
  });
});

/** Everything that a state may hold, as large as it may be. */
function largestState(): RunState {
  const long = (length: number) => 'x'.repeat(length);
  const lost = Array.from({ length: 5 }, () => ({ key: long(300), reason: long(300) }));
  const names = [...loadCatalogue().ids, COVERAGE];
  return {
    runId: '20260301T120000Z-0123abcd',
    next: 'summarize',
    waitSeconds: 300,
    logType: 'access-logs',
    analyses: names,
    window: { from: '2026-02-03T00:00:00Z', to: '2026-02-07T00:00:00Z' },
    mode: 'copy',
    objects: 1e9,
    bytes: 1e15,
    plan: {
      round: 100,
      cursor: { range: 20_000, after: long(1024) },
      lists: {
        logs: { uploadId: long(200), kept: 'list-100' },
        rollups: { uploadId: long(200), kept: 'rollup-list-100' },
      },
      rolledUp: 1e9,
      manifestETag: long(40),
      leftOut: Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`outside the window ${index}`, 1e9])),
      lost,
    },
    copy: { jobId: long(36), startedAt: long(24), copied: 1e9, failed: 1e9, failures: lost, unreadable: long(300) },
    queries: {
      startedAt: long(24),
      runs: withShortErrors(
        names.map((name) => ({
          name,
          state: 'failed',
          attempt: 2,
          id: long(36),
          scannedBytes: 1e15,
          error: { code: 'LOG_OBJECT_UNREADABLE', message: long(5000) },
        })),
      ),
    },
    failedStep: 'summing up the answers',
  };
}

test('the largest state there can be fits', async () => {
  const state = largestState();
  const bytes = Buffer.byteLength(JSON.stringify(state));
  expect(bytes).toBeGreaterThan(15_000);
  expect(bytes).toBeLessThan(MAX_STATE_BYTES);
  expect(await runStep(event('x'), invocationAt('2026-03-01T12:00:00Z'), async () => state)).toBe(state);
});

test('fails on a larger one', async () => {
  const work = async () => ({ text: 'x'.repeat(MAX_STATE_BYTES) });
  await expect(runStep(event('x'), invocationAt('2026-03-01T12:00:00Z'), work)).rejects.toThrow(
    'the state of the run has',
  );
});
