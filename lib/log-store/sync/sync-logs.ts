import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { forEachInParallel } from '../../shared/in-parallel';
import { diskFailure } from '../disk-failure';
import { downloadObject } from '../download-object';
import { listLogObjects, type WantedLogs } from '../list-log-objects';
import { requireOfOneObject } from '../object-failure';
import { makeOwnFolder } from '../own-folder';
import { folderOf } from '../s3-address';
import type { LogBucket } from '../s3-client';
import { deleteSources, type HeldObject } from './delete-sources';
import { isContentOf } from './file-content';
import { STATE_FOLDER } from './file-names';
import { SyncIndex } from './sync-index';
import { type Place, SyncPlan, type SyncStep } from './sync-plan';
import type { SyncTally } from './sync-tally';

export interface SyncRequest {
  readonly bucket: LogBucket;
  readonly prefix: string;
  /** Folder that is filled; made when it is not there. */
  readonly folder: string;
  /** Only logs of these; by default everything below the prefix. */
  readonly wanted?: WantedLogs;
  /** Downloads at the same time. */
  readonly concurrency: number;
  /** Whether objects are deleted when their copies have been checked. */
  readonly deleteSource: boolean;
  /** Told what would be done with each object, in place of doing it. */
  readonly onDryRun?: (step: SyncStep) => Promise<void>;
}

/**
 * Makes a folder hold the objects below a prefix: what is there with the same ETag and size stays as it is, everything else
 * is downloaded under another name, checked and put in its place. Ended at any time, the next run goes on from there.
 * `tally` counts while it works.
 * @throws AuditError for what concerns more than single objects; failures of these are in the tally
 */
export async function syncLogs(request: SyncRequest, tally: SyncTally): Promise<void> {
  const { bucket, prefix, folder } = request;
  const base = folderOf(prefix);
  try {
    const index = SyncIndex.open(folder, `s3://${bucket.name}/${base}`);
    const plan = new SyncPlan(folder, base, index, request.wanted);
    const steps = stepsOf(plan, listLogObjects(bucket, prefix, request.wanted), tally);
    if (request.onDryRun) {
      for await (const step of steps) await request.onDryRun(step);
    } else {
      await new FolderSync(request, index, tally).run(steps);
    }
  } catch (error) {
    throw diskFailure(error) ?? error;
  }
}

async function* stepsOf(
  plan: SyncPlan,
  pages: ReturnType<typeof listLogObjects>,
  tally: SyncTally,
): AsyncGenerator<SyncStep> {
  for await (const page of pages) {
    for (const object of page) {
      const step = plan.step(object);
      tally.list(step);
      yield step;
    }
  }
  tally.listed = true;
}

class FolderSync {
  private readonly held: HeldObject[] = [];
  private readonly madeFolders = new Set<string>();
  private temporary = '';
  private downloads = 0;

  constructor(
    private readonly request: SyncRequest,
    private readonly index: SyncIndex,
    private readonly tally: SyncTally,
  ) {}

  async run(steps: AsyncIterable<SyncStep>): Promise<void> {
    const { folder, bucket, concurrency, deleteSource } = this.request;
    // before the one for what is not complete, which is for this user alone
    mkdirSync(folder, { recursive: true });
    this.temporary = makeOwnFolder(join(folder, STATE_FOLDER, 'partial'));
    try {
      await forEachInParallel(concurrency, steps, (step) => this.take(step));
      this.index.flush();
      if (deleteSource) await deleteSources(bucket, this.held, folder, this.tally);
    } finally {
      rmSync(this.temporary, { recursive: true, force: true });
      this.index.close();
    }
  }

  private async take(step: SyncStep): Promise<void> {
    this.request.bucket.signal?.throwIfAborted();
    if (step.kind === 'skip') return;
    if (step.kind === 'unchanged') return this.hold(step, step.entry, false);
    if (step.kind === 'compare' && (await this.recognize(step))) return;
    try {
      await this.download(step);
    } catch (error) {
      this.tally.fail(step.object, requireOfOneObject(error, this.tally.downloaded, this.tally.failed));
    }
  }

  /** Whether the file that is there has the content of the object, as when a run was killed before it could note it down. */
  private async recognize(step: SyncStep & Place): Promise<boolean> {
    const { etag, bytes } = step.object;
    const md5 = await isContentOf(step.file, etag);
    if (md5 === undefined) return false;
    const entry = { etag, bytes, md5, proof: 'etag', aside: step.aside } as const;
    this.index.set(step.key, entry);
    this.tally.recognized++;
    this.hold(step, entry, false);
    return true;
  }

  private async download(step: SyncStep & Place): Promise<void> {
    const temporary = join(this.temporary, String(this.downloads++));
    try {
      const { bucket, deleteSource } = this.request;
      const { key: _, ...entry } = await downloadObject(bucket, step.object, temporary, {
        durable: deleteSource,
        // as the user's other files
        mode: 0o666,
      });
      await this.makeFolder(dirname(step.file));
      renameSync(temporary, step.file);
      this.index.set(step.key, { ...entry, aside: step.aside });
      this.tally.succeed(entry.bytes);
      this.hold(step, entry, true);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  private async makeFolder(path: string): Promise<void> {
    if (this.madeFolders.has(path)) return;
    await mkdir(path, { recursive: true });
    this.madeFolders.add(path);
  }

  private hold(
    step: SyncStep & Place,
    { etag, md5, proof }: Pick<HeldObject, 'etag' | 'md5' | 'proof'>,
    fresh: boolean,
  ): void {
    if (!this.request.deleteSource) return;
    this.held.push({ key: step.object.key, file: step.file, etag, md5, proof, fresh });
  }
}
