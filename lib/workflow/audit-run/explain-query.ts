import type { QueryFailure } from '../../engines/athena/query-failure';
import { formatBytes } from '../../report/sizes';
import { oneLine } from '../../shared/errors';
import { workKeys } from './cloud-names';
import type { Settings } from './settings';

type Place = Pick<Settings, 'stackName' | 'logBucket' | 'workBucket' | 'bytesScannedLimit' | 'database'>;

/** Characters of Athena's own words that are told. */
const MAX_REASON = 250;

/** What the failure of a query means to the person who waits for it, and what to do. */
export function explainQueryFailure(
  { code, reason, object }: QueryFailure,
  runId: string,
  place: Place,
): { readonly code: QueryFailure['code']; readonly message: string } {
  const short = oneLine(reason).slice(0, MAX_REASON);
  return { code, message: `${happened(code, short, object, runId, place)}; ${remedy(code, object, runId, place)}` };
}

function happened(
  code: QueryFailure['code'],
  reason: string,
  object: string | undefined,
  runId: string,
  place: Place,
): string {
  switch (code) {
    case 'LOG_OBJECT_UNREADABLE':
      return `Athena could not read the log object s3://${place.logBucket}/${sourceKey(object, runId, place)} (${reason})`;
    case 'SCAN_LIMIT_REACHED':
      return `the query read more than the ${formatBytes(place.bytesScannedLimit ?? 0)} that the stack allows a query (${reason})`;
    case 'QUERY_CANCELLED':
      return `the query was stopped (${reason})`;
    default:
      return reason;
  }
}

function remedy(code: QueryFailure['code'], object: string | undefined, runId: string, place: Place): string {
  const grants = `'s3-log-audit grants --stack ${place.stackName}' prints the statements`;
  switch (code) {
    case 'LOG_OBJECT_UNREADABLE':
      return `leave it out with excludeObjects: ["${sourceKey(object, runId, place)}"] in the input of the next run`;
    case 'SCAN_LIMIT_REACHED':
      return 'choose a shorter window, have the logs delivered in folders of days, or deploy the stack with a larger BytesScannedLimit';
    case 'QUERY_TIMED_OUT':
      return 'Athena ends a query after 30 minutes: choose a shorter window, roll small log objects up, or ask AWS for a higher quota "DML query timeout" (up to 240 minutes)';
    case 'LAKE_FORMATION_DENIED':
      return `Lake Formation guards the Glue catalog here: grant the query role DESCRIBE on the database ${place.database} and SELECT and DESCRIBE on its tables`;
    case 'LOGS_DENIED':
      return `let the policies of the log bucket and of its KMS key allow the query role to read (${grants})`;
    case 'QUERY_CANCELLED':
      return 'start the run again';
    case 'QUERY_FAILED':
      return 'start the run again; if it fails again, try a shorter window';
  }
}

/** The key of a log object in the log bucket, also when the query read a copy of it. */
function sourceKey(address: string | undefined, runId: string, place: Place): string {
  const copies = `s3://${place.workBucket}/${workKeys.copiedLogs(runId)}/`;
  const originals = `s3://${place.logBucket}/`;
  if (address?.startsWith(copies)) return address.slice(copies.length);
  return address?.startsWith(originals) ? address.slice(originals.length) : (address ?? '');
}
