import { HOUR_MS, MINUTE_MS } from '../../shared/utc-dates';

/*
 * How long a run waits between two looks, and for how long at most. Together they keep the history of an execution far
 * below the 25,000 events that Step Functions allows.
 */

/** A copy is cancelled after this. */
export const COPY_LIMIT_MS = 48 * HOUR_MS;
/** The queries of a run are stopped after this. */
export const QUERIES_LIMIT_MS = 24 * HOUR_MS;
/** SNS deletes a subscription that nobody confirms after 48 hours. */
export const CONFIRMATION_LIMIT_MS = 47 * HOUR_MS;

/** Seconds until the next look at a copy: from 15 seconds to 5 minutes, growing with the time it has taken. */
export function copyWaitSeconds(elapsedMs: number): number {
  return growing(elapsedMs, 15, 300);
}

/** Seconds until the next look at the queries: from 5 seconds to a minute, and to 5 minutes when they take very long. */
export function queriesWaitSeconds(elapsedMs: number): number {
  return elapsedMs > 4 * HOUR_MS ? 300 : growing(elapsedMs, 5, 60);
}

/** Seconds until the next look at the subscription. */
export function confirmationWaitSeconds(elapsedMs: number): number {
  return elapsedMs < HOUR_MS ? (5 * MINUTE_MS) / 1000 : (30 * MINUTE_MS) / 1000;
}

/** A quarter of the time that has passed, within bounds: a look is late by a quarter at most. */
function growing(elapsedMs: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, Math.round(elapsedMs / 4000)));
}
