/** Names of what a rollup keeps in the work bucket. */
export const KEPT = {
  /** The periods of a round. */
  round: (round: number) => `rollup-${round}`,
  /** What became of the rollup. */
  summary: 'rollup',
} as const;
