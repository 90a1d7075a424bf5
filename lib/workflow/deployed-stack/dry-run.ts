import type { S3Client } from '@aws-sdk/client-s3';
import { locateBucket } from '../../log-store/s3-bucket';
import type { FoundFacts } from '../../report/mail/mail-facts';
import { AuditError } from '../../shared/errors';
import { isDenied } from '../../shared/service-errors';
import { planAccess, planNotes } from '../audit-run/access-plan';
import { findHints } from '../audit-run/find-hints';
import { bucketElsewhere, bucketMissing, listing } from '../audit-run/list-failure';
import { ListedLogs, RollupAmongLogs } from '../audit-run/listed-logs';
import { foundFacts } from '../audit-run/mail-facts';
import type { RunRequest } from '../audit-run/run-request';
import type { Settings } from '../audit-run/settings';

/** What a run would find, and why it may find nothing. */
export interface DryRun extends FoundFacts {
  /** Likely causes when there are no log objects; sentences without a full stop. */
  readonly hints: readonly string[];
}

export interface DryRunServices {
  readonly s3: S3Client;
  readonly settings: Settings;
  readonly now: Date;
  readonly signal: AbortSignal;
  /** Told the number of log objects after each page of the listing. */
  readonly onListed: (objects: number) => void;
}

/** As long as the id of a real run: it stands in the names of copies, whose length has a limit. */
const NO_RUN = '00000000T000000Z-00000000';

/**
 * Lists what a run would read, as its plan does, but with the caller's own credentials, and writes nothing.
 * @throws AuditError when the log bucket is not there, is elsewhere, or may not be listed
 */
export async function dryRun(request: RunRequest, services: DryRunServices): Promise<DryRun> {
  const { s3, settings, now, signal, onListed } = services;
  try {
    const location = await locateBucket(s3, settings.logBucket);
    if (!location.exists) throw bucketMissing(settings);
    if (location.region !== undefined && location.region !== settings.region) {
      throw bucketElsewhere(settings, location.region);
    }
    const list = async (hasRollups: boolean) => {
      const access = await listing(settings, () => planAccess(s3, request, settings, NO_RUN, now, hasRollups));
      const logs = new ListedLogs(s3, settings, request, access, NO_RUN, undefined);
      while (!logs.done) {
        signal.throwIfAborted();
        await logs.nextPage();
        onListed(logs.objects);
      }
      return { access, logs };
    };
    const { access, logs } = await list(false).catch((error) => {
      if (error instanceof RollupAmongLogs) return list(true);
      throw error;
    });
    const { objects, rolledUp, bytes, leftOut, lost } = logs;
    const { mode, table, partitions } = access;
    const notes = planNotes(access, rolledUp);
    const hints = objects > 0 ? [] : await listing(settings, () => findHints(s3, settings, request, leftOut));
    const plan = { mode, table, partitions, objects, rolledUp, bytes, leftOut, lost, notes, hints };
    // the coverage query is one more
    return { ...foundFacts(plan, request.analyses.length + 1), hints };
  } catch (error) {
    throw isDenied(error) ? listDenied(error, settings) : error;
  }
}

function listDenied(cause: unknown, { logBucket, logPrefix }: Settings): AuditError {
  return new AuditError(
    'AWS_DENIED',
    `you may not list s3://${logBucket}/${logPrefix}: a dry run lists the logs with your own credentials; ask for s3:ListBucket on ${logBucket}, or start without --dry-run: the stack lists with a role of its own, and the start mail has the same figures`,
    { cause },
  );
}
