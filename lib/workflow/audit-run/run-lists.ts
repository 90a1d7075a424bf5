import { workKeys } from './cloud-names';
import { abortList, listKey, ObjectList } from './object-list';
import type { AccessMode, ListsInProgress, RunState } from './run-state';
import type { WorkStore } from './work-store';

/** Lines for the lists of a run. */
export interface ListLines {
  readonly logs: readonly string[];
  readonly rollups: readonly string[];
}

/**
 * The lists that a plan writes: of the log objects, as far as its way of access needs one, and of rollups in Parquet, which
 * are read where they lie in every mode. One without a line is not written.
 */
export class RunLists {
  private constructor(
    private readonly logs: ObjectList | undefined,
    private readonly rollups: ObjectList,
  ) {}

  /** As the invocation before has left them. */
  static async open(mode: AccessMode, before: RunState | undefined, store: WorkStore): Promise<RunLists> {
    const { logs, rollups } = before?.plan?.lists ?? {};
    const key = listKey(mode, store.runId);
    return new RunLists(
      key === undefined ? undefined : await ObjectList.open(store, key, logs),
      await ObjectList.open(store, rollupListKey(store.runId), rollups),
    );
  }

  async add({ logs, rollups }: ListLines): Promise<void> {
    await this.logs?.add(logs);
    await this.rollups.add(rollups);
  }

  /** Keeps what is there for the next invocation. */
  async suspend(round: number): Promise<ListsInProgress> {
    const logs = await this.logs?.suspend(`list-${round}`);
    return { ...(logs ? { logs } : {}), rollups: await this.rollups.suspend(`rollup-list-${round}`) };
  }

  /** Makes the lists whole and gives the ETag of that of the logs, without quotes; undefined when there are none to list. */
  async finish(): Promise<string | undefined> {
    await this.rollups.finish();
    return await this.logs?.finish();
  }

  /** Gives the uploads up. */
  async abort(): Promise<void> {
    await this.logs?.abort();
    await this.rollups.abort();
  }
}

/** Gives up the lists of a plan that was ended from outside. */
export async function abortLists({ mode, runId, plan }: RunState, store: WorkStore): Promise<void> {
  const { logs, rollups } = plan?.lists ?? {};
  const key = listKey(mode, runId);
  if (key !== undefined && logs?.uploadId !== undefined) await abortList(store, key, logs.uploadId);
  if (rollups?.uploadId !== undefined) await abortList(store, rollupListKey(runId), rollups.uploadId);
}

function rollupListKey(runId: string): string {
  return `${workKeys.listedRollups(runId)}objects`;
}
