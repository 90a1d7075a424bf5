import { DAY_MS } from '../../shared/utc-dates';
import type { FileVerdict } from '../log-type';
import { isHidden } from '../paths';
import { isRollupManifest, rollupPeriod } from './rollup-name';

/**
 * `[prefix]YYYY-MM-DD-hh-mm-ss-UNIQUE`, alone (flat) or below `[account]/[region]/[bucket]/YYYY/MM/DD/` (partitioned).
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
 */
const LOG_OBJECT = /(\d{4})-(\d{2})-(\d{2})-(\d{2})-(\d{2})-(\d{2})-[0-9A-Fa-f]{8,}(?:\.log)?(?:\.gz)?$/;
const OTHER_KIND =
  /\.(json|json\.gz|ndjson|parquet|csv|tsv|html?|md|ya?ml|xml|zip|tar|tgz|tar\.gz|zst|bz2|xz|7z|png|pdf|sql|db|duckdb)$/i;

/** What the name of an access-log object tells. */
export function classifyAccessLog(path: string): FileVerdict {
  const found = findLogName(path);
  if ('kind' in found) return found;
  // partitioned by event time, S3 writes 00-00-00 for the whole day of the events
  return { kind: 'log', delivered: found.delivered, eventsBefore: eventsBefore(found) };
}

/** The parts of the name of a log object as S3 gives it, or what else the name tells. */
export function findLogName(path: string): LogName | FileVerdict {
  if (isRollupManifest(path)) return { kind: 'skip', reason: 'rollup manifest' };
  if (isHidden(path)) return { kind: 'skip', reason: 'hidden file' };
  if (/_CloudTrail(-\w+)?_/.test(path)) return { kind: 'skip', reason: 'CloudTrail log' };
  const name = parseLogName(path);
  if (name) return name;
  const period = rollupPeriod(path);
  if (period) return { kind: 'log', delivered: period.start, eventsBefore: period.end };
  return OTHER_KIND.test(path) ? { kind: 'skip', reason: 'other file' } : { kind: 'log' };
}

/** What the name of a log object, as S3 gives it, is made of. */
export interface LogName {
  /** Everything before the time, with the folders. */
  readonly stem: string;
  readonly delivered: Date;
  /** Whether the time is midnight, which may stand for the whole day. */
  readonly isMidnight: boolean;
}

/** The parts of a log object's name; undefined for any other name, a rollup's among them. */
export function parseLogName(path: string): LogName | undefined {
  const match = LOG_OBJECT.exec(path);
  if (!match) return undefined;
  // millions of names are read, so nothing is made that is not kept
  const number = (group: number) => Number(match[group]);
  const [hour, minute, second] = [number(4), number(5), number(6)];
  return {
    stem: path.slice(0, match.index),
    delivered: new Date(Date.UTC(number(1), number(2) - 1, number(3), hour, minute, second)),
    isMidnight: hour === 0 && minute === 0 && second === 0,
  };
}

function eventsBefore({ delivered, isMidnight }: LogName): Date {
  return new Date(delivered.getTime() + (isMidnight ? DAY_MS : 1000));
}
