import { formatBytes } from '../sizes';
import { formatCount } from '../terminal/numbers';
import { harmless } from './harmless';
import type { FoundFacts, RunFacts } from './mail-facts';

/** What the run was asked for, as lines of a mail. */
export function renderRun(run: RunFacts): readonly string[] {
  const filters = Object.entries(run.filters).map(([name, values]) => `${name} ${values.map(harmless).join(' or ')}`);
  return [
    field('Analyses', run.analyses.join(', ')),
    field('Window', `${run.window.from} to ${run.window.to} (end not included)`),
    ...(run.sourceBuckets.length === 0 ? [] : [field('Buckets', run.sourceBuckets.join(', '))]),
    ...(filters.length === 0 ? [] : [field('Filters', filters.join('; '))]),
    field('Logs', `${run.logTitle} in ${run.logs}`),
  ];
}

const COPIED = 'the logs are copied, and the copies are read';

/** What was found, as lines of a mail. */
export function renderFound({ objects, bytes, copied, leftOut, notes }: FoundFacts): readonly string[] {
  const reasons = Object.entries(leftOut).map(([reason, count]) => `${formatCount(count)} ${reason}`);
  return [
    field('Found', `${formatCount(objects, 'log object')}, ${formatBytes(bytes)}`),
    ...(reasons.length === 0 ? [] : [field('Not read', reasons.join(', '))]),
    ...(objects === 0 ? [] : [field('Way', copied ? COPIED : 'the logs are read where they lie')]),
    ...notes.map((note) => field('Note', note)),
  ];
}

/** Where to look further, the last lines of every mail. */
export function renderFoot(run: RunFacts): readonly string[] {
  return ['', field('Run', run.runId), field('Stack', run.stackName), field('Execution', run.executionLink)];
}

/** The analyses as a subject has them. */
export function shortAnalyses({ analyses }: RunFacts): string {
  return analyses.length > 3 ? `${analyses.length} analyses` : analyses.join(', ');
}

/** A line with a name and a value. */
export function field(name: string, value: string): string {
  return `${name.padEnd(10)} ${value}`;
}
