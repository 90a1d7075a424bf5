/*
 * How a rollup is cut into pieces. Together they keep the state of an execution far below 256 KB, and its history below the
 * 25,000 events that Step Functions allows: even a round in which every call of every period is tried seven times makes
 * some 10,000.
 */

/** Periods that are rolled up at the same time; each is an invocation of a function. */
export const PERIODS_AT_ONCE = 5;
/** Periods of a round: what one state holds. */
export const PERIODS_IN_ROUND = 40;
/** Invocations for one period in a round; what is not done then is found again. */
export const CALLS_OF_PERIOD = 8;
/** Events that an iteration makes besides those of its calls, and that each call makes. */
export const EVENTS_OF_PERIOD = 6;
export const EVENTS_OF_CALL = 10;
/** After so many events the rest is left to another execution. */
export const EVENTS_OF_EXECUTION = 12_000;
