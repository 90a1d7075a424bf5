import { type Mail, makeMail } from './mail';
import type { FailureFacts, RunFacts } from './mail-facts';
import { field, renderFoot, renderRun } from './run-lines';

/** Characters of a reason that are shown. */
const MAX_REASON = 4000;

/** Tells that a run has failed, and what to do. `run` is absent when the input of the run can't be understood. */
export function renderFailedMail(
  failure: FailureFacts,
  stack: Pick<RunFacts, 'stackName' | 'runId' | 'executionLink'>,
  run: RunFacts | undefined,
): Mail {
  return makeMail(`S3 Log Audit: FAILED, ${failure.code} (${stack.stackName})`, [
    'The audit has failed.',
    '',
    field('Step', failure.step),
    field('Failure', failure.code),
    field('Reason', unlinked(failure.reason).slice(0, MAX_REASON)),
    ...(failure.queryLink === undefined ? [] : [field('Query', failure.queryLink)]),
    '',
    ...(run ? renderRun(run) : []),
    ...renderFoot({ ...EMPTY, ...stack }),
  ]);
}

const EMPTY = {
  analyses: [],
  window: { from: '', to: '' },
  sourceBuckets: [],
  filters: {},
  logTitle: '',
  logs: '',
};

/** A reason may repeat what stands in a log. Keys in it stay as they are: people paste them into the next run. */
function unlinked(reason: string): string {
  return reason.replace(/http(?=s?:\/\/)/gi, 'hxxp');
}
