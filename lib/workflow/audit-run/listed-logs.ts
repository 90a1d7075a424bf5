import type { S3Client } from '@aws-sdk/client-s3';
import { type ListedObject, listObjects } from '../../log-store/s3-logs';
import { AuditError } from '../../shared/errors';
import type { AccessPlan } from './access-plan';
import { type Choice, type LeftOut, LOSSES, leftOut } from './choose-objects';
import { workKeys } from './cloud-names';
import { listing } from './list-failure';
import { addressLine, manifestLine } from './object-list';
import type { RunRequest } from './run-request';
import type { LostObject, RunState } from './run-state';
import type { Settings } from './settings';

/** Lost objects that are named; all are counted. */
const NAMED_LOST = 5;
const MAX_NAME = 300;

/** The log objects of a run, counted while they are listed, page by page. */
export class ListedLogs {
  objects: number;
  bytes: number;
  readonly leftOut: Record<string, number>;
  readonly lost: LostObject[];

  private readonly choice: Choice;
  private rangeIndex: number;
  private after: string | undefined;
  private pages: AsyncGenerator<readonly ListedObject[]> | undefined;

  /** `before` is where the invocation before has stopped. */
  constructor(
    private readonly s3: S3Client,
    private readonly settings: Settings,
    private readonly request: RunRequest,
    private readonly access: AccessPlan,
    runId: string,
    before: RunState | undefined,
  ) {
    this.objects = before?.objects ?? 0;
    this.bytes = before?.bytes ?? 0;
    this.leftOut = { ...before?.plan?.leftOut };
    this.lost = [...(before?.plan?.lost ?? [])];
    this.rangeIndex = before?.plan?.cursor?.range ?? 0;
    this.after = before?.plan?.cursor?.after;
    this.choice = {
      logType: request.logType,
      mode: access.mode,
      window: request.window,
      paddingMs: request.deliveryPaddingMs,
      excluded: new Set(request.excludeObjects),
      target: `${workKeys.copiedLogs(runId)}/`,
    };
  }

  get done(): boolean {
    return this.rangeIndex >= this.access.ranges.length;
  }

  /** Where the next invocation goes on. */
  get cursor(): { readonly range: number; readonly after?: string } {
    return { range: this.rangeIndex, ...(this.after === undefined ? {} : { after: this.after }) };
  }

  /** Lists a page and gives the lines that it adds to the list of the run. */
  async nextPage(): Promise<readonly string[]> {
    const range = this.access.ranges[this.rangeIndex];
    if (!range) return [];
    const { logBucket } = this.settings;
    const after = this.after === undefined ? {} : { after: this.after };
    this.pages ??= listObjects(this.s3, logBucket, { ...range, ...after });
    const pages = this.pages;
    const page = await listing(this.settings, () => pages.next());
    if (page.done) {
      this.rangeIndex++;
      this.after = undefined;
      this.pages = undefined;
      return [];
    }
    const objects: readonly ListedObject[] = page.value;
    this.after = objects.at(-1)?.key;
    const lineOf = this.access.mode === 'copy' ? manifestLine : addressLine;
    return objects.filter((object) => this.take(object, range.flat)).map(({ key }) => lineOf(logBucket, key));
  }

  private take(object: ListedObject, flat: boolean): boolean {
    const reason = leftOut(object, object.key.slice(this.request.logPrefix.length), flat, this.choice);
    if (reason === 'Parquet rollup') this.requireAvoidable(object);
    if (reason) {
      this.leave(object, reason);
      return false;
    }
    this.objects++;
    this.bytes += object.bytes;
    return true;
  }

  /** What lies in the folder of a day is read by a query in place. @throws AuditError unless this run leaves it out */
  private requireAvoidable({ key }: ListedObject): void {
    if (this.access.mode !== 'in-place' || this.choice.excluded.has(key)) return;
    throw new AuditError(
      'NOT_SUPPORTED',
      `s3://${this.settings.logBucket}/${key} is a rollup in Parquet, which the tables can't read; choose CopyMode Copy, which leaves it out and says so, or roll up as log or log.gz`,
    );
  }

  private leave({ key, storageClass }: ListedObject, reason: LeftOut): void {
    this.leftOut[reason] = (this.leftOut[reason] ?? 0) + 1;
    if (!(LOSSES as readonly LeftOut[]).includes(reason) || this.lost.length >= NAMED_LOST) return;
    this.lost.push({
      key: key.slice(0, MAX_NAME),
      reason: reason === 'archived' ? `archived as ${storageClass}` : reason,
    });
  }
}
