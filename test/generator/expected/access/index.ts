import type { AccessEvent } from '../../access/event';
import type { Answer } from '../selection';
import { anonymousAccess, objectAccess, topRequests, weakAccess } from './access';
import { configChanges } from './config';
import { deletionSummary, deletions } from './deletions';
import { accessDenied, accessDeniedSummary, clientErrors, serverErrors, statusCodes } from './errors';
import { lifecycleActions, lifecycleStatistics } from './lifecycle';
import { latency, networkPaths, slowestRequests } from './timing';
import { bandwidthHogs, hotLinks, topKeys, trafficByDay } from './traffic';

/** The expected answers over access logs, by the id of the analysis. */
export const accessAnswers: Record<string, Answer<AccessEvent>> = {
  deletions,
  'deletion-summary': deletionSummary,
  'access-denied': accessDenied,
  'access-denied-summary': accessDeniedSummary,
  'client-errors': clientErrors,
  'server-errors': serverErrors,
  'config-changes': configChanges,
  latency,
  'slowest-requests': slowestRequests,
  'network-paths': networkPaths,
  'lifecycle-statistics': lifecycleStatistics,
  'lifecycle-actions': lifecycleActions,
  'anonymous-access': anonymousAccess,
  'object-access': objectAccess,
  'top-requests': topRequests,
  'weak-access': weakAccess,
  'traffic-by-day': trafficByDay,
  'top-keys': topKeys,
  'hot-links': hotLinks,
  'bandwidth-hogs': bandwidthHogs,
  'status-codes': statusCodes,
};
