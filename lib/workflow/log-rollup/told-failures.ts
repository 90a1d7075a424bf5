import { DAY_MS, HOUR_MS } from '../../shared/utc-dates';

/** Failures of rollups that have not stopped yet, as the work bucket keeps them. */
export interface ToldFailures {
  /** When the first of these rollups began; ISO 8601. */
  readonly since: string;
  /** Rollups that have failed since. */
  readonly runs: number;
  /** When each name of a failure was mailed last; ISO 8601. */
  readonly told: Readonly<Record<string, string>>;
}

/** While a failure goes on, it is mailed so often: a day, and room for rollups that are told sooner or later after their time. */
const EVERY_MS = DAY_MS - HOUR_MS;

/** Whether failures are to be mailed: those that are new, and all once a day. */
export function isMailDue(before: ToldFailures | undefined, codes: readonly string[], now: Date): boolean {
  return codes.some((code) => {
    const last = before?.told[code];
    return last === undefined || now.getTime() - new Date(last).getTime() >= EVERY_MS;
  });
}

/** What is known after another rollup has failed. */
export function addFailures(
  before: ToldFailures | undefined,
  codes: readonly string[],
  { startedAt, mailedAt }: { readonly startedAt: string; readonly mailedAt?: Date },
): ToldFailures {
  const mailed = mailedAt ? codes.map((code) => [code, mailedAt.toISOString()] as const) : [];
  return {
    since: before?.since ?? startedAt,
    runs: (before?.runs ?? 0) + 1,
    told: { ...before?.told, ...Object.fromEntries(mailed) },
  };
}
