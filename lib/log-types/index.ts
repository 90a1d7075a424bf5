import { accessLogs } from './access-logs';
import { cloudTrail } from './cloudtrail';
import type { LogType, LogTypeId } from './log-type';

/** All log types by their id. */
export const LOG_TYPES: Readonly<Record<LogTypeId, LogType>> = { 'access-logs': accessLogs, cloudtrail: cloudTrail };
