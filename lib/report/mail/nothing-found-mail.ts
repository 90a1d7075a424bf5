import { type Mail, makeMail } from './mail';
import type { FoundFacts, RunFacts } from './mail-facts';
import { field, renderFoot, renderRun, shortAnalyses } from './run-lines';

/** Tells that there are no logs for the window, and why that may be. `hints` are sentences without a full stop. */
export function renderNothingFoundMail(run: RunFacts, found: FoundFacts, hints: readonly string[]): Mail {
  return makeMail(`S3 Log Audit: no logs found for ${shortAnalyses(run)} (${run.stackName})`, [
    'The audit found no log objects for the window. No query was run, so this says nothing about what happened.',
    '',
    ...renderRun(run),
    ...found.notes.map((note) => field('Note', note)),
    '',
    'Likely causes:',
    ...hints.map((hint) => `- ${hint}`),
    ...renderFoot(run),
  ]);
}
