import { type Fact, isKnown, type Unknown } from '../fact';
import type { RegionalTrail } from '../trails/read-trails';
import { bestOf, type Selected, selectedDeletions } from '../trails/selected-deletions';
import { type Finding, finding } from './catalogue';

/** What of the deletions in a bucket the trails of its Region don't record. */
export function findTrailGaps(
  bucket: string,
  partition: string,
  trails: Fact<readonly RegionalTrail[]> | undefined,
): readonly Finding[] {
  if (trails === undefined) return [];
  if (!isKnown(trails)) return [hidden(bucket, 'the trails of its Region', trails)];
  const objects = `arn:${partition}:s3:::${bucket}/`;
  const judged = trails.value.map((trail) => ({ trail, selected: selectionOf(trail, objects) }));
  const recording = judged.filter(({ trail }) => isKnown(trail.isLogging) && trail.isLogging.value);
  const best = bestOf(recording.flatMap(({ selected }) => (isKnown(selected) ? [selected.value] : [])));
  if (best.deletions === 'all') return [];
  return [findUnread(bucket, judged) ?? findGap(bucket, judged, best)];
}

interface Judged {
  readonly trail: RegionalTrail;
  readonly selected: Fact<Selected>;
}

function selectionOf({ selectors }: RegionalTrail, objects: string): Fact<Selected> {
  return isKnown(selectors) ? { value: selectedDeletions(selectors.value, objects) } : selectors;
}

/** A trail that may record it after all, if only one could see. */
function findUnread(bucket: string, judged: readonly Judged[]): Finding | undefined {
  for (const { trail, selected } of judged) {
    const isOff = isKnown(trail.isLogging) && !trail.isLogging.value;
    if (!isKnown(selected) && !isOff) return hidden(bucket, `what the trail ${trail.arn} records`, selected);
    const records = isKnown(selected) && selected.value.deletions !== 'none';
    if (records && !isKnown(trail.isLogging)) return hidden(bucket, `whether ${trail.arn} is on`, trail.isLogging);
  }
  return undefined;
}

function findGap(bucket: string, judged: readonly Judged[], best: Selected): Finding {
  const off = judged.find(({ selected }) => isKnown(selected) && selected.value.deletions === 'all');
  if (off) return finding('trail-off', `the trail ${off.trail.arn} would record deletions in ${bucket}, but it is off`);
  if (best.deletions === 'some') {
    return finding('trail-partial', `trails record of the deletions in ${bucket} ${best.because.join('; ')}`);
  }
  const count = judged.length;
  const which = count === 0 ? 'there is no trail in its Region' : `none of the ${count} trails of its Region does`;
  return finding('trail-missing', `no trail records the deletions in ${bucket}: ${which}`);
}

function hidden(bucket: string, what: string, why: Unknown): Finding {
  return finding('unknown', `can't tell for ${bucket} ${what}: ${why.unknown}`, 'trail-missing');
}
