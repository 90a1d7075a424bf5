import type { LogTypeId } from '../../log-types/log-type';
import { accessLogSource } from './access-log-source';
import { cloudTrailSource } from './cloudtrail-source';
import type { FileRepair } from './input-files';
import type { LogSource } from './log-source';
import { lineRepair } from './repair-lines';
import { recordRepair } from './repair-records';

/** How each log type is read, and how its odd files are repaired. */
export const SOURCES: Readonly<Record<LogTypeId, { readonly source: LogSource; readonly fileRepair: FileRepair }>> = {
  'access-logs': { source: accessLogSource, fileRepair: lineRepair },
  cloudtrail: { source: cloudTrailSource, fileRepair: recordRepair },
};
