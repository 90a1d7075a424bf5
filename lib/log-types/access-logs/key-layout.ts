import { DAY_MS } from '../../shared/utc-dates';
import type { FileVerdict } from '../log-type';
import { isHidden } from '../paths';

/**
 * `[prefix]YYYY-MM-DD-hh-mm-ss-UNIQUE`, alone (flat) or below `[account]/[region]/[bucket]/YYYY/MM/DD/` (partitioned).
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
 */
const LOG_OBJECT = /(\d{4})-(\d{2})-(\d{2})-(\d{2})-(\d{2})-(\d{2})-[0-9A-Fa-f]{8,}(?:\.log)?(?:\.gz)?$/;
const OTHER_KIND =
  /\.(json|json\.gz|ndjson|parquet|csv|tsv|html?|md|ya?ml|xml|zip|tar|tgz|tar\.gz|zst|bz2|xz|7z|png|pdf|sql|db|duckdb)$/i;

/** What the name of an access-log object tells. */
export function classifyAccessLog(path: string): FileVerdict {
  if (isHidden(path)) return { kind: 'skip', reason: 'hidden file' };
  if (/_CloudTrail(-\w+)?_/.test(path)) return { kind: 'skip', reason: 'CloudTrail log' };
  const match = LOG_OBJECT.exec(path);
  if (match) return deliveredAt(match);
  return OTHER_KIND.test(path) ? { kind: 'skip', reason: 'other file' } : { kind: 'log' };
}

function deliveredAt(match: RegExpExecArray): FileVerdict {
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const delivered = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  // partitioned by event time, S3 writes 00-00-00 for the whole day of the events
  const spanMs = hour === 0 && minute === 0 && second === 0 ? DAY_MS : 1000;
  return { kind: 'log', delivered, eventsBefore: new Date(delivered.getTime() + spanMs) };
}
