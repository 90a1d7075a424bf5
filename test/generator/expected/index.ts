import { accessAnswers } from './access';
import { trailAnswers } from './trail';

/** Expected answers by log type and id of the analysis, computed from the events themselves. */
export const expectedAnswers = {
  'access-logs': accessAnswers,
  cloudtrail: trailAnswers,
} as const;
