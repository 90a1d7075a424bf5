import { formatBytes } from '../sizes';
import { formatCount } from '../terminal/numbers';
import { harmless } from './harmless';
import { type Mail, makeMail } from './mail';
import { field } from './run-lines';

/** Rollups that have failed one after the other. */
export interface Failing {
  /** When the first of them began; ISO 8601. */
  readonly since: string;
  readonly runs: number;
  /** By the names of the failures that were mailed. */
  readonly told: Readonly<Record<string, string>>;
}

/** What a rollup did, and what it could not do. */
export interface RollupFacts {
  readonly stackName: string;
  readonly runId: string;
  readonly executionLink: string;
  /** Addresses: `s3://bucket/prefix`. */
  readonly source: string;
  readonly destination: string;
  readonly level: string;
  readonly format: string;
  /** Absent when it did not get that far. */
  readonly totals?: {
    readonly periods: number;
    readonly failed: number;
    readonly incomplete: number;
    readonly merged: number;
    readonly bytes: number;
    readonly left: number;
  };
  /** When rollups have failed before this one. */
  readonly failing?: Failing;
  /** The first ones. */
  readonly problems: readonly { readonly period: string; readonly code: string; readonly reason: string }[];
}

/** Characters of a reason that are shown. */
const MAX_REASON = 4000;

const NOTHING_LOST =
  'No line is lost or doubled: a log is deleted only after the rollup that holds it has been read back and compared. What could not be rolled up lies where it was, and is tried again at the next scheduled time.';

/** Tells which periods could not be rolled up, or not wholly, and why. */
export function renderRollupProblemsMail(facts: RollupFacts): Mail {
  const { failed = 0, incomplete = 0 } = facts.totals ?? {};
  const what = [
    ...(failed > 0 ? [`FAILED for ${formatCount(failed, 'period')}`] : []),
    ...(incomplete > 0 ? [`${formatCount(incomplete, 'period')} INCOMPLETE`] : []),
  ];
  const unnamed = failed + incomplete - facts.problems.length;
  return makeMail(`S3 Log Audit: rollup ${what.join(', ')} (${facts.stackName})`, [
    'The rollup is done, but not with everything.',
    NOTHING_LOST,
    '',
    ...facts.problems.flatMap(({ period, code, reason }) => [
      `- ${harmless(period)}`,
      `  ${code}${reason === '' ? '' : `: ${unlinked(reason)}`}`,
    ]),
    ...(unnamed > 0 ? [`- and ${formatCount(unnamed, 'period')} more`] : []),
    '',
    'docs/runbook.md of S3 Log Audit says for each name what to do.',
    '',
    ...renderRollup(facts),
  ]);
}

/** Tells why a rollup could not be done at all, or had to stop. */
export function renderRollupFailedMail(
  facts: RollupFacts,
  failure: { readonly code: string; readonly reason: string },
): Mail {
  return makeMail(`S3 Log Audit: rollup FAILED, ${failure.code} (${facts.stackName})`, [
    'The rollup has failed.',
    NOTHING_LOST,
    '',
    field('Failure', failure.code),
    field('Reason', unlinked(failure.reason).slice(0, MAX_REASON)),
    '',
    ...renderRollup(facts),
  ]);
}

/** Tells that nothing is left of what was told before. */
export function renderRollupRecoveredMail(facts: RollupFacts, { since, runs, told }: Failing): Mail {
  return makeMail(`S3 Log Audit: rollup works again (${facts.stackName})`, [
    'Everything was rolled up, also what could not be before.',
    '',
    field('Failed', `${formatCount(runs, 'rollup')} since ${since}`),
    field('Failures', Object.keys(told).join(', ')),
    '',
    ...renderRollup(facts),
  ]);
}

function renderRollup({ totals, failing, ...facts }: RollupFacts): readonly string[] {
  return [
    ...(failing
      ? [
          field('Failing', `since ${failing.since}, ${formatCount(failing.runs + 1, 'rollup')}`),
          'While this goes on there is a mail a day, and one when something else fails or all is well.',
          '',
        ]
      : []),
    field('Logs', facts.source),
    field('Rollup', `${facts.destination}, ${facts.level}, ${facts.format}`),
    ...(totals
      ? [
          field('Done', `${formatCount(totals.merged, 'log object')} merged, ${formatBytes(totals.bytes)}`),
          field('Periods', formatCount(totals.periods)),
          ...(totals.left > 0 ? [field('Left', formatCount(totals.left, 'log object'))] : []),
        ]
      : []),
    '',
    field('Run', facts.runId),
    field('Stack', facts.stackName),
    field('Execution', facts.executionLink),
  ];
}

/** A reason may repeat what stands in a key, which anybody who can write there may have chosen. */
function unlinked(reason: string): string {
  return reason.replace(/http(?=s?:\/\/)/gi, 'hxxp');
}
