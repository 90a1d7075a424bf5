import type { TrailEvent } from '../../trail/event';
import type { Answer } from '../selection';
import { anonymousAccess, crossAccountAccess, networkPaths, objectAccess, topRequests, weakAccess } from './access';
import { buckets, configChanges, lifecycleRules } from './config';
import { deletionSummary, deletions } from './deletions';
import { accessDenied, accessDeniedSummary, clientErrors, serverErrors } from './errors';

/** The expected answers over CloudTrail, by the id of the analysis. */
export const trailAnswers: Record<string, Answer<TrailEvent>> = {
  deletions,
  'deletion-summary': deletionSummary,
  'access-denied': accessDenied,
  'access-denied-summary': accessDeniedSummary,
  'client-errors': clientErrors,
  'server-errors': serverErrors,
  'config-changes': configChanges,
  buckets,
  'anonymous-access': anonymousAccess,
  'object-access': objectAccess,
  'network-paths': networkPaths,
  'top-requests': topRequests,
  'cross-account-access': crossAccountAccess,
  'weak-access': weakAccess,
  'lifecycle-rules': lifecycleRules,
};
