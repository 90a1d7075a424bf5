import { EVENTS_OF_CALL, EVENTS_OF_PERIOD } from './rollup-limits';
import { addCounts, LEFT, type PeriodOutcome, type RollupState } from './rollup-state';

/** Problems that are named; all are counted. */
const NAMED_PROBLEMS = 20;

/** Adds what became of the periods of a round to what is known, and forgets the round. */
export function settleRound({ results = [], ...state }: RollupState): RollupState {
  const isUnfinished = results.some(({ unfinished }) => unfinished);
  const outcomes = isUnfinished ? results.map(toBeTriedAgain) : results;
  const found = outcomes.flatMap(({ period, problem }) => (problem ? [{ period, ...problem }] : []));
  const calls = results.reduce((sum, result) => sum + result.calls, 0);
  return {
    ...state,
    items: [],
    // what is unfinished has logs still, and is found again
    place: isUnfinished ? state.roundPlace : state.place,
    events: state.events + results.length * EVENTS_OF_PERIOD + calls * EVENTS_OF_CALL,
    totals: outcomes.reduce(addOutcome, state.totals),
    problems: [...state.problems, ...found].slice(0, NAMED_PROBLEMS),
  };
}

/** The whole round is gone through again: what has a problem now counts as it ends then. */
function toBeTriedAgain({ problem, ...outcome }: PeriodOutcome): PeriodOutcome {
  return problem ? { ...outcome, counts: { ...outcome.counts, left: 0 }, unfinished: true } : outcome;
}

function addOutcome(totals: RollupState['totals'], { counts, problem, unfinished }: PeriodOutcome) {
  const isLeft = problem?.code === LEFT;
  return {
    ...addCounts(totals, counts),
    periods: totals.periods + (unfinished ? 0 : 1),
    failed: totals.failed + (problem && !isLeft ? 1 : 0),
    incomplete: totals.incomplete + (isLeft ? 1 : 0),
  };
}
