import { DAY_MS } from '../../lib/shared/utc-dates';
import type { AthenaEngine, LocalAws } from '../aws';
import { bodyOf } from '../aws/s3/stored-object';
import { LOG_BUCKET } from './audit-cloud';

/** Days over which flat logs are spread; runs of one of them look at it and at the two of the delivery padding. */
const DAYS = 30;
const RANGE_DAYS = 3;
const FIRST_MS = Date.parse('2026-01-10T00:00:00Z');
export const MANY_PREFIX = 'logs/';
export const MANY_DAY = '2026-01-20';

const NAMES_OF_DAYS = Array.from({ length: DAYS }, (_, day) =>
  new Date(FIRST_MS + day * DAY_MS).toISOString().slice(0, 10),
);
const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));

/** Replaces the log bucket by one with so many logs in the range of a run of {@link MANY_DAY}, and ten times as many in all. */
export function createManyLogs(aws: LocalAws, inRange: number): void {
  const ofDay = inRange / RANGE_DAYS;
  const content = bodyOf('one line\n');
  aws.s3.buckets.delete(LOG_BUCKET);
  aws.s3.createSyntheticBucket(
    { name: LOG_BUCKET },
    { count: ofDay * DAYS, keyAt: (index) => keyAt(index, ofDay), contentAt: () => content },
  );
}

/** Made often, so without a Date. */
function keyAt(index: number, ofDay: number): string {
  const day = Math.floor(index / ofDay);
  const second = Math.floor(((index - day * ofDay) * 86_400) / ofDay);
  const [hours, minutes, seconds] = [second / 3600, (second / 60) % 60, second % 60].map(
    (number) => TWO_DIGITS[Math.floor(number)],
  );
  return `${MANY_PREFIX}${NAMES_OF_DAYS[day]}-${hours}-${minutes}-${seconds}-${(2 ** 40 + index).toString(16).toUpperCase()}00000`;
}

/** The first and the last key of the range. */
export function endsOfRange(inRange: number): readonly [string, string] {
  const ofDay = inRange / RANGE_DAYS;
  const first = NAMES_OF_DAYS.indexOf(MANY_DAY) * ofDay;
  return [keyAt(first, ofDay), keyAt(first + inRange - 1, ofDay)];
}

/** Answers that all objects were read and had nothing in them, without reading: what is looked at is the way there. */
export function answersNothing(inRange: number): AthenaEngine {
  const coverage = [
    'objects',
    'records',
    'parsed',
    'unparsed',
    'duplicates',
    'outside_window',
    'first_event',
    'last_event',
  ];
  const counted = [String(inRange), '0', '0', '0', '0', '0', null, null];
  return {
    async run({ sql }) {
      const isCoverage = sql.includes('as objects');
      const columns = (isCoverage ? coverage : ['event_time']).map((name) => ({ name, type: 'varchar' }));
      async function* rows() {
        if (isCoverage) yield [counted];
      }
      return { columns, rows: rows(), scannedBytes: 0 };
    },
  };
}
