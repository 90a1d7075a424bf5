import { MINUTE_MS } from '../../shared/utc-dates';
import type { FileVerdict, SkipReason } from '../log-type';
import { isHidden } from '../paths';

/**
 * `AWSLogs/[o-…/]<account>/CloudTrail/<region>/YYYY/MM/DD/<account>_CloudTrail_<region>_YYYYMMDDTHHmmZ_<unique>.json.gz`
 * Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
 */
const LOG_OBJECT = /_CloudTrail_[a-z0-9-]+_(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})Z_[A-Za-z0-9]+\.json(?:\.gz)?$/;

/** The name tells the minute of the delivery, rounded to five minutes; events up to this much later are looked for. */
const NAME_SLACK_MS = 15 * MINUTE_MS;

const OTHER_TRAILS: readonly (readonly [RegExp, SkipReason])[] = [
  [/(^|\/)CloudTrail-Digest\/|_CloudTrail-Digest_/, 'CloudTrail digest'],
  [/(^|\/)CloudTrail-Insights?\/|_CloudTrail-Insights?_/, 'CloudTrail Insights'],
  [/(^|\/)CloudTrail-NetworkActivity\/|_CloudTrail-NetworkActivity_/, 'CloudTrail network activity'],
  [/(^|\/)CloudTrail-Aggregated\w*\/|_CloudTrail-Aggregated\w*_/, 'aggregated CloudTrail events'],
];

/** What the name of a CloudTrail object tells. */
export function classifyCloudTrail(path: string): FileVerdict {
  if (isHidden(path)) return { kind: 'skip', reason: 'hidden file' };
  const other = OTHER_TRAILS.find(([pattern]) => pattern.test(path));
  if (other) return { kind: 'skip', reason: other[1] };
  const match = LOG_OBJECT.exec(path);
  if (match) return deliveredAt(match);
  return /\.json(\.gz)?$/.test(path) ? { kind: 'log' } : { kind: 'skip', reason: 'other file' };
}

function deliveredAt(match: RegExpExecArray): FileVerdict {
  const [year, month, day, hour, minute] = match.slice(1, 6).map(Number) as [number, number, number, number, number];
  const delivered = new Date(Date.UTC(year, month - 1, day, hour, minute));
  return { kind: 'log', delivered, eventsBefore: new Date(delivered.getTime() + NAME_SLACK_MS) };
}
