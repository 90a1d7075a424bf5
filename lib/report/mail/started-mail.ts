import { type Mail, makeMail } from './mail';
import type { FoundFacts, RunFacts } from './mail-facts';
import { field, renderFoot, renderFound, renderRun, shortAnalyses } from './run-lines';

/** Tells that a run has begun, what it found and what it will cost. */
export function renderStartedMail(run: RunFacts, found: FoundFacts): Mail {
  return makeMail(`S3 Log Audit: started ${shortAnalyses(run)} (${run.stackName})`, [
    found.objects === 0
      ? 'The audit has started, but found no logs. Another mail says why that may be.'
      : 'The audit has started. Its results come in another mail.',
    '',
    ...renderRun(run),
    ...renderFound(found),
    ...(found.objects === 0 ? [] : [field('Cost', found.cost)]),
    ...renderFoot(run),
  ]);
}
