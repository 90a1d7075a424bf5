import type { DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import { rollupDefinition } from '../../../lib/infra/rollup-definition';
import { readStack } from '../../../lib/workflow/deployed-stack/find-stack';
import {
  addEarlier,
  isStateOfRollup,
  KNOWN_ROLLUP_STATES,
  type RollupOutcome,
  reportRollup,
} from '../../../lib/workflow/deployed-stack/rollup-report';
import { NO_COUNTS, type PeriodProblem, type RollupState } from '../../../lib/workflow/log-rollup/rollup-state';
import { stackAnswer } from './stack-answers';

interface States {
  readonly [name: string]: { readonly ItemProcessor?: { readonly States: object } };
}

const { States } = rollupDefinition() as { States: States };
const ofPeriod = Object.values(States).flatMap(({ ItemProcessor }) => Object.keys(ItemProcessor?.States ?? {}));

test('every state of the state machine has words for what a rollup does there', () => {
  expect([...KNOWN_ROLLUP_STATES].sort()).toEqual([...Object.keys(States), ...ofPeriod].sort());
});

test('states of single periods are told from those of the rollup', () => {
  expect(KNOWN_ROLLUP_STATES.filter((name) => !isStateOfRollup(name)).sort()).toEqual([...ofPeriod].sort());
});

test.each<[DescribeExecutionOutput['status'], number, RollupOutcome]>([
  ['SUCCEEDED', 0, 'done'],
  ['SUCCEEDED', 1, 'incomplete'],
  ['FAILED', 1, 'failed'],
  ['ABORTED', 0, 'stopped'],
  ['TIMED_OUT', 0, 'timed-out'],
  ['RUNNING', 0, 'running'],
])('%s with %i incomplete periods is %s', (status, incomplete, outcome) => {
  expect(report({ status }, { totals: totals({ incomplete }) }).outcome).toBe(outcome);
});

test('a rollup that goes on for another one counts what both did, and is no better than either', () => {
  const failed = report(
    { status: 'FAILED', error: 'RollupIncomplete', cause: '1 of 9' },
    { totals: totals({ failed: 1 }), problems: [problem('a')] },
  );
  const fine = report({ status: 'SUCCEEDED' }, { totals: totals({}) });
  const left = report(
    { status: 'SUCCEEDED', startDate: new Date(1000) },
    { totals: totals({ incomplete: 2 }), problems: [problem('b')] },
  );
  const both = addEarlier(fine, failed);
  expect(both).toMatchObject({
    outcome: 'failed',
    failure: { code: 'RollupIncomplete', message: '1 of 9' },
    totals: { periods: 18, failed: 1, merged: 200 },
  });
  expect(addEarlier(left, fine).outcome).toBe('incomplete');
  expect(addEarlier(fine, left).outcome).toBe('incomplete');
  expect(addEarlier(left, failed)).toMatchObject({
    outcome: 'failed',
    startedAt: failed.startedAt,
    problems: [problem('a'), problem('b')],
  });
  expect(addEarlier(failed, fine).outcome).toBe('failed');
  expect(addEarlier(fine, fine).outcome).toBe('done');
});

test('one that took too long is told so', () => {
  expect(report({ status: 'TIMED_OUT' }, {}).failure?.message).toMatch(/^it took longer .*; the next one goes on/);
});

function problem(period: string): PeriodProblem {
  return { period, code: 'LogsDenied', reason: '' };
}

function totals(more: Partial<RollupState['totals']>): RollupState['totals'] {
  return { ...NO_COUNTS, periods: 9, merged: 100, failed: 0, incomplete: 0, ...more };
}

function report(execution: Partial<DescribeExecutionOutput>, state: Partial<RollupState>) {
  const described = { executionArn: 'arn', stateMachineArn: 'machine', startDate: new Date(0), ...execution };
  return reportRollup(readStack(stackAnswer()), 'id', described as DescribeExecutionOutput, [
    { stateName: 'Done', state },
  ]);
}
