import type { LifecycleRule } from '@aws-sdk/client-s3';
import { DAY_MS } from '../../shared/utc-dates';
import { type Finding, finding } from './catalogue';

/** Incidents are often found weeks later. */
const KEEP_DAYS = 90;

/** Logs that are deleted too early, or never. `folder` is what all their keys begin with. */
export function findLifecycleFaults(
  target: string,
  folder: string,
  rules: readonly LifecycleRule[],
  now: Date,
): readonly Finding[] {
  const expiring = rules
    .filter(({ Status }) => Status === 'Enabled')
    .map((rule) => ({ rule, days: daysOf(rule, now), reach: reachOf(rule, folder) }))
    .filter(({ days, reach }) => days !== undefined && reach !== 'none');
  const early = expiring.filter(({ days = 0 }) => days < KEEP_DAYS);
  if (early.length > 0) {
    const named = early.map(({ rule: { ID = 'without a name' }, days }) => `${ID} (${days} days)`);
    return [
      finding('logs-expire-early', `lifecycle of ${target}: ${named.join(', ')} expires what is below '${folder}'`),
    ];
  }
  if (expiring.some(({ reach }) => reach === 'all')) return [];
  return [finding('logs-never-expire', `no lifecycle rule of ${target} expires all that is below '${folder}'`)];
}

/** After how many days it deletes; undefined when it deletes no current object. A date holds for all that comes later, too. */
function daysOf({ Expiration }: LifecycleRule, now: Date): number | undefined {
  if (Expiration?.Days !== undefined) return Expiration.Days;
  if (Expiration?.Date === undefined) return undefined;
  return Math.max(0, Math.floor((Expiration.Date.getTime() - now.getTime()) / DAY_MS));
}

/** Which of the logs a rule is about. */
function reachOf({ Prefix, Filter = {} }: LifecycleRule, folder: string): 'all' | 'some' | 'none' {
  const { And = {} } = Filter;
  // nobody tags log objects when they are delivered
  if (Filter.Tag || (And.Tags?.length ?? 0) > 0) return 'none';
  const prefix = Prefix ?? Filter.Prefix ?? And.Prefix ?? '';
  const sizes = [Filter, And].flatMap((part) => [part.ObjectSizeGreaterThan, part.ObjectSizeLessThan]);
  const bySize = sizes.some((size) => size !== undefined);
  if (folder.startsWith(prefix)) return bySize ? 'some' : 'all';
  // behind the folder comes a date
  return prefix.startsWith(folder) && /^\d/.test(prefix.slice(folder.length)) ? 'some' : 'none';
}
