/** Names of what a rollup keeps in the work bucket. */
export const KEPT = {
  /** The periods of a round. */
  round: (round: number) => `rollup-${round}`,
  /** What became of the rollup. */
  summary: 'rollup',
  /** Which failures have been told; of all rollups of the stack. */
  told: 'told-failures',
} as const;

/** In place of the id of a run, for what all rollups of the stack know. */
export const ALL_ROLLUPS = 'rollups';
