import { accessAnswers } from './access';

/** Expected answers by log type and id of the analysis, computed from the events themselves. */
export const expectedAnswers = {
  'access-logs': accessAnswers,
} as const;
