import type { S3Client } from '@aws-sdk/client-s3';
import { type ListedObject, listObjects } from '../../log-store/s3-logs';
import { type AccessPlan, requireListable } from './access-plan';
import { type Choice, isRolledUp, type LeftOut, LOSSES, leftOut } from './choose-objects';
import { workKeys } from './cloud-names';
import { listing } from './list-failure';
import { addressLine, manifestLine } from './object-list';
import type { ListLines } from './run-lists';
import type { RunRequest } from './run-request';
import type { LostObject, RunState } from './run-state';
import type { Settings } from './settings';

/** Lost objects that are named; all are counted. */
const NAMED_LOST = 5;
const MAX_NAME = 300;

/** A rollup in Parquet lies where the table of the logs would read it as text: the logs must be read in another way. */
export class RollupAmongLogs extends Error {
  override readonly name = 'RollupAmongLogs';
}

/** The log objects of a run, counted while they are listed, page by page. */
export class ListedLogs {
  objects: number;
  /** Those that are rollups in Parquet. */
  rolledUp: number;
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
    this.rolledUp = before?.plan?.rolledUp ?? 0;
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

  /**
   * Lists a page and gives the lines that it adds to the lists of the run.
   * @throws RollupAmongLogs in a run that reads folders of days where they lie
   */
  async nextPage(): Promise<ListLines> {
    const range = this.access.ranges[this.rangeIndex];
    if (!range) return { logs: [], rollups: [] };
    const { logBucket } = this.settings;
    const after = this.after === undefined ? {} : { after: this.after };
    this.pages ??= listObjects(this.s3, logBucket, { ...range, ...after });
    const pages = this.pages;
    const page = await listing(this.settings, () => pages.next());
    if (page.done) {
      this.rangeIndex++;
      this.after = undefined;
      this.pages = undefined;
      return { logs: [], rollups: [] };
    }
    const objects: readonly ListedObject[] = page.value;
    this.after = objects.at(-1)?.key;
    const lineOf = this.access.mode === 'copy' ? manifestLine : addressLine;
    const logs: string[] = [];
    const rollups: string[] = [];
    for (const object of objects) {
      const { key } = object;
      const name = key.slice(this.request.logPrefix.length);
      if (!this.take(object, name, range.flat)) continue;
      if (isRolledUp(name, this.choice.logType)) {
        if (this.access.mode === 'in-place') throw new RollupAmongLogs(key);
        this.rolledUp++;
        rollups.push(addressLine(logBucket, key));
      } else {
        logs.push(lineOf(logBucket, key));
      }
    }
    if (this.access.mode === 'listed') requireListable(this.objects, logBucket, this.request.logPrefix);
    return { logs, rollups };
  }

  private take(object: ListedObject, name: string, flat: boolean): boolean {
    const reason = leftOut(object, name, flat, this.choice);
    if (reason) {
      this.leave(object, reason);
      return false;
    }
    this.objects++;
    this.bytes += object.bytes;
    return true;
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
