import { failedStep, failureFacts } from '../../../lib/workflow/audit-run/mail-facts';
import type { RunState } from '../../../lib/workflow/audit-run/run-state';
import { subscriptionState } from '../../../lib/workflow/audit-run/subscription';

const state: RunState = {
  runId: '20260301T120000Z-0123abcd',
  next: 'plan',
  waitSeconds: 0,
  logType: 'access-logs',
  analyses: ['deletions'],
  window: { from: '2026-02-03T00:00:00Z', to: '2026-02-04T00:00:00Z' },
  mode: 'copy',
  objects: 3,
  bytes: 3000,
};
const copy = { jobId: 'j', startedAt: '2026-03-01T12:00:00Z' };
const queries = { startedAt: '2026-03-01T12:00:00Z', runs: [] };

test.each<[Partial<RunState>, string]>([
  [{}, 'planning'],
  [{ next: 'copy' }, 'copying the logs'],
  [{ next: 'wait', copy }, 'copying the logs'],
  [{ next: 'query', copy: { ...copy, copied: 3 } }, 'querying the logs'],
  [{ next: 'query', mode: 'in-place' }, 'querying the logs'],
  [{ next: 'wait', copy: { ...copy, copied: 3 }, queries }, 'querying the logs'],
  [{ next: 'summarize', queries }, 'summing up the answers'],
  [{ next: 'notify', queries }, 'telling the results'],
  [{ next: 'wait', queries, failedStep: 'planning' }, 'planning'],
])('a run that failed with %j was %s', (more, step) => {
  expect(failedStep({ ...state, ...more })).toBe(step);
});

test('a run that failed at once was planning', () => {
  expect(failedStep({})).toBe('planning');
});

const place = { partition: 'aws', region: 'eu-west-1' };
const cause = (errorMessage: string) => JSON.stringify({ errorType: 'X', errorMessage, trace: ['at …'] });

test.each([
  ['LogBucketDenied', cause('the stack may not list'), 'LogBucketDenied', /^the stack may not list$/],
  ['TypeError', cause("Cannot read 'x'"), 'TypeError', /ended unexpectedly \(.*Cannot read 'x'.*look into the log/],
  [
    'Sandbox.Timedout',
    '{"errorMessage":"Task timed out after 900 seconds"}',
    'Sandbox.Timedout',
    /timed out after 900/,
  ],
  ['States.Timeout', '', 'States.Timeout', /ended unexpectedly \(States.Timeout\)/],
  ['UnknownStep', 'a function named a step', 'UnknownStep', /a function named a step/],
])('the error %s is told', (name, Cause, code, reason) => {
  const facts = failureFacts({ ...state, error: { Error: name, Cause } }, place);
  expect(facts.code).toBe(code);
  expect(facts.reason).toMatch(reason);
});

test('the failure of a query links it', () => {
  const runs = [
    { name: 'deletions', state: 'succeeded', attempt: 1, id: 'a' },
    { name: 'coverage', state: 'failed', attempt: 2, id: 'b' },
  ] as const;
  const error = { Error: 'QueryFailed', Cause: cause('the query of coverage failed') };
  expect(failureFacts({ ...state, next: 'summarize', queries: { ...queries, runs }, error }, place)).toEqual({
    step: 'querying the logs',
    code: 'QueryFailed',
    reason: 'the query of coverage failed',
    queryLink: 'https://eu-west-1.console.aws.amazon.com/athena/home?region=eu-west-1#/query-editor/history/b',
  });
});

const subscription = (Endpoint: string, SubscriptionArn: string) => ({ Endpoint, SubscriptionArn, Protocol: 'email' });
const confirmed = 'arn:aws:sns:eu-west-1:111122223333:t:0123';

test.each([
  [[subscription('ops@acme.example', confirmed)], 'confirmed'],
  [[subscription('OPS@acme.example', confirmed)], 'confirmed'],
  [[subscription('ops@acme.example', 'PendingConfirmation')], 'pending'],
  [[subscription('ops@acme.example', 'PendingConfirmation'), subscription('ops@acme.example', confirmed)], 'confirmed'],
  [[subscription('ops@acme.example', 'Deleted')], 'gone'],
  [[subscription('other@acme.example', confirmed)], 'gone'],
  [[], 'gone'],
])('subscriptions %j are %s', (subscriptions, expected) => {
  expect(subscriptionState(subscriptions, 'ops@acme.example')).toBe(expected);
});
