import { accessReport } from './access';
import { trailReport } from './trail';

/** Expected panels by log type, computed from the events themselves. */
export const expectedReports = {
  'access-logs': accessReport,
  cloudtrail: trailReport,
} as const;
