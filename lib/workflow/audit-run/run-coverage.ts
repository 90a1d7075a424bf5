import type { Coverage } from '../../report/coverage';
import { LOSSES } from './choose-objects';
import type { AnswerDigest } from './read-answer';
import type { RunPlan } from './run-plan';
import type { LostObject, RunState } from './run-state';

/** The coverage of a run, from the answer to its coverage query and from what the plan left out. */
export function toCoverage(digest: AnswerDigest, plan: RunPlan, state: RunState, logBucket: string): Coverage {
  const value = (column: string) => digest.firstRows[0]?.[digest.columns.indexOf(column)] ?? null;
  const count = (column: string) => Number(value(column) ?? 0);
  const losses: readonly string[] = LOSSES;
  const skipped = Object.fromEntries(Object.entries(plan.leftOut).filter(([reason]) => !losses.includes(reason)));
  const counts = state.logType === 'cloudtrail' ? { records: count('records') } : { lines: count('records') };
  return {
    files: count('objects'),
    skippedFiles: Object.values(skipped).reduce((sum, number) => sum + number, 0),
    skippedFilesByReason: skipped,
    bytes: plan.bytes,
    ...counts,
    parsed: count('parsed'),
    unparsed: count('unparsed'),
    duplicates: count('duplicates'),
    outsideWindow: count('outside_window'),
    firstEvent: value('first_event'),
    lastEvent: value('last_event'),
    unreadable: lostObjects(plan, state).map(({ key, reason }) => ({
      file: `s3://${logBucket}/${key}`,
      reason,
      partial: false,
    })),
    notes: plan.notes,
  } as Coverage;
}

/** First log objects that are not in the answers. */
export function lostObjects(plan: RunPlan, { copy }: RunState): readonly LostObject[] {
  return [...plan.lost, ...(copy?.failures ?? [])];
}

/** Why the answers do not rest on all logs of the window, sentences without a full stop; none when they do. */
export function partialReasons(plan: RunPlan, state: RunState, coverage: Coverage | undefined): readonly string[] {
  const { copy } = state;
  const expected = copy === undefined ? plan.objects : (copy.copied ?? 0) + plan.rolledUp;
  return [
    ...LOSSES.flatMap((reason) => {
      const count = plan.leftOut[reason] ?? 0;
      return count === 0 ? [] : [lossSentence(reason, count)];
    }),
    ...(copy?.failed
      ? [
          `${copy.failed} of ${copy.failed + (copy.copied ?? 0)} log objects could not be copied${copy.unreadable ? ` (${copy.unreadable})` : ''}`,
        ]
      : []),
    ...(coverage === undefined ? ['how much of the logs was read is not known: the coverage query failed'] : []),
    ...(coverage !== undefined && coverage.files < expected
      ? [`${coverage.files} of ${expected} log objects were read; the others have no line, or Athena passed them over`]
      : []),
  ];
}

function lossSentence(reason: (typeof LOSSES)[number], count: number): string {
  const objects = `${count} log object${count === 1 ? '' : 's'}`;
  const verb = count === 1 ? 'is' : 'are';
  switch (reason) {
    case 'excluded':
      return `${objects} ${verb} left out, as excludeObjects asks`;
    case 'archived':
      return `${objects} ${verb} archived (GLACIER or DEEP_ARCHIVE) and left out; restore them and run again with CopyMode Copy`;
    case 'too large':
      return `${objects} ${verb} over 5 GB, too large to be copied, and left out`;
    case 'key too long':
      return `${objects} ${verb} left out, because a copy would have a name of more than 1,024 bytes`;
  }
}
