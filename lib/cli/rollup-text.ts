import { formatBytes } from '../report/sizes';
import { formatCount } from '../report/terminal/numbers';
import type { Style } from '../report/terminal/style';
import type { PeriodPreview } from '../rollup/preview-period';
import type { PeriodOutcome } from '../rollup/roll-up-period';
import type { RollupTally } from '../rollup/rollup-tally';
import { type OutputHost, shown } from './output-host';
import { showProgressLine } from './progress';

/** Shows how far a rollup is, when it takes over a second. @returns a function that ends it */
export function showRollupProgress(host: OutputHost, tally: RollupTally): () => void {
  return showProgressLine(host, (elapsedMs) => rollupProgressLine(tally, elapsedMs));
}

/** `1,234 of 5,000 logs merged, 12.3 MB, 350 logs/s, 3 rollups`. */
export function rollupProgressLine(tally: RollupTally, elapsedMs: number): string {
  const { plan, read, readBytes, listed, written } = tally;
  const perSecond = formatCount(Math.round(read / (elapsedMs / 1000)));
  const total = `${formatCount(plan.objects)}${listed ? '' : ' or more'}`;
  return `${formatCount(read)} of ${total} logs merged, ${formatBytes(readBytes)}, ${perSecond} logs/s, ${formatCount(written, 'rollup')}`;
}

/** Rollups that could not be made are named, so many at most. */
const NAMED_FAILURES = 10;

const LEAVES = {
  leave: 'nothing to add to',
  refuse: 'refuse to write anew, because logs that are in it are no longer there:',
} as const;

/** What would be done with a rollup, as one line. */
export function renderPreview({ output, action, sources, bytes, contained, deleted }: PeriodPreview): string {
  const parts = [
    sources > 0 && `${formatCount(sources, 'log')} (${formatBytes(bytes)})`,
    contained > 0 && `${formatCount(contained)} in it already`,
    deleted > 0 && `delete ${formatCount(deleted, 'log')}`,
  ].filter((part) => part !== false);
  const verb = action === 'leave' || action === 'refuse' ? LEAVES[action] : action;
  return `${verb} ${shown(output)}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`;
}

/** What was done with a rollup, as one line. */
export function renderPeriod({ output, merged, contained, deleted, left, lines, bytes }: PeriodOutcome): string {
  const parts = [
    `${formatCount(merged, 'log')} added`,
    contained > 0 && `${formatCount(contained)} in it already`,
    deleted > 0 && `${formatCount(deleted)} deleted`,
    left.length > 0 && `${formatCount(left.length)} left`,
  ].filter((part) => part !== false);
  return `${shown(output)}: ${parts.join(', ')}; ${formatCount(lines, 'line')}, ${formatBytes(bytes)}`;
}

/** What a rollup has done, as a few lines for a person. `address` must be escaped before. */
export function renderRollup(tally: RollupTally, address: string, dryRun: boolean, style: Style): readonly string[] {
  const { merged, mergedBytes, written, contained, deleted } = tally;
  const counts = [
    `${formatCount(merged, 'log')} (${formatBytes(mergedBytes)}) ${dryRun ? 'to merge' : 'merged'} into ${formatCount(written, 'rollup')}`,
    contained > 0 && `${formatCount(contained)} merged before`,
    deleted > 0 && `${formatCount(deleted)} ${dryRun ? 'to delete' : 'deleted'}`,
  ].filter((text) => text !== false);
  return [
    `${address}: ${counts.join(', ')}`,
    ...[...tally.plan.notMerged].map(
      ([reason, { objects, bytes }]) => `not merged: ${formatCount(objects)} (${formatBytes(bytes)}), ${reason}`,
    ),
    ...renderAbandoned(tally),
    ...renderLeft(tally, style),
    ...renderFailures(tally, style),
  ];
}

/** One cause, such as a denial, may make every rollup fail. */
function renderFailures({ failures }: RollupTally, style: Style): readonly string[] {
  const named = failures.slice(0, NAMED_FAILURES);
  const more = failures.length - named.length;
  return [
    ...named.map(({ message, refused }) => `${style.red(refused ? 'refused:' : 'failed:')} ${shown(message)}`),
    ...(more > 0 ? [`… and ${formatCount(more, 'more rollup')} (all are in --json)`] : []),
  ];
}

function renderAbandoned({ abandoned }: RollupTally): readonly string[] {
  const { aborted = 0, problem } = abandoned ?? {};
  return [
    ...(aborted > 0 ? [`given up: ${formatCount(aborted, 'upload')} of rollups that were killed over a day ago`] : []),
    ...(problem === undefined ? [] : [`note: uploads of killed rollups were not looked for: ${shown(problem)}`]),
  ];
}

function renderLeft({ left, leftCount }: RollupTally, style: Style): readonly string[] {
  if (leftCount === 0) return [];
  const more = leftCount - left.length;
  return [
    ...left.map(({ key, reason }) => `${style.yellow('left:')} ${shown(key)}: ${shown(reason)}`),
    ...(more > 0 ? [`… and ${formatCount(more, 'more log')}`] : []),
  ];
}

/** What a rollup has done, for programs. */
export function rollupFacts(tally: RollupTally, address: string, dryRun: boolean, requests: number): object {
  const { plan, written, unchanged, merged, mergedBytes, contained, deleted, leftCount, left, failures, abandoned } =
    tally;
  return {
    destination: address,
    dryRun,
    found: { objects: plan.objects, bytes: plan.bytes },
    rollups: { written, unchanged, failed: failures.length },
    logs: { merged, mergedBytes, mergedBefore: contained, deleted, left: leftCount },
    notMerged: [...plan.notMerged].map(([reason, amount]) => ({ reason, ...amount })),
    left,
    failures,
    abandonedUploads: abandoned ?? { aborted: 0 },
    requests,
  };
}
